import { input } from "@prismatic-io/spectral";
import { InputError } from "../mixpanel/errors";
import { isRecord } from "../mixpanel/records/json";
import { boolean, describe, epochSeconds, id, integer, isUnset, text } from "./clean";
import { atLeastOne, json, records, textList } from "./cleanJson";

const SET_EXAMPLE = JSON.stringify([{ $distinct_id: "user-12345", $set: { $name: "Jane Doe", plan: "pro" } }]);
const UPDATE_EXAMPLE = JSON.stringify([
  { $distinct_id: "user-12345", $set: { plan: "pro" } },
  { $distinct_id: "user-67890", $add: { logins: 1 } },
]);
const DELETE_EXAMPLE = JSON.stringify([{ $distinct_id: "user-12345", $delete: "" }]);

export const properties = input({
  label: "Properties",
  type: "code",
  language: "json",
  required: true,
  placeholder: SET_EXAMPLE,
  example: SET_EXAMPLE,
  comments:
    "The profile, or a list of them: $distinct_id says whose profile it is, $set holds its properties. $token is filled in from the connection. Special properties such as $email and $name are listed at https://docs.mixpanel.com/docs/data-structure/user-profiles. An empty list or file is a success with no profiles.",
  clean: records("Properties", "a profile or a list of profiles"),
});

export const propertiesToUpdate = input({
  label: "Properties To Update",
  type: "code",
  language: "json",
  required: true,
  placeholder: UPDATE_EXAMPLE,
  example: UPDATE_EXAMPLE,
  comments:
    "A list of profile updates, any number of them. Each has a $distinct_id and an operation: $set, $set_once, $add, $append, $remove, $union, $unset or $delete, which changes at least one property. $token is filled in from the connection. An empty list or file is a success with no updates.",
  clean: records("Properties To Update", "a list of profile updates"),
});

export const deleteProfiles = input({
  label: "Delete Profiles",
  type: "code",
  language: "json",
  required: true,
  placeholder: DELETE_EXAMPLE,
  example: DELETE_EXAMPLE,
  comments:
    'The profiles to delete, for good: a list of distinct IDs, or of objects with $distinct_id. Add "$ignore_alias": true to an object, or turn Ignore Alias on, to delete the profile of exactly this ID and not the one that it is an alias of.',
  clean: atLeastOne("Delete Profiles", "at least one distinct ID"),
});

export const ignoreAlias = input({
  label: "Ignore Alias",
  type: "boolean",
  required: false,
  default: "",
  comments:
    "When true, deletes the profile of exactly the given ID, even where the ID is also an alias of another profile. When false, deletes the profile that the alias leads to.",
  clean: boolean("Ignore Alias"),
});

export const allowPlaceholderIds = input({
  label: "Allow Placeholder IDs",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "When true, also deletes profiles whose ID is a placeholder that broken clients send, such as undefined, null, anonymous or 0: a way to clean up. When false, such an ID is rejected, because it usually means that the real ID is missing.",
  clean: (value: unknown) => boolean("Allow Placeholder IDs")(value) ?? false,
});

export const distinct_ids = input({
  label: "Distinct IDs",
  type: "string",
  collection: "valuelist",
  required: false,
  placeholder: "user-12345",
  example: "user-12345",
  comments:
    "The users whose profiles to return. IDs are used exactly as given, including spaces. Leave it empty for all profiles that the other inputs let through.",
  clean: textList("Distinct IDs", { numbers: true }),
});

export const output_properties = input({
  label: "Output Properties",
  type: "string",
  collection: "valuelist",
  required: false,
  placeholder: "$email",
  example: "$email",
  comments:
    "The properties to return, which is faster than all of them. Names are used exactly as given, including spaces. Leave it empty for all.",
  clean: textList("Output Properties"),
});

export const session_id = input({
  label: "Session ID",
  type: "string",
  required: false,
  placeholder: "1234567890-EXAMPL",
  example: "1234567890-EXAMPL",
  comments:
    "The session_id of the first page's answer. Needed for each page after the first, which then costs no query of the hour.",
  clean: text("Session ID"),
});

