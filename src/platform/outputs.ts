import { emptyResult, type IngestResult } from "../mixpanel/ingest/result";
import type { OutputShape } from "./defineAction";

/** Output schemas that several actions share. They describe `data`. */

/** Rejected records. @param position what their index is @param rule an example of a rule */
export function failedRecordsOutput(position: string, rule: string): OutputShape {
  return {
    type: "array",
    items: {
      type: "object",
      properties: {
        index: { type: "integer", description: `${position}, from 0.` },
        insert_id: { type: "string" },
        field: { type: "string" },
        rule: {
          type: "string",
          description: `The rule that the record breaks, such as ${rule}, if it was checked before sending.`,
        },
        message: { type: "string" },
      },
      required: ["index", "message"],
    },
  };
}

const failedRecords = failedRecordsOutput("Position in the input", "time_missing");

/** Counts of an action that sends records, with what Mixpanel's own answer holds. */
export function ingestOutput(own: Record<string, OutputShape>): OutputShape {
  const integer: OutputShape = { type: "integer" };
  return {
    type: "object",
    properties: {
      ...own,
      received: {
        ...integer,
        description:
          "Records that this run processed, starting at Resume From, without those left for the next run. Equals imported + failed + unknown + unconfirmed, unless Validate Only is true.",
      },
      sent: { ...integer, description: "Records in requests that got a response." },
      imported: { ...integer, description: "Records that Mixpanel accepted." },
      failed: { ...integer, description: "Records that Mixpanel rejected, or that were invalid and not sent." },
      batches: { ...integer, description: "Number of requests." },
      unknown: {
        ...integer,
        description: "Records that Mixpanel may or may not have stored, because their request failed midway.",
      },
      unconfirmed: {
        ...integer,
        description: "Records that Mixpanel reported neither as stored nor as rejected.",
      },
      retries: { ...integer, description: "Number of retried requests." },
      bytes: { ...integer, description: "Bytes sent, before compression." },
      duration_ms: integer,
      failed_records: failedRecords,
      unknown_records: failedRecords,
      failed_records_truncated: {
        type: "boolean",
        description: "Whether failed_records or unknown_records is incomplete.",
      },
      unconfirmed_requests: {
        type: "array",
        description: "Requests that contain unconfirmed records.",
        items: {
          type: "object",
          properties: {
            first: { ...integer, description: "Position of its first record in the input, from 0." },
            last: { ...integer, description: "Position of its last record." },
            sent: { ...integer, description: "Records in the request." },
            unconfirmed: { ...integer, description: "How many of them are unconfirmed." },
            message: { type: "string", description: "What was wrong, if Mixpanel refused it in part." },
          },
          required: ["first", "last", "sent", "unconfirmed"],
        },
      },
      resume_from: {
        type: ["integer", "null"],
        description:
          "Resume From for the next run: position of the first record that was not sent, from 0. Null if all were sent. Some later records may have been sent too; the next run sends them again without creating duplicates.",
      },
      stopped_by: {
        type: ["string", "null"],
        description: '"time" if the step reached its time limit before the last record.',
      },
    },
    required: [...Object.keys(own), ...Object.keys(INGEST_EXAMPLE)],
  };
}

export const INGEST_EXAMPLE = {
  ...emptyResult(),
  received: 2,
  sent: 2,
  imported: 2,
  batches: 1,
  bytes: 412,
  duration_ms: 87,
};

/** What Mixpanel's verbose response holds: status 1 and no error. */
const acceptedProperties: Record<string, OutputShape> = {
  status: {
    type: ["integer", "null"],
    description:
      "1 if Mixpanel accepted records, 0 if it rejected all that were sent. Null if it responded to no request.",
  },
  error: { type: ["string", "null"], description: "Why the first record was not accepted." },
};

/** The same of a whole run. Mixpanel answers a request with 1 where it took at least one record. */
export function verboseAnswer({ sent, imported, failed_records, unknown_records }: IngestResult): object {
  const first = failed_records[0] ?? unknown_records[0];
  const status = imported > 0 ? 1 : 0;
  return { status: sent === 0 ? null : status, error: first === undefined ? null : first.message };
}

export const ACCEPTED_EXAMPLE = { status: 1, error: null };
export const acceptedOutput: OutputShape = { type: "object", properties: acceptedProperties, required: ["status"] };

/** The counts beside it, of actions that send profile updates or track events. */
export const acceptedRecordsOutput: OutputShape = ingestOutput(acceptedProperties);
export const ACCEPTED_RECORDS_EXAMPLE = { ...ACCEPTED_EXAMPLE, ...INGEST_EXAMPLE };

/** Lines of an export that were skipped. */
export const badLinesOutput: OutputShape = {
  type: "object",
  description: "Lines of the export that are not valid JSON and were skipped, if Skip Bad Lines is true.",
  properties: {
    count: { type: "integer" },
    lines: {
      type: "array",
      description: "The first 100 of them.",
      items: {
        type: "object",
        properties: {
          from_date: { type: "string", description: "First day of the export that contained the line." },
          line: { type: "integer", description: "Line number in that export, from 1." },
          excerpt: { type: "string", description: "The beginning of the line." },
        },
        required: ["from_date", "line", "excerpt"],
      },
    },
  },
  required: ["count", "lines"],
};
