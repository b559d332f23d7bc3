import { ENTRIES_LIMIT, IMPORT, LISTED_IDS, MAX_EVENT_NAME_CHARACTERS, MAX_NESTING_DEPTH, type Rule } from "./rule";

const TRACK = "https://developer.mixpanel.com/reference/track-event";
const IDENTIFY = "https://developer.mixpanel.com/reference/create-identity";
const MERGE = "https://developer.mixpanel.com/reference/identity-merge";
const RESERVED = "https://docs.mixpanel.com/docs/data-structure/property-reference/reserved-properties";
const DATA_MODEL = "https://docs.mixpanel.com/docs/data-structure/events-and-properties";
const EVENT = { appliesTo: ["event"], source: IMPORT } as const;

/** Rules on events, of /import and of /track. */
export const EVENT_RULES = {
  event_object: {
    ...EVENT,
    expected: 'an object such as {"event": "Signed Up", "properties": {}}',
    fix: "Hand in one object for each event.",
  },
  event_name: { ...EVENT, expected: "a name as text", fix: "Name what happened, such as Signed Up." },
  event_name_length: {
    appliesTo: ["event"],
    source: DATA_MODEL,
    expected: `at most ${MAX_EVENT_NAME_CHARACTERS} characters`,
    fix: "Shorten it, or Mixpanel cuts it; put what varies into a property.",
    accepted: true,
  },
  properties_object: { ...EVENT, expected: "an object of properties", fix: "Put time and distinct_id into it." },
  time_missing: {
    ...EVENT,
    expected: "the moment of the event",
    fix: "Give it in seconds or milliseconds since 1970, such as 1700000000.",
  },
  time_type: {
    ...EVENT,
    expected: "a number of seconds or milliseconds since 1970, such as 1700000000",
    fix: "Turn a date or a text into a number first.",
  },
  time_too_early: { ...EVENT, expected: "a time after 1971-01-01", fix: "Check the unit and the source of the time." },
  time_too_old: {
    appliesTo: ["event"],
    source: TRACK,
    expected: "a time of the last 5 days",
    fix: "Send older events with Import Events.",
  },
  token_missing: {
    appliesTo: ["event"],
    source: TRACK,
    expected: "the token of the project",
    fix: "Turn Use Project Token on, or fill it in: Mixpanel > Project Settings > Overview.",
  },
  time_too_late: {
    ...EVENT,
    expected: "a time at most 1 hour ahead",
    fix: "Check the unit, the time zone and the clock of the source.",
  },
  distinct_id_missing: {
    ...EVENT,
    expected: "the ID of the user",
    fix: "Fill it in; empty text stands for an event of no user.",
  },
  distinct_id_type: { ...EVENT, expected: "text", fix: "Turn the ID into text." },
  id_type: { ...EVENT, expected: "text", fix: "Turn the ID into text." },
  linked_id_missing: { ...EVENT, source: IDENTIFY, expected: "the ID to link", fix: "Name both IDs of the user." },
  linked_id_refused: {
    ...EVENT,
    expected: LISTED_IDS,
    fix: "Give an ID that one user alone has: a link cannot be undone.",
  },
  anon_id_format: {
    ...EVENT,
    source: IDENTIFY,
    expected: "a UUID of version 4, or $device: and a UUID",
    fix: "Use $create_alias for IDs that no SDK of Mixpanel's made.",
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
    fix: "Rename the property: Mixpanel hides one of this name, and other events with it.",
    accepted: true,
  },
  distinct_id_refused: {
    ...EVENT,
    expected: LISTED_IDS,
    fix: "Give the user's own ID, or empty text where there is no user.",
  },
  insert_id_missing: {
    ...EVENT,
    expected: "an ID that tells copies of the event apart",
    fix: "Fill in one that is the same whenever the event is sent.",
  },
  insert_id_type: { ...EVENT, expected: "text", fix: "Turn the ID into text." },
  insert_id_length: {
    ...EVENT,
    expected: "at most 36 bytes",
    fix: "Shorten it, or use a hash of it, cut to 36 characters.",
  },
  insert_id_charset: {
    ...EVENT,
    expected: "letters, digits and - alone",
    fix: "Replace the other characters in the same way each time.",
  },
  insert_id_refused: { ...EVENT, expected: LISTED_IDS, fix: "Give an ID that no other event has." },
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
    fix: "Flatten it into more properties, or turn it into text.",
  },
} as const satisfies Record<string, Rule>;
