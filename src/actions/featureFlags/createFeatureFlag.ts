import { data_group_id, flagDetails, hash_salt, ruleset, servingMethod } from "../../inputs/featureFlags";
import { group } from "../../inputs/group";
import { textInput } from "../../inputs/kinds";
import { createFeatureFlag as endpoint } from "../../mixpanel/endpoints/featureFlags";
import { checkRuleset } from "../../mixpanel/featureFlags/checkRuleset";
import { defineOperation } from "../../platform/defineOperation";
import { ONE_FLAG_EXAMPLE, oneFlagOutput } from "../../platform/featureFlags";

export const createFeatureFlag = defineOperation({
  endpoint,
  label: "Create Feature Flag",
  description:
    "Creates a feature flag, which is disabled until Update Feature Flag enables it. For an experiment, use Create Experiment, which creates the flag as well. Feature flags are an Enterprise add-on of Mixpanel",
  inputs: {
    name: textInput.required("Name", {
      example: "New checkout",
      comments: "The name of the flag, up to 255 characters.",
    }),
    key: textInput.required("Key", {
      example: "new_checkout",
      comments: "What code asks for, up to 255 characters. No other flag may have it, and it can never change.",
    }),
    context: textInput.required("Context", {
      example: "distinct_id",
      comments:
        "What variants are assigned by: distinct_id, device_id or the name of a group key. It cannot change once the flag is enabled.",
    }),
    ruleset: ruleset.required,
    serving_method: servingMethod.withDefault,
    details: flagDetails.ofNew,
    assignment: group("Assignment Options", "Who is assigned, and how.", { data_group_id, hash_salt }),
  },
  output: oneFlagOutput,
  example: ONE_FLAG_EXAMPLE,
  check: ({ ruleset }) => checkRuleset(ruleset),
});
