import { FLAG_STATUSES } from "../mixpanel/featureFlags/changeFlag";
import {
  anything,
  boolean,
  choice,
  integer,
  integerOrText,
  keyed,
  list,
  nullable,
  number,
  object,
  optional,
  text,
} from "./shape";

/** Results that several actions of feature flags share. */

/** What both APIs for flags show of one. */
const definition = {
  id: text("The Feature Flag ID."),
  name: text(),
  key: text("What code asks for. It never changes."),
  status: optional(choice(FLAG_STATUSES)),
  context: optional(text("What variants are assigned by, such as distinct_id or device_id.")),
  ruleset: object({
    variants: list(
      object({
        key: text(),
        value: anything("What code gets: true or false, text, or an object."),
        is_control: boolean(),
        split: number("Share of the users, from 0 to 1."),
        is_sticky: optional(boolean("Whether users keep the variant.")),
      }),
    ),
    rollout: list(
      object({
        rollout_percentage: number("Share of the users who get the flag, from 0 to 1."),
        variant_splits: optional(keyed(number(), "Share of each variant, by its key.")),
      }),
      "Groups of users, in the order in which they are tried.",
    ),
    test: optional(
      nullable(keyed(anything(), "Test users: under users, the variant by distinct ID. These are personal data.")),
    ),
  }),
  experiment_id: optional(nullable(text("The experiment that the flag belongs to."))),
  is_experiment_active: optional(nullable(boolean())),
  hash_salt: optional(nullable(text())),
};

export const definitionOutput = object({
  ...definition,
  project_id: optional(integer()),
  workspace_id: optional(integer()),
});

export const flagOutput = object({
  ...definition,
  description: optional(nullable(text())),
  tags: optional(list(text())),
  serving_method: optional(text()),
  data_group_id: optional(nullable(integerOrText())),
  project_id: optional(integer()),
  workspace_id: optional(nullable(integer())),
  created: optional(text()),
  modified: optional(text()),
  creator_name: optional(nullable(text())),
  enabled_at: optional(nullable(text("When the flag was enabled. Null if it never was."))),
  deleted: optional(nullable(text())),
});

export const oneFlagOutput = object({ status: text(), results: flagOutput });

const RULESET_EXAMPLE = {
  variants: [
    { key: "control", value: "old", is_control: true, split: 0.5, is_sticky: false },
    { key: "treatment", value: "new", is_control: false, split: 0.5, is_sticky: false },
  ],
  rollout: [{ rollout_percentage: 0.25, variant_splits: { control: 0.5, treatment: 0.5 } }],
  test: null,
};

export const DEFINITION_EXAMPLE = {
  id: "e7b3a1c2-5d4f-4a6b-8c9d-0e1f2a3b4c5d",
  name: "New checkout",
  key: "new_checkout",
  context: "distinct_id",
  ruleset: RULESET_EXAMPLE,
  project_id: 1234567,
  workspace_id: 7654321,
  hash_salt: "0123456789abcdef0123456789abcdef",
};

export const FLAG_EXAMPLE = {
  ...DEFINITION_EXAMPLE,
  status: "disabled" as const,
  description: null,
  tags: ["checkout"],
  serving_method: "remote_or_local",
  data_group_id: null,
  experiment_id: null,
  is_experiment_active: null,
  created: "2024-01-15T12:00:00.000Z",
  modified: "2024-01-15T12:00:00.000Z",
  creator_name: "Jane Doe",
  enabled_at: null,
  deleted: null,
};

export const ONE_FLAG_EXAMPLE = { status: "ok", results: FLAG_EXAMPLE };
