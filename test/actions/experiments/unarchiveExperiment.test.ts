import { WORKSPACE_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { EXPERIMENT_ID, experimentReply } from "../../support/experiments";

const reply = experimentReply();

describeAction({
  key: "unarchiveExperiment",
  params: { experiment_id: EXPERIMENT_ID },
  request: {
    method: "DELETE",
    host: "mixpanel.com",
    path: `/api/app/workspaces/${WORKSPACE_ID}/experiments/${EXPERIMENT_ID}/archive`,
    headers: authorized,
  },
  reply,
  result: reply.body,
  refusals: [["M5: no ID", { experiment_id: "" }, "Experiment ID"]],
});
