import { input } from "@prismatic-io/spectral";
import { text } from "./clean";
import { atLeastOne, records } from "./cleanJson";

const UPDATE_EXAMPLE = JSON.stringify([
  { $group_key: "company_id", $group_id: "acme-inc", $set: { $name: "Acme Inc.", plan: "enterprise" } },
  { $group_key: "company_id", $group_id: "globex", $union: { features: ["sso"] } },
]);
const DELETE_EXAMPLE = JSON.stringify([
  { $group_key: "company_id", $group_id: "acme-inc" },
  { $group_key: "company_id", $group_id: "globex" },
]);

export const groupKey = input({
  label: "Group Key",
  type: "string",
  required: false,
  placeholder: "company_id",
  example: "company_id",
  comments:
    "The kind of groups, such as company_id: a group key as it stands in Mixpanel under Project Settings > Group Keys. It is filled in where a group comes without a $group_key of its own; leave it empty where all have one.",
  clean: text("Group Key"),
});

export const groupUpdates = input({
  label: "Group Updates",
  type: "code",
  language: "json",
  required: true,
  placeholder: UPDATE_EXAMPLE,
  example: UPDATE_EXAMPLE,
  comments:
    "A list of group updates, any number of them. Each has a $group_id, a $group_key (unless Group Key is given) and an operation: $set, $set_once, $remove, $union, $unset or $delete, which changes at least one property. $token is filled in from the connection. An empty list or file is a success with no updates.",
  clean: records("Group Updates", "a list of group updates"),
});

export const deleteGroups = input({
  label: "Delete Groups",
  type: "code",
  language: "json",
  required: true,
  placeholder: DELETE_EXAMPLE,
  example: DELETE_EXAMPLE,
  comments:
    'The groups whose profiles to delete, for good: a list of objects with $group_key and $group_id, or, together with Group Key, of group IDs such as ["acme-inc", "globex"].',
  clean: atLeastOne("Delete Groups", "at least one group ID"),
});
