import { booleanInput } from "../../inputs/kinds";
import { listFeatureFlags as endpoint } from "../../mixpanel/endpoints/featureFlags";
import { defineOperation } from "../../platform/defineOperation";
import { FLAG_EXAMPLE, flagOutput } from "../../platform/featureFlags";
import { list, object, text } from "../../platform/shape";

export const listFeatureFlags = defineOperation({
  endpoint,
  label: "List Feature Flags",
  description:
    "Lists the feature flags of a workspace, with their variants and rollout. Mixpanel returns all of them at once",
  inputs: {
    include_archived: booleanInput("Include Archived", {
      comments: "When true, archived flags are listed too. When false or empty, they are left out.",
    }),
  },
  output: object({ status: text(), results: list(flagOutput) }),
  example: { status: "ok", results: [FLAG_EXAMPLE] },
});
