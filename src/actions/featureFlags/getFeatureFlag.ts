import { flag_id } from "../../inputs/featureFlags";
import { getFeatureFlag as endpoint } from "../../mixpanel/endpoints/featureFlags";
import { defineOperation } from "../../platform/defineOperation";
import { ONE_FLAG_EXAMPLE, oneFlagOutput } from "../../platform/featureFlags";

export const getFeatureFlag = defineOperation({
  endpoint,
  label: "Get Feature Flag",
  description: "Returns one feature flag with its variants and rollout",
  inputs: { flag_id },
  output: oneFlagOutput,
  example: ONE_FLAG_EXAMPLE,
});
