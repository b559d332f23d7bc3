import { project_id, useProjectToken, workspace_id } from "../../inputs/project";
import { regionAndDomain } from "../../inputs/residency";
import { listSavedFunnels as endpoint } from "../../mixpanel/endpoints/queries";
import { callEndpoint, defineAction } from "../../platform/defineAction";

export const listSavedFunnels = defineAction({
  endpoint,
  label: "List Saved Funnels",
  description: "Lists the names and IDs of the project's saved funnels",
  inputs: { project_id, workspace_id, regionAndDomain, useProjectToken },
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
  run: callEndpoint(endpoint),
});
