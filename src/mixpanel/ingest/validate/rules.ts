import { EVENT_RULES } from "./eventRules";
import { IMPORT, type Rule } from "./rule";
import { UPDATE_RULES } from "./updateRules";

const TABLE = "https://developer.mixpanel.com/reference/replace-lookup-table";
const ROW = { appliesTo: ["row"], source: TABLE } as const;

const ROW_RULES = {
  row_shape: { ...ROW, expected: "an object or a list, like the first row", fix: "Use the same form for all rows." },
  row_fields: {
    ...ROW,
    expected: "as many fields as the header has",
    fix: "Add the missing fields, which may be empty text.",
  },
  row_id_missing: { ...ROW, expected: "an ID in the first column", fix: "Fill it in, or leave the row out." },
  row_id_repeated: { ...ROW, expected: "an ID that no other row has", fix: "Keep one row for each ID." },
  row_quotes: {
    ...ROW,
    expected: "quotes around the whole field, and doubled quotes within it",
    fix: "Write the file as described in RFC 4180.",
  },
} as const satisfies Record<string, Rule>;

/** Rules for records of every kind. */
const COMMON_RULES = {
  id_rounded: {
    appliesTo: ["event", "profile", "group", "row"],
    source: IMPORT,
    expected: "the ID as text",
    fix: "Pass it as text: a number above 2^53 may have been rounded to the ID of another record.",
  },
  invalid_json: {
    appliesTo: ["event", "profile", "group"],
    source: IMPORT,
    expected: "one JSON object per line",
    fix: "Write one record per line, each a complete JSON object.",
  },
  record_too_large: {
    appliesTo: ["event", "profile", "group"],
    source: IMPORT,
    expected: "a record that fits into one request",
    fix: "Leave out large properties.",
  },
  not_json: {
    appliesTo: ["event", "profile", "group"],
    source: IMPORT,
    expected: "a value that JSON supports",
    fix: "Convert it to text, or leave it out.",
  },
} as const satisfies Record<string, Rule>;

/** Every rule that is checked before records are sent, by its code. Codes are stable and meant for programs. */
export const RULES = { ...EVENT_RULES, ...UPDATE_RULES, ...ROW_RULES, ...COMMON_RULES };

export type RuleCode = keyof typeof RULES;

/** Whether Mixpanel accepts a record that breaks this rule, and cuts, hides or drops it without an error. */
export const isAccepted = (rule: RuleCode): boolean => "accepted" in RULES[rule];
