import type { BadLines } from "../mixpanel/export/badLines";
import { emptyResult, type IngestResult } from "../mixpanel/ingest/result";
import type { FailedRecord } from "../mixpanel/results";
import {
  anything,
  boolean,
  choice,
  integer,
  keyed,
  list,
  nullable,
  object,
  optional,
  type Properties,
  type PropertiesOf,
  type Shape,
  text,
} from "./shape";

/** Results that several actions share. */

/** A response of the app API that only confirms what was done. */
export const confirmedOutput = object({
  status: text(),
  results: keyed(anything(), "Mixpanel's details, usually none."),
});
export const CONFIRMED_EXAMPLE = { status: "ok", results: {} };

/** Rejected records. @param position what their index is @param rule an example of a rule */
export function failedRecordsOutput(position: string, rule: string): Shape<FailedRecord[]> {
  return list(
    object({
      index: integer(`${position}, from 0.`),
      insert_id: optional(text()),
      field: optional(text()),
      rule: optional(text(`The rule that the record breaks, such as ${rule}, if it was checked before sending.`)),
      message: text(),
    } satisfies PropertiesOf<FailedRecord>),
  );
}

/** Lines that were skipped. */
export const badLinesOutput = object(
  {
    count: integer(),
    lines: list(
      object({
        from_date: text("First day of the export that contained the line."),
        line: integer("Line number in that export, from 1."),
        excerpt: text("The beginning of the line."),
      }),
      "The first 100 of them.",
    ),
  } satisfies PropertiesOf<Pick<BadLines, "count" | "lines">>,
  "Lines of the export that are not valid JSON and were skipped, if Skip Bad Lines is true.",
);

const failedRecords = failedRecordsOutput("Position in the input", "time_missing");

const ingest = {
  received: integer(
    "Records that this run processed, starting at Resume From, without those left for the next run. Equals imported + failed + unknown + unconfirmed, unless Validate Only is true.",
  ),
  sent: integer("Records in requests that got a response."),
  imported: integer("Records that Mixpanel accepted."),
  failed: integer("Records that Mixpanel rejected, or that were invalid and not sent."),
  batches: integer("Number of requests."),
  unknown: integer("Records that Mixpanel may or may not have stored, because their request failed midway."),
  unconfirmed: integer("Records that Mixpanel reported neither as stored nor as rejected."),
  retries: integer("Number of retried requests."),
  bytes: integer("Bytes sent, before compression."),
  duration_ms: integer(),
  failed_records: failedRecords,
  unknown_records: failedRecords,
  failed_records_truncated: boolean("Whether failed_records or unknown_records is incomplete."),
  unconfirmed_requests: list(
    object({
      first: integer("Position of its first record in the input, from 0."),
      last: integer("Position of its last record."),
      sent: integer("Records in the request."),
      unconfirmed: integer("How many of them are unconfirmed."),
      message: optional(text("What was wrong, if Mixpanel refused it in part.")),
    } satisfies PropertiesOf<IngestResult["unconfirmed_requests"][number]>),
    "Requests that contain unconfirmed records.",
  ),
  resume_from: nullable(
    integer(
      "Resume From for the next run: position of the first record that was not sent, from 0. Null if all were sent. Some later records may have been sent too; the next run sends them again without creating duplicates.",
    ),
  ),
  stopped_by: nullable(choice(["time"], '"time" if the step reached its time limit before the last record.')),
} satisfies PropertiesOf<IngestResult>;

/** The counts of an action that sends records, plus the fields of Mixpanel's own response. */
export const ingestOutput = <const Own extends Properties>(own: Own) => object({ ...own, ...ingest });

export const INGEST_EXAMPLE = {
  ...emptyResult(),
  received: 2,
  sent: 2,
  imported: 2,
  batches: 1,
  bytes: 412,
  duration_ms: 87,
} satisfies IngestResult;

/** Mixpanel's verbose response: status 1 and no error. */
export const acceptedProperties = {
  status: nullable(
    integer("1 if Mixpanel accepted records, 0 if it rejected all that were sent. Null if it responded to no request."),
  ),
  error: nullable(text("Why the first record was not accepted.")),
};

/** The same fields for a whole run. Mixpanel returns 1 for a request if it accepted at least one record. */
export function verboseAnswer({ sent, imported, failed_records, unknown_records }: IngestResult): object {
  const first = failed_records[0] ?? unknown_records[0];
  const status = imported > 0 ? 1 : 0;
  return { status: sent === 0 ? null : status, error: first === undefined ? null : first.message };
}

export const ACCEPTED_EXAMPLE = { status: 1, error: null };
export const acceptedOutput = object({ ...acceptedProperties, error: optional(acceptedProperties.error) });

/** The counts next to it, for actions that send profile updates or track events. */
export const acceptedRecordsOutput = ingestOutput(acceptedProperties);
export const ACCEPTED_RECORDS_EXAMPLE = { ...ACCEPTED_EXAMPLE, ...INGEST_EXAMPLE };
