/** A feature flag as Mixpanel returns it, with fields that it refuses in a request. */
export const FLAG_ID = "e7b3a1c2-5d4f-4a6b-8c9d-0e1f2a3b4c5d";

export const RULESET = {
  variants: [
    { key: "control", value: "old", description: null, is_control: true, split: 0.5, is_sticky: false },
    { key: "treatment", value: "new", description: null, is_control: false, split: 0.5, is_sticky: false },
  ],
  rollout: [{ name: "All", rollout_percentage: 0.25, variant_splits: { control: 0.5, treatment: 0.5 } }],
  test: { users: { "user-qa": "treatment" } },
};

/** What a request may have of a flag. */
export const FLAG_FIELDS = {
  name: "New checkout",
  key: "new_checkout",
  description: null,
  tags: ["checkout"],
  experiment_id: null,
  status: "disabled",
  context: "distinct_id",
  data_group_id: null,
  serving_method: "remote_only",
  ruleset: RULESET,
  is_experiment_active: null,
  hash_salt: "0123456789abcdef0123456789abcdef",
  reset_hash_salt: null,
};

export const FLAG = {
  ...FLAG_FIELDS,
  id: FLAG_ID,
  project_id: 1234567,
  workspace_id: 7654321,
  content_type: "feature-flags",
  created: "2024-01-15T12:00:00.000Z",
  modified: "2024-01-15T12:00:00.000Z",
  creator_id: 1,
  creator_name: "Jane Doe",
  creator_email: "jane@example.com",
  can_view: true,
  deleted: null,
  enabled_at: null,
};
