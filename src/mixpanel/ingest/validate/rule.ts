/** What a rule is checked on: an event, an update of a user profile, an update of a group profile, a row of a lookup table. */
export type RecordKind = "event" | "profile" | "group" | "row";

/** One of Mixpanel's rules on a record. `expected` and `fix` make the message of a violation; `source` is the page that says so. */
export interface Rule {
  readonly appliesTo: readonly RecordKind[];
  /** What is expected; in the message it follows "expected". */
  readonly expected: string;
  /** What to do, as a sentence. */
  readonly fix: string;
  readonly source: string;
  /** Whether Mixpanel accepts a record that breaks it, and cuts, hides or drops it without an error. */
  readonly accepted?: boolean;
}

/** Events, properties, array elements and keys of nested objects: fewer than this. */
export const ENTRIES_LIMIT = 255;
export const MAX_NESTING_DEPTH = 3;
export const MAX_EVENT_NAME_CHARACTERS = 255;
/** The larger reading of 1 MB: what is between both is left to Mixpanel, which names the record. */
export const RECORD_LIMIT_BYTES = 1024 * 1024;

/** Mixpanel's list of events' fields, which names the placeholders too: https://developer.mixpanel.com/reference/import-events */
export const IMPORT = "https://developer.mixpanel.com/reference/import-events";
export const LISTED_IDS =
  "a real ID, not one of the placeholders that Mixpanel rejects (such as null, none, undefined, anonymous, 0, -1)";
