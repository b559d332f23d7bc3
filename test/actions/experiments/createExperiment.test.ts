import { WORKSPACE_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";
import { experimentReply } from "../../support/experiments";

const reply = { status: 201, ...experimentReply() };
const variants = [{ key: "control" }, { key: "treatment" }];

describeAction({
  key: "createExperiment",
  params: { name: "Checkout layout" },
  request: {
    method: "POST",
    host: "mixpanel.com",
    path: `/api/app/workspaces/${WORKSPACE_ID}/experiments`,
    headers: { ...authorized, ...JSON_BODY },
    json: { name: "Checkout layout" },
  },
  reply,
  result: reply.body,
  optional: [
    ["description", "One page", { json: { description: "One page" } }],
    ["hypothesis", "More sales", { json: { hypothesis: "More sales" } }],
    ["variants", variants, { json: { variants } }],
    ["variants", JSON.stringify(variants), { json: { variants } }],
    ["metrics", [{ id: "1", type: "primary" }], { json: { metrics: [{ id: "1", type: "primary" }] } }],
    ["settings", { excludeQA: false }, { json: { settings: { excludeQA: false } } }],
    ["global_access_type", "on", { json: { global_access_type: "on" } }],
  ],
  refusals: [
    ["no name", { name: "" }, "Name"],
    ["variants that are no list", { variants: "{}" }, "Variants"],
    ["settings that are a list", { settings: "[]" }, "Settings"],
    ["settings that are no JSON", { settings: "none" }, "Settings"],
  ],
});
