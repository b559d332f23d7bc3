import { IMPORT, LISTED_IDS, type Rule } from "./rule";

const PROFILE = "https://developer.mixpanel.com/reference/profile-batch-update";
const GROUP = "https://developer.mixpanel.com/reference/group-batch-update";
const USER = { appliesTo: ["profile"], source: PROFILE } as const;
const USER_OR_GROUP = { appliesTo: ["profile", "group"], source: PROFILE } as const;
const GROUP_ONLY = { appliesTo: ["group"], source: GROUP } as const;

/** Rules for updates of user and group profiles. */
export const UPDATE_RULES = {
  update_object: {
    ...USER_OR_GROUP,
    expected: "an object with an ID and an operation such as $set",
    fix: "Pass one object for each update.",
  },
  profile_distinct_id: { ...USER, expected: "the ID of the user, not empty", fix: "Set the ID of the profile." },
  profile_distinct_id_refused: {
    ...USER,
    source: IMPORT,
    expected: LISTED_IDS,
    fix: "Use the ID of the user. To delete a profile with such an ID, use Delete Profile with Allow Placeholder IDs.",
  },
  group_key: {
    ...GROUP_ONLY,
    expected: "the name of a group key, not empty",
    fix: "Set the group key, such as company_id.",
  },
  group_id: { ...GROUP_ONLY, expected: "the ID of the group, not empty", fix: "Set the ID of the profile." },
  group_id_refused: {
    ...GROUP_ONLY,
    source: IMPORT,
    expected: LISTED_IDS,
    fix: "Use the ID of the group. To delete a profile with such an ID, use Delete Group with Allow Placeholder IDs.",
  },
  operation_missing: {
    ...USER_OR_GROUP,
    expected: "at least one operation such as $set",
    fix: "Put the properties to change into an operation.",
  },
  operation_unsupported: {
    ...GROUP_ONLY,
    expected: "an operation that is available for groups: $set, $set_once, $union, $remove, $unset or $delete",
    fix: "Use $set for a number and $union for a list.",
  },
  operand_object: {
    ...USER_OR_GROUP,
    expected: "an object of properties and their values",
    fix: 'Write it as {"property": value}.',
  },
  operand_empty: {
    ...USER_OR_GROUP,
    expected: "at least one property",
    fix: "Leave out an operation that changes nothing. JSON drops properties whose value is undefined.",
  },
  add_number: { ...USER, expected: "a number", fix: "Convert the value to a number; use a negative one to subtract." },
  union_list: { ...USER_OR_GROUP, expected: "a list of values", fix: "Put even a single value into a list." },
  unset_names: { ...USER_OR_GROUP, expected: "a list of property names", fix: 'Write it as ["property"].' },
  update_size: {
    ...USER_OR_GROUP,
    expected: "less than 1 MB of JSON",
    fix: "Split it into several updates.",
  },
} as const satisfies Record<string, Rule>;
