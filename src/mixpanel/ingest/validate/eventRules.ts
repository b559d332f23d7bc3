import { ENTRIES_LIMIT, IMPORT, LISTED_IDS, MAX_EVENT_NAME_CHARACTERS, MAX_NESTING_DEPTH, type Rule } from "./rule";

const TRACK = "https://developer.mixpanel.com/reference/track-event";
const IDENTIFY = "https://developer.mixpanel.com/reference/create-identity";
const MERGE = "https://developer.mixpanel.com/reference/identity-merge";
const RESERVED = "https://docs.mixpanel.com/docs/data-structure/property-reference/reserved-properties";
const DATA_MODEL = "https://docs.mixpanel.com/docs/data-structure/events-and-properties";
const EVENT = { appliesTo: ["event"], source: IMPORT } as const;

/** Rules for events sent to /import and /track. */
export const EVENT_RULES = {
  event_object: {
    ...EVENT,
    expected: 'an object such as {"event": "Signed Up", "properties": {}}',
    fix: "Pass one object for each event.",
  },
  event_name: { ...EVENT, expected: "a name as text", fix: "Name what happened, such as Signed Up." },
  event_name_length: {
    appliesTo: ["event"],
    source: DATA_MODEL,
    expected: `at most ${MAX_EVENT_NAME_CHARACTERS} characters`,
    fix: "Shorten it, or Mixpanel truncates it. Put variable parts into a property.",
    accepted: true,
  },
  properties_object: {
    ...EVENT,
    expected: "an object of properties",
    fix: "Put time and distinct_id into properties.",
  },
  time_missing: {
    ...EVENT,
    expected: "the time of the event",
    fix: "Set it in seconds or milliseconds since 1970, such as 1700000000.",
  },
  time_type: {
    ...EVENT,
    expected: "a number of seconds or milliseconds since 1970, such as 1700000000",
    fix: "Convert a date or text to a number first.",
  },
  time_too_early: { ...EVENT, expected: "a time after 1971-01-01", fix: "Check the unit and the source of the time." },
  time_too_old: {
    appliesTo: ["event"],
    source: TRACK,
    expected: "a time within the last 5 days",
    fix: "Send older events with Import Events.",
  },
  token_missing: {
    appliesTo: ["event"],
    source: TRACK,
    expected: "the token of the project",
    fix: "Turn Use Project Token on, or set token in the event. Find it in Mixpanel under Project Settings > Access Keys.",
  },
  time_too_late: {
    ...EVENT,
    expected: "a time at most 1 hour in the future",
    fix: "Check the unit, the time zone and the clock of the source.",
  },
  distinct_id_missing: {
    ...EVENT,
    expected: "the ID of the user",
    fix: "Fill it in. For an event without a user, use empty text.",
  },
  distinct_id_type: { ...EVENT, expected: "text", fix: "Convert the ID to text." },
  id_type: { ...EVENT, expected: "text", fix: "Convert the ID to text." },
  linked_id_missing: { ...EVENT, source: IDENTIFY, expected: "the ID to link", fix: "Name both IDs of the user." },
  linked_id_refused: {
    ...EVENT,
    expected: LISTED_IDS,
    fix: "Use an ID that belongs to only one user, because a link cannot be undone.",
  },
  anon_id_format: {
    ...EVENT,
    source: IDENTIFY,
    expected: "a version 4 UUID, or $device: followed by a UUID",
    fix: "For IDs that were not created by Mixpanel's SDKs, use $create_alias.",
  },
  merge_ids: { ...EVENT, source: MERGE, expected: "a list of two distinct IDs", fix: "Name both IDs of the user." },
  event_ignored: {
    ...EVENT,
    source: RESERVED,
    expected: "no property of this name",
    fix: "Leave it out: Mixpanel drops an event that has it, without an error.",
    accepted: true,
  },
  property_reserved: {
    ...EVENT,
    source: RESERVED,
    expected: "another name",
    fix: "Rename the property, because Mixpanel hides properties of this name.",
    accepted: true,
  },
  distinct_id_refused: {
    ...EVENT,
    expected: LISTED_IDS,
    fix: "Use the ID of the user, or empty text if there is no user.",
  },
  insert_id_missing: {
    ...EVENT,
    expected: "an ID by which Mixpanel recognizes duplicates of the event",
    fix: "Set an ID that is the same each time this event is sent.",
  },
  insert_id_type: { ...EVENT, expected: "text", fix: "Convert the ID to text." },
  insert_id_length: {
    ...EVENT,
    expected: "at most 36 bytes",
    fix: "Shorten it, or use the first 36 characters of its hash.",
  },
  insert_id_charset: {
    ...EVENT,
    expected: "only letters, digits and -",
    fix: "Replace the other characters in the same way each time.",
  },
  insert_id_refused: { ...EVENT, expected: LISTED_IDS, fix: "Use an ID that no other event has." },
  event_size: {
    ...EVENT,
    expected: "less than 1 MB of JSON",
    fix: "Leave out large properties.",
  },
  properties_count: {
    ...EVENT,
    expected: `fewer than ${ENTRIES_LIMIT} properties`,
    fix: "Leave out those that no report uses.",
  },
  array_length: { ...EVENT, expected: `fewer than ${ENTRIES_LIMIT} elements`, fix: "Shorten the list." },
  object_keys: { ...EVENT, expected: `fewer than ${ENTRIES_LIMIT} keys`, fix: "Leave out those that no report uses." },
  nesting_depth: {
    ...EVENT,
    expected: `objects and lists nested at most ${MAX_NESTING_DEPTH} deep`,
    fix: "Split it into several properties, or convert it to text.",
  },
} as const satisfies Record<string, Rule>;