export const page = input({
  label: "Page",
  type: "string",
  required: false,
  placeholder: "0",
  example: "1",
  comments: "Which page of the result to return, from 0. Pages after the first need a Session ID.",
  clean: integer("Page", { min: 0 }),
});

export const fetchAll = input({
  label: "Fetch All",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "When true, returns the profiles of all pages, up to Max Profiles, from the first or from Session ID and Page on. Pages after the first cost no query of the hour. More than 2000 Distinct IDs are looked up 2000 at a time, and each time costs a query. Where a later page fails, those before it are returned, and error says why. When false, returns one page.",
  clean: (value: unknown) => boolean("Fetch All")(value) ?? false,
});

/** A step's result is held in memory and written out again by each later step. */
export const DEFAULT_MAX_PROFILES = 10_000;
export const MAX_PROFILES_BOUND = 100_000;

export const maxProfiles = input({
  label: "Max Profiles",
  type: "string",
  required: false,
  placeholder: String(DEFAULT_MAX_PROFILES),
  example: "5000",
  comments: `The most profiles that Fetch All returns, up to ${MAX_PROFILES_BOUND}; truncated says whether there are more, session_id and next_page where to go on. Pages hold 1000, and one that was cut comes again whole: take a multiple of 1000 to go on without repeats. Leave it empty for ${DEFAULT_MAX_PROFILES}.`,
  clean: (value: unknown) =>
    integer("Max Profiles", { min: 1, max: MAX_PROFILES_BOUND })(value) ?? DEFAULT_MAX_PROFILES,
});

const BEHAVIORS_EXAMPLE = '[{"window": "30d", "name": "behavior_1", "event_selectors": [{"event": "Purchased"}]}]';

export const behaviors = input({
  label: "Behaviors",
  type: "string",
  required: false,
  placeholder: BEHAVIORS_EXAMPLE,
  example: BEHAVIORS_EXAMPLE,
  comments:
    "Selects users by what they did: a JSON list of behaviors, used in Where by their name. Excludes Filter By Cohort. For more than 1000 profiles, As Of Timestamp is needed too.",
  clean: json("Behaviors"),
});

/** The ID of a cohort, from the ID itself, an object with it, or JSON text of one. Mixpanel takes the ID alone. */
function cohort(value: unknown): { id: number } | undefined {
  const input = "Filter By Cohort";
  const expected = 'the ID of a cohort, or {"id": 12345}';
  const isObject = typeof value === "object" || (typeof value === "string" && value.trim().startsWith("{"));
  const given = isObject ? json(input)(value) : value;
  if (isUnset(given)) return undefined;
  const number = isObject ? (isRecord(given) ? given.id : undefined) : given;
  const digits = id(input)(number);
  if (digits === undefined) throw new InputError({ input, got: "an object without id", expected });
  if (!Number.isSafeInteger(Number(digits))) throw new InputError({ input, got: describe(number), expected });
  return { id: Number(digits) };
}

export const filter_by_cohort = input({
  label: "Filter By Cohort",
  type: "string",
  required: false,
  placeholder: "12345",
  example: '{"id": 12345}',
  comments: 'The cohort whose users to return: its ID, or {"id": 12345}. Excludes Behaviors.',
  clean: cohort,
});

export const include_all_users = input({
  label: "Include All Users",
  type: "boolean",
  required: false,
  default: "true",
  comments:
    "When true, a cohort's users are returned even where they have no profile. When false, only those with a profile. Sent only together with Filter By Cohort.",
  clean: boolean("Include All Users"),
});

export const as_of_timestamp = input({
  label: "As Of Timestamp",
  type: "string",
  required: false,
  placeholder: "1700000000",
  example: "1700000000",
  comments:
    "The moment that Behaviors are computed for, in seconds since 1970. Needed for more than 1000 profiles by Behaviors; Fetch All fills in the present moment where it is empty.",
  clean: epochSeconds("As Of Timestamp"),
});

export const data_group_id = input({
  label: "Data Group ID",
  type: "string",
  required: false,
  placeholder: "-1234567890123456789",
  example: "-1234567890123456789",
  comments:
    "The ID of a group key, to query group profiles in place of users. Find it in Mixpanel under Project Settings > Group Keys.",
  clean: id("Data Group ID"),
});
