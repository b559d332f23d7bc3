import { listFeatureFlags as endpoint } from "../mixpanel/endpoints/featureFlags";
import { isRecord } from "../mixpanel/records/json";
import { choice } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

export const featureFlags = definePicklist({
  endpoint,
  label: "Select Feature Flag",
  description: "Lists the workspace's feature flags, without archived ones",
  byHand: "If the list cannot be loaded, type the ID of the feature flag; List Feature Flags returns it as id.",
  example: [{ key: "e7b3a1c2-5d4f-4a6b-8c9d-0e1f2a3b4c5d", label: "New checkout (new_checkout)" }],
  choices: ({ results }) =>
    results
      .filter(isRecord)
      .flatMap(({ id, name, key }) => choice(id, name, typeof key === "string" ? key : undefined)),
});
