import { flagsWithToken, groupIds } from "../../inputs/featureFlags";
import { jsonObjectInput, textInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { evaluateFeatureFlags as endpoint } from "../../mixpanel/endpoints/featureFlags";
import { evaluateFlags } from "../../mixpanel/featureFlags/evaluate";
import { defineAction } from "../../platform/defineAction";
import { anything, boolean, integer, keyed, nullable, object, optional, text } from "../../platform/shape";

export const evaluateFeatureFlags = defineAction({
  endpoint,
  label: "Evaluate Feature Flags",
  description:
    "Returns the variants that a user gets. Mixpanel bills each call, retries included. It records no exposure: for an experiment, also track the event $experiment_started. A flag is missing from the result if it is off or unknown, or if the user is not in its rollout",
  inputs: {
    distinct_id: textInput.required("Distinct ID", {
      expected: "an ID",
      example: "user-12345",
      comments: "The user to evaluate all enabled flags for.",
    }),
    device_id: textInput("Device ID", {
      example: "device-12345",
      comments: "The user's device, for flags that assign devices. Leave it empty to use the Distinct ID.",
    }),
    groups: groupIds,
    custom_properties: jsonObjectInput("Custom Properties", {
      example: '{"plan": "pro", "country": "US"}',
      comments:
        "What rules of a rollout are evaluated on: a JSON object with the properties of the user at this moment.",
    }),
    useProjectToken: flagsWithToken,
    project_id,
    region,
  },
  output: object({
    code: optional(integer()),
    flags: keyed(
      object({
        variant_key: text(),
        variant_value: anything("True or false, text, a number or an object."),
        experiment_id: optional(nullable(text())),
        is_experiment_active: optional(nullable(boolean())),
        is_qa_tester: optional(nullable(boolean("Whether the user is a test user of the flag."))),
      }),
      "The variants by the key of the flag: only flags that the user is in. Flags beyond the limit of the plan are missing without an error, and cohorts in a rollout can be up to 2 hours old.",
    ),
  }),
  example: {
    code: 200,
    flags: { new_checkout: { variant_key: "treatment", variant_value: true, is_qa_tester: false } },
  },
  run: ({ client, params: { distinct_id, device_id, groups, custom_properties, project_id, useProjectToken } }) =>
    evaluateFlags(client, { project_id, useProjectToken }, { distinct_id, device_id, groups, custom_properties }),
});
