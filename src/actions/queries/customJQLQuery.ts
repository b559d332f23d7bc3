import { params, script } from "../../inputs/queries";
import { customJQLQuery as endpoint } from "../../mixpanel/endpoints/queries";
import { defineOperation } from "../../platform/defineOperation";

export const customJQLQuery = defineOperation({
  endpoint,
  label: "Custom JQL Query",
  description:
    "Runs a JQL script over the project's events and profiles; Mixpanel keeps JQL as it is and adds nothing to it",
  inputs: { script, params },
  output: { type: "array", description: "What the script returns." },
  example: [{ key: ["Signed Up"], value: 1234 }],
});
