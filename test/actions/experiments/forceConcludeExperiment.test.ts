import { WORKSPACE_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";
import { EXPERIMENT_ID, experimentReply } from "../../support/experiments";

const reply = experimentReply({ status: "concluded" });

describeAction({
  key: "forceConcludeExperiment",
  params: { experiment_id: EXPERIMENT_ID },
  before: { path: (path) => path.replace(/\/force_conclude$/, ""), reply: experimentReply({ status: "active" }) },
  request: {
    method: "PUT",
    host: "mixpanel.com",
    path: `/api/app/workspaces/${WORKSPACE_ID}/experiments/${EXPERIMENT_ID}/force_conclude`,
    headers: { ...authorized, ...JSON_BODY },
    json: {},
  },
  reply,
  result: reply.body,
  optional: [["end_date", "2024-01-31T12:00:00+01:00", { json: { end_date: "2024-01-31T12:00:00+01:00" } }]],
  refusals: [
    ["M5: no ID", { experiment_id: "" }, "Experiment ID"],
    ["a day without a time", { end_date: "2024-01-31" }, "End Date"],
  ],
});
