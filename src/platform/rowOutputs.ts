import { HELD_REMOVALS, REMOVALS, type RowsResult } from "../mixpanel/rows/mirrorTypes";
import type { HeldRow, ReasonCount, RejectedRow, RowFile, SyncResult, SyncWarning } from "../mixpanel/rows/types";
import {
  anything,
  boolean,
  bytes,
  choice,
  integer,
  keyed,
  list,
  nullable,
  object,
  optional,
  type PropertiesOf,
  text,
} from "./shape";

/** The result of Sync Rows, and what that of Preview Rows has in common with it. */

export const position = integer("Position of the row in the input, from 0, without the header.");
export const field = text("The field in Mixpanel, such as properties.time.");
export const column = text("The column that the field is read from.");
export const rule = text("The rule that the row breaks, such as time_missing; missing if only Mixpanel found it.");
export const message = text("What came, what was expected, and how to fix it.");
export const row = anything("The row as it came.");

export const target = choice(["events", "users", "groups", "table"]);
const MODES = ["insert", "upsert", "onlyIfAbsent", "addUp", "replace"] as const;
export const mode = choice(MODES);

export const warnings = list(
  object({
    rule: text(),
    property: text(),
    position: integer("Position of the first such row."),
    message: text(),
  } satisfies PropertiesOf<SyncWarning>),
  "What is sent, but may not be what is meant, such as a property with values of two types.",
);

const fileOf = (what: string) =>
  nullable(
    object(
      {
        data: bytes("The content, which a step that takes a file can use."),
        contentType: choice(["application/gzip"]),
        rows: integer("Number of lines."),
      } satisfies PropertiesOf<RowFile>,
      `${what}, if Return Files is true: gzipped NDJSON, with the same keys as in the list in each line.`,
    ),
  );

const mirror = object(
  {
    removal: nullable(choice(REMOVALS, "What happens to the profiles of rows that are gone. Null for a lookup table.")),
    added: nullable(
      integer(
        "Rows that the last run did not have, and that Mixpanel accepted. Null for a lookup table, as are changed, gone and removed.",
      ),
    ),
    changed: nullable(integer("Rows that have changed since the last run, and that Mixpanel accepted.")),
    unchanged: integer("Rows that were not sent, because Mixpanel has them."),
    gone: nullable(integer("Rows of the last run that the table has no more.")),
    removed: nullable(integer("Profiles that were deleted, or lost the properties of this step.")),
    removals_rejected: integer("Removals that Mixpanel rejected. The next run tries again."),
    removals_held: integer("Removals that are left to the next run."),
    removals_held_because: nullable(
      choice(
        HELD_REMOVALS,
        "rows_unreadable: a row without a readable ID may be any of those that are gone. run_ended_early: by an outage or the time limit.",
      ),
    ),
    removed_profiles: list(keyed(anything()), "The IDs of removed profiles, by Mixpanel's names: the first 1,000."),
    removed_profiles_truncated: boolean(),
    note: nullable(text("That the events of removed profiles stay.")),
    state: nullable(keyed(anything(), "Previous State for the next run. Null if the flow keeps it.")),
  } satisfies PropertiesOf<NonNullable<RowsResult["mirror"]>>,
  "What the mode Mirror did: received = added + changed + unchanged + rejected + held.",
);

export const syncOutput = object({
  target,
  mode: choice([...MODES, "mirror"]),
  received: integer(
    "Rows that this run read, starting at Resume From. Equals imported + rejected + held + unconfirmed, unless Validate Only is true.",
  ),
  imported: integer("Rows that Mixpanel accepted."),
  rejected: integer("Rows that are not in Mixpanel because of their content."),
  held: integer("Sound rows that an outage or the time limit kept out of Mixpanel, and that can be sent again."),
  unconfirmed: integer("Rows that Mixpanel reported neither as stored nor as rejected."),
  rejected_rows: list(
    object({
      status: choice(["not_loaded"]),
      position,
      row,
      field: optional(field),
      column: optional(column),
      rule: optional(rule),
      message,
    } satisfies PropertiesOf<RejectedRow>),
    "Sorted by position.",
  ),
  rejected_rows_truncated: boolean("Whether more rows were rejected than are listed."),
  rejected_by_reason: list(
    object({
      field: nullable(field),
      column: nullable(column),
      rule: nullable(rule),
      message: text("The message of the first such row."),
      count: integer(),
      first: integer("Position of the first such row."),
    } satisfies PropertiesOf<ReasonCount>),
    "How many rows were rejected for which reason, most frequent first.",
  ),
  rejected_file: fileOf("All rejected rows"),
  held_rows: list(
    object({
      status: choice(["not_sent", "unknown"], '"unknown" if Mixpanel may have stored the row.'),
      position,
      row,
      message: text(),
    } satisfies PropertiesOf<HeldRow>),
    "Sorted by position. If resume_from covers them, only the first ones are listed.",
  ),
  held_rows_truncated: boolean("Whether more rows are held than are listed."),
  held_file: fileOf("All held rows"),
  warnings,
  resume_from: nullable(
    integer(
      "Resume From for the next run with the same rows: it neither skips a row nor stores one twice. Null if no row is left.",
    ),
  ),
  stopped_by: nullable(
    choice(
      ["time", "outage", "source"],
      "Why the run ended before the last row; source if the rows could not be read.",
    ),
  ),
  outage: nullable(object({ code: text(), message: text() } satisfies PropertiesOf<NonNullable<SyncResult["outage"]>>)),
  batches: integer("Number of requests."),
  retries: integer("Number of retried requests."),
  bytes: integer("Bytes sent, before compression."),
  duration_ms: integer(),
  mirror: nullable(mirror),
} satisfies PropertiesOf<RowsResult>);

export const SYNC_EXAMPLE: RowsResult = {
  target: "events",
  mode: "insert",
  received: 3,
  imported: 2,
  rejected: 1,
  held: 0,
  unconfirmed: 0,
  rejected_rows: [
    {
      status: "not_loaded",
      position: 1,
      row: { user_id: "user-12345", created_at: "2026-02-30", plan: "pro" },
      field: "properties.time",
      column: "created_at",
      rule: "time_format",
      message:
        'properties.time: got "2026-02-30", expected a time such as 2026-01-15 10:00:00. Correct the value in the source.',
    },
  ],
  rejected_rows_truncated: false,
  rejected_by_reason: [
    {
      field: "properties.time",
      column: "created_at",
      rule: "time_format",
      message:
        'properties.time: got "2026-02-30", expected a time such as 2026-01-15 10:00:00. Correct the value in the source.',
      count: 1,
      first: 1,
    },
  ],
  rejected_file: null,
  held_rows: [],
  held_rows_truncated: false,
  held_file: null,
  warnings: [],
  resume_from: null,
  stopped_by: null,
  outage: null,
  batches: 1,
  retries: 0,
  bytes: 412,
  duration_ms: 87,
  mirror: null,
};
