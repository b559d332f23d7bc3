/** What a rule is checked on: an event of /import, an update of a user profile, an update of a group profile. */
export type RecordKind = "event" | "profile" | "group";

/** One of Mixpanel's rules on a record. `expected` and `fix` make the message of a violation; `source` is the page that says so. */
export interface Rule {
  readonly appliesTo: readonly RecordKind[];
  /** What has to be there, as it reads after "expected". */
  readonly expected: string;
  /** What to do, as a sentence. */
  readonly fix: string;
  readonly source: string;
  /** Whether Mixpanel takes a record that breaks it, and cuts it. */
  readonly cuts?: boolean;
}

/** Events, properties, array elements and keys of nested objects: fewer than this. */
export const ENTRIES_LIMIT = 255;
export const MAX_NESTING_DEPTH = 3;
export const MAX_EVENT_NAME_CHARACTERS = 255;
/** The larger reading of 1 MB: what is between both is left to Mixpanel, which names the record. */
export const RECORD_LIMIT_BYTES = 1024 * 1024;

const IMPORT = "https://developer.mixpanel.com/reference/import-events";
const TRACK = "https://developer.mixpanel.com/reference/track-event";
const PROFILE = "https://developer.mixpanel.com/reference/profile-batch-update";
const GROUP = "https://developer.mixpanel.com/reference/group-batch-update";
const DATA_MODEL = "https://docs.mixpanel.com/docs/data-structure/events-and-properties";

const EVENT = { appliesTo: ["event"], source: IMPORT } as const;
const USER = { appliesTo: ["profile"], source: PROFILE } as const;
const USER_OR_GROUP = { appliesTo: ["profile", "group"], source: PROFILE } as const;
const GROUP_ONLY = { appliesTo: ["group"], source: GROUP } as const;

const LISTED_IDS = "none of the placeholders that Mixpanel refuses (such as null, none, undefined, anonymous, 0, -1)";

/** Every rule that is checked before records are sent, by its code. Codes are stable and meant for programs. */
export const RULES = {
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
    cuts: true,
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
  not_json: {
    appliesTo: ["event", "profile", "group"],
    source: IMPORT,
    expected: "a value that JSON can hold",
    fix: "Turn it into text, or leave it out.",
  },
  update_object: {
    ...USER_OR_GROUP,
    expected: "an object with an ID and an operation such as $set",
    fix: "Hand in one object for each update.",
  },
  profile_distinct_id: { ...USER, expected: "the ID of the user, not empty", fix: "Say whose profile it is." },
  group_key: { ...GROUP_ONLY, expected: "the name of a group key, not empty", fix: "Say which kind of group it is." },
  group_id: { ...GROUP_ONLY, expected: "the ID of the group, not empty", fix: "Say whose profile it is." },
  operation_missing: {
    ...USER_OR_GROUP,
    expected: "at least one operation such as $set",
    fix: "Put the properties to change below an operation.",
  },
  operation_unsupported: {
    ...GROUP_ONLY,
    expected: "an operation that groups know: $set, $set_once, $union, $remove, $unset or $delete",
    fix: "Use $set for a number and $union for a list.",
  },
  operand_object: {
    ...USER_OR_GROUP,
    expected: "an object of properties and their values",
    fix: 'Write it as {"property": value}.',
  },
  add_number: { ...USER, expected: "a number", fix: "Turn the value into a number, negative to subtract." },
  union_list: { ...USER_OR_GROUP, expected: "a list of values", fix: "Put a single value into a list too." },
  unset_names: { ...USER_OR_GROUP, expected: "a list of property names", fix: 'Write it as ["property"].' },
  update_size: {
    ...USER_OR_GROUP,
    expected: "less than 1 MB of JSON",
    fix: "Split it into several updates.",
  },
} as const satisfies Record<string, Rule>;

export type RuleCode = keyof typeof RULES;

/** Whether Mixpanel takes a record that breaks this rule, and cuts it. */
export const isCut = (rule: RuleCode): boolean => "cuts" in RULES[rule];
