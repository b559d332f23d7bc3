/** The kind of record that a rule applies to: an event, an update of a user profile, an update of a group profile, a row of a lookup table. */
export type RecordKind = "event" | "profile" | "group" | "row";

/** One of Mixpanel's rules for records. `expected` and `fix` are part of the error message; `source` is the page that documents the rule. */
export interface Rule {
  readonly appliesTo: readonly RecordKind[];
  /** The expected value, as it follows "expected" in the message. */
  readonly expected: string;
  /** How to fix a violation, as a sentence. */
  readonly fix: string;
  readonly source: string;
  /** Whether Mixpanel accepts a record that breaks it, and cuts, hides or drops it without an error. */
  readonly accepted?: boolean;
}

/** Properties, list elements and keys of a nested object must be fewer than this. */
export const ENTRIES_LIMIT = 255;
export const MAX_NESTING_DEPTH = 3;
export const MAX_EVENT_NAME_CHARACTERS = 255;
/** Mixpanel says 1 MB, which may mean 1,000,000 or 1,048,576 bytes. We use the larger; Mixpanel names a record that it rejects. */
export const RECORD_LIMIT_BYTES = 1024 * 1024;

/** Mixpanel's documentation of the fields of events, with the list of placeholders: https://developer.mixpanel.com/reference/import-events */
export const IMPORT = "https://developer.mixpanel.com/reference/import-events";
export const LISTED_IDS =
  "a real ID, not one of the placeholders that Mixpanel rejects (such as null, none, undefined, anonymous, 0, -1)";
