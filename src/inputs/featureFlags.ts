import { InputError } from "../mixpanel/errors";
import { describe, text } from "./clean";
import { textList } from "./cleanJson";
import { group } from "./group";
import { booleanInput, choiceInput, jsonObjectInput, keyValuesInput, listInput, textInput, typedInput } from "./kinds";
import { project_id, workspace_id } from "./project";
import { regionAndDomain } from "./residency";

/** Inputs that several actions of feature flags share. */

export const flag_id = textInput.required("Feature Flag ID", {
  dataSource: "featureFlags",
  example: "e7b3a1c2-5d4f-4a6b-8c9d-0e1f2a3b4c5d",
  expected: "the ID of a feature flag, as List Feature Flags returns it",
  comments: "The ID of the feature flag, as List Feature Flags returns it. The key of the flag is not its ID.",
});

const SERVING_METHODS = ["client", "server", "remote_or_local", "remote_only"] as const;
const METHOD_NAMES = {
  client: "Client SDKs",
  server: "Server SDKs",
  remote_or_local: "Remote or local evaluation",
  remote_only: "Remote evaluation only",
};

const methodWords = {
  choices: SERVING_METHODS,
  names: METHOD_NAMES,
  comments: "Which SDKs get the flag, and whether they may evaluate it themselves.",
};

export const servingMethod = {
  optional: choiceInput("Serving Method", { ...methodWords, empty: "Keep the current method" }),
  withDefault: choiceInput("Serving Method", { ...methodWords, default: "remote_or_local" }),
};

const RULESET_EXAMPLE = JSON.stringify({
  variants: [
    { key: "control", value: "old", is_control: true, split: 0.5 },
    { key: "treatment", value: "new", is_control: false, split: 0.5 },
  ],
  rollout: [{ rollout_percentage: 0.25, variant_splits: { control: 0.5, treatment: 0.5 } }],
});

const RULESET =
  "variants is a list of objects with key, value, is_control and split; values are all true or false, all text, or all objects. rollout is a list of groups with rollout_percentage (0.25 is 25 % of the users) and variant_splits; the first group that matches a user applies. Splits add up to 1. test assigns variants to test users, by distinct ID under users.";

export const ruleset = {
  required: jsonObjectInput.required("Ruleset", {
    example: RULESET_EXAMPLE,
    comments: `Who gets which variant: a JSON object with variants, rollout and, optionally, test. ${RULESET}`,
  }),
  optional: jsonObjectInput("Ruleset", {
    example: RULESET_EXAMPLE,
    comments: `Who gets which variant: a JSON object with variants, rollout or test. Each of the three that is given replaces that part as a whole, so rollout must list every group to keep; the others stay as they are. ${RULESET}`,
  }),
};

const description = textInput("Description", {
  example: "The checkout on one page.",
  comments: "What the flag is for.",
});
const TAGS = { example: "checkout", comments: "Tags of the flag." };

export const flagDetails = {
  /** Mixpanel requires the list of tags, empty or not. */
  ofNew: group("Details", "Description and tags.", {
    description,
    tags: { ...listInput("Tags", TAGS), clean: (value: unknown) => textList("Tags")(value) ?? [] },
  }),
  ofChange: group("Details", "Description and tags.", {
    description,
    tags: listInput("Tags", { ...TAGS, comments: "Tags of the flag. The list replaces all its tags." }),
  }),
};

/** Where a flag is, for actions that are more than one call. */
export const flagPlace = { project_id, workspace_id, regionAndDomain };

const SALT_CHARACTERS = 32;

/** A salt, which Mixpanel takes with this many characters alone. */
const salt = (input: string) => (value: unknown) => {
  const given = text(input)(value);
  if (given === undefined || given.length === SALT_CHARACTERS) return given;
  throw new InputError({ input, got: describe(value), expected: `${SALT_CHARACTERS} characters` });
};

export const hash_salt = typedInput(
  "Hash Salt",
  {
    example: "0123456789abcdef0123456789abcdef",
    comments:
      "Decides, together with the user's ID, which variant a user gets: 32 characters. Flags with the same salt and key assign the same variants. A new salt reassigns the users of the flag.",
  },
  salt,
);

export const data_group_id = textInput("Data Group ID", {
  example: "-1234567890123456789",
  comments:
    "The ID of a group key, for a flag that assigns groups instead of users. Find it in Mixpanel under Project Settings > Group Keys.",
});

export const reset_hash_salt = booleanInput("Reset Hash Salt", {
  comments:
    "When true, Mixpanel makes a new hash salt, which reassigns all users of the flag to other variants. When false or empty, the salt stays.",
});

export const flagsWithToken = booleanInput("Use Project Token", {
  default: false,
  comments:
    "When true, authenticates with the connection's Project Token instead of its service account, as Mixpanel's SDKs do. When false, uses the service account.",
});

export const groupIds = keyValuesInput("Group IDs", {
  example: '{"company_id": "acme"}',
  comments:
    "The user's groups, for flags that assign groups: the name of each group key, such as company_id, and the ID of the group. A flag whose context is missing here is not returned.",
});
