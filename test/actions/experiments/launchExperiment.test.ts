import { WORKSPACE_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { EXPERIMENT_ID, experimentReply } from "../../support/experiments";

const reply = experimentReply({ status: "active" });

describeAction({
  key: "launchExperiment",
  params: { experiment_id: EXPERIMENT_ID },
  before: { path: (path) => path.replace(/\/launch$/, ""), reply: experimentReply({ status: "draft" }) },
  request: {
    method: "PUT",
    host: "mixpanel.com",
    path: `/api/app/workspaces/${WORKSPACE_ID}/experiments/${EXPERIMENT_ID}/launch`,
    headers: authorized,
  },
  reply,
  result: reply.body,

  refusals: [["M5: no ID", { experiment_id: "" }, "Experiment ID"]],
});
