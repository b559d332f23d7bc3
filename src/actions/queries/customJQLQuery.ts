import { project_id, workspace_id } from "../../inputs/project";
import { params, script } from "../../inputs/queries";
import { regionAndDomain } from "../../inputs/residency";
import { customJQLQuery as endpoint } from "../../mixpanel/endpoints/queries";
import { callEndpoint, defineAction } from "../../platform/defineAction";

export const customJQLQuery = defineAction({
  endpoint,
  label: "Custom JQL Query",
  description:
    "Runs a JQL script over the project's events and profiles; Mixpanel keeps JQL as it is and adds nothing to it",
  inputs: { script, params, project_id, workspace_id, regionAndDomain },
  output: { type: "array", description: "What the script returns." },
  example: [{ key: ["Signed Up"], value: 1234 }],
  run: callEndpoint(endpoint),
});
