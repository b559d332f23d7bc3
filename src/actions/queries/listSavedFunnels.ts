import { useProjectToken } from "../../inputs/project";
import { listSavedFunnels as endpoint } from "../../mixpanel/endpoints/queries";
import { defineOperation } from "../../platform/defineOperation";

export const listSavedFunnels = defineOperation({
  endpoint,
  label: "List Saved Funnels",
  description: "Lists the names and IDs of the project's saved funnels",
  inputs: {},
  steering: { useProjectToken },
  output: {
    type: "array",
    items: {
      type: "object",
      properties: { funnel_id: { type: ["integer", "string"] }, name: { type: "string" } },
      required: ["funnel_id", "name"],
    },
  },
  example: [
    { funnel_id: 7509, name: "Signup funnel" },
    { funnel_id: 9070, name: "Funnel tutorial" },
  ],
});
