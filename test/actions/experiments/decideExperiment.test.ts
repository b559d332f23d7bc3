import { WORKSPACE_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";
import { EXPERIMENT_ID, experimentReply } from "../../support/experiments";

const reply = experimentReply({ status: "fail" });

describeAction({
  key: "decideExperiment",
  params: { experiment_id: EXPERIMENT_ID, success: "false", message: "No effect" },
  before: { path: (path) => path.replace(/\/decide$/, ""), reply: experimentReply({ status: "concluded" }) },
  request: {
    method: "PATCH",
    host: "mixpanel.com",
    path: `/api/app/workspaces/${WORKSPACE_ID}/experiments/${EXPERIMENT_ID}/decide`,
    headers: { ...authorized, ...JSON_BODY },
    json: { success: false, message: "No effect" },
  },
  reply,
  result: reply.body,
  optional: [["variant", "treatment", { json: { variant: "treatment" } }]],
  variants: [
    [
      "a success with its variant",
      { success: "true", variant: "treatment" },
      { json: { success: true, variant: "treatment" } },
    ],
  ],
  refusals: [
    ["M5: no ID", { experiment_id: "" }, "Experiment ID"],
    ["a success without a variant", { success: "true" }, "Variant"],
    ["no outcome", { success: "" }, "Success"],
    ["another outcome", { success: "perhaps" }, "Success"],
    ["no message", { message: "" }, "Message"],
  ],
});
