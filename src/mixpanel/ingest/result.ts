import { type FailedRecord, MixpanelValidationError } from "../errors";
import { MAX_LISTED_FAILURES, MAX_LISTED_UNKNOWN } from "./limits";

/** What became of the records handed to one action. `received` is the sum of `imported`, `failed` and `unknown` once all are done. */
export interface IngestResult {
  /** Records handed in. */
  received: number;
  /** Records that went out in a request that Mixpanel answered. */
  sent: number;
  /** Records that Mixpanel took. */
  imported: number;
  /** Records that Mixpanel refused, that break its rules, or that are too large to send. */
  failed: number;
  /** Records of requests that broke off: Mixpanel may or may not have taken them, and sending them again could count them twice. */
  unknown: number;
  /** Requests that carried the records, repetitions not counted. */
  batches: number;
  /** Requests that were repeated after a failure. */
  retries: number;
  /** Bytes of the requests' bodies before compression. */
  bytes: number;
  duration_ms: number;
  /** The failed records by their position in the input; where there are very many, those of them that were known first. */
  failed_records: FailedRecord[];
  /** The records of unknown fate, likewise. */
  unknown_records: FailedRecord[];
  /** Whether there are more of either than are listed. */
  failed_records_truncated: boolean;
}

export function emptyResult(): IngestResult {
  return {
    received: 0,
    sent: 0,
    imported: 0,
    failed: 0,
    unknown: 0,
    batches: 0,
    retries: 0,
    bytes: 0,
    duration_ms: 0,
    failed_records: [],
    unknown_records: [],
    failed_records_truncated: false,
  };
}

/** Adds failed or unknown records to a result: counted always, listed up to the bound. */
export function addRecords(result: IngestResult, kind: "failed" | "unknown", records: readonly FailedRecord[]): void {
  result[kind] += records.length;
  const [list, bound] =
    kind === "failed" ? [result.failed_records, MAX_LISTED_FAILURES] : [result.unknown_records, MAX_LISTED_UNKNOWN];
  const room = Math.max(0, bound - list.length);
  for (const record of records.slice(0, room)) list.push(record);
  if (records.length > room) result.failed_records_truncated = true;
}

/** One line on a record, for an error message. */
function describe({ index, insert_id, field, message }: FailedRecord): string {
  const id = insert_id === undefined ? "" : ` (${insert_id})`;
  // Most messages begin with their field.
  const named = field === undefined || message.startsWith(`${field}:`) ? "" : `, ${field}`;
  return `record ${index}${id}${named}: ${message.replace(/\.$/, "")}`;
}

/**
 * Fails where a record was not taken for certain. What was taken stays taken.
 *
 * @param noun what the records are, in the plural: `events`
 * @throws MixpanelValidationError with the records
 */
export function assertAllTaken(operation: string, noun: string, result: IngestResult): void {
  const { received, imported, failed, unknown, failed_records, unknown_records } = result;
  if (failed + unknown === 0) return;
  const first = failed_records[0] ?? unknown_records[0];
  const outcomes = [
    ...(failed === 0 ? [] : [`${failed} of ${received} ${noun} were refused`]),
    ...(unknown === 0 ? [] : [`of ${unknown} it is not known whether they were taken`]),
    `${imported} were taken`,
  ];
  throw new MixpanelValidationError({
    operation,
    message: `${operation}: ${outcomes.join(", ")}.${first === undefined ? "" : ` First: ${describe(first)}.`} ${
      unknown === 0
        ? "Correct them and send them again, or turn Fail On Rejected off to receive the list as data."
        : "Look at the records in Mixpanel before sending them again: what was taken would take effect twice."
    }`,
    failedRecords: [...failed_records, ...unknown_records],
    imported,
  });
}
