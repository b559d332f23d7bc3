import type { IngestResult } from "../mixpanel/ingest/result";
import type { OutputShape } from "./defineAction";

/** Output schemas that several actions share. They describe `data`. */

const failedRecords: OutputShape = {
  type: "array",
  items: {
    type: "object",
    properties: {
      index: { type: "integer", description: "Position in the input, from 0." },
      insert_id: { type: "string" },
      field: { type: "string" },
      rule: { type: "string", description: "The broken rule, where it was checked before sending: time_missing." },
      message: { type: "string" },
    },
    required: ["index", "message"],
  },
};

/** Counts of an action that sends records, with what Mixpanel's own answer holds. */
export function ingestOutput(own: Record<string, OutputShape>): OutputShape {
  const integer: OutputShape = { type: "integer" };
  return {
    type: "object",
    properties: {
      ...own,
      received: { ...integer, description: "Records handed in." },
      sent: { ...integer, description: "Records that went out in an answered request." },
      imported: { ...integer, description: "Records that Mixpanel took." },
      failed: { ...integer, description: "Records that Mixpanel refused." },
      batches: { ...integer, description: "Requests that carried them." },
      unknown: { ...integer, description: "Records that Mixpanel may or may not have taken." },
      retries: { ...integer, description: "Requests that were repeated." },
      bytes: { ...integer, description: "Bytes sent, before compression." },
      duration_ms: integer,
      failed_records: failedRecords,
      unknown_records: failedRecords,
      failed_records_truncated: { type: "boolean", description: "Whether there are more of either than are listed." },
    },
    required: [...Object.keys(own), ...Object.keys(INGEST_EXAMPLE)],
  };
}

export const INGEST_EXAMPLE = {
  received: 2,
  sent: 2,
  imported: 2,
  failed: 0,
  unknown: 0,
  batches: 1,
  retries: 0,
  bytes: 412,
  duration_ms: 87,
  failed_records: [],
  unknown_records: [],
  failed_records_truncated: false,
};

/** Mixpanel's verbose answer: status 1 and no error. */
export const acceptedProperties: Record<string, OutputShape> = {
  status: { type: "integer", description: "1 where records were taken." },
  error: { type: ["string", "null"] },
};

/** The same of a whole run: status 0 where nothing was taken for certain, and what was wrong with the first record that was not. */
export function verboseAnswer({ received, failed, unknown, failed_records, unknown_records }: IngestResult): object {
  const first = failed_records[0] ?? unknown_records[0];
  return { status: failed + unknown < received ? 1 : 0, error: first === undefined ? null : first.message };
}

export const ACCEPTED_EXAMPLE = { status: 1, error: null };
export const acceptedOutput: OutputShape = { type: "object", properties: acceptedProperties, required: ["status"] };
