import { MixpanelValidationError } from "../errors";
import type { FailedRecord, IngestResult } from "../results";
import { MAX_LISTED_FAILURES, MAX_LISTED_UNKNOWN } from "./engine/limits";
import { describeRanges } from "./engine/positions";

export type { IngestResult, UnconfirmedRequest } from "../results";

export function emptyResult(): IngestResult {
  return {
    received: 0,
    sent: 0,
    imported: 0,
    failed: 0,
    unknown: 0,
    unconfirmed: 0,
    batches: 0,
    retries: 0,
    bytes: 0,
    duration_ms: 0,
    failed_records: [],
    unknown_records: [],
    failed_records_truncated: false,
    unconfirmed_requests: [],
    resume_from: null,
    stopped_by: null,
  };
}

const BOUNDS = { failed: MAX_LISTED_FAILURES, unknown: MAX_LISTED_UNKNOWN };

/** Adds failed or unknown records to a result. All are counted; they are listed until the list has `bound` entries. */
export function addRecords(
  result: IngestResult,
  kind: "failed" | "unknown",
  records: readonly FailedRecord[],
  bound = BOUNDS[kind],
): void {
  result[kind] += records.length;
  const list = result[`${kind}_records`];
  const room = Math.max(0, bound - list.length);
  for (const record of records.slice(0, room)) list.push(record);
  if (records.length > room) result.failed_records_truncated = true;
}

/** One line on a record, for an error message. */
function describe({ index, insert_id, field, message }: FailedRecord): string {
  const id = insert_id === undefined ? "" : ` (${insert_id})`;
  // Most messages begin with their field.
  const named = field === undefined || message.startsWith(`${field}:`) ? "" : `, ${field}`;
  return `record at position ${index} (counted from 0)${id}${named}: ${message.replace(/\.$/, "")}`;
}

/** What to do about records that may not have been stored. */
function advice({ failed, unknown, unconfirmed, unconfirmed_requests, resume_from }: IngestResult): string {
  const steps: string[] = [];
  if (unconfirmed > 0) {
    const at = describeRanges(unconfirmed_requests.map(({ first, last }) => [first, last]));
    const { message } = unconfirmed_requests.find((request) => request.message !== undefined) ?? {};
    const said = message === undefined ? "" : ` Mixpanel's first message: ${message}`;
    steps.push(
      `The unconfirmed ones are among ${at}: compare these with Mixpanel, and send the missing ones again.${said}`,
    );
  }
  if (unknown > 0)
    steps.push(
      "Check in Mixpanel whether these records were stored before you send them again, because a second time could create duplicates.",
    );
  else if (failed > 0)
    steps.push("Correct them and send them again, or turn Fail On Rejected off to get the list as data.");
  if (resume_from !== null)
    steps.push(`The time limit was reached: run the step again with Resume From ${resume_from} to send the rest.`);
  return steps.join(" ");
}

/**
 * Fails if a record was rejected, or may not have been stored. Records that were accepted stay in Mixpanel.
 *
 * @param noun what the records are, as a plural: `events`
 * @throws MixpanelValidationError with the records
 */
export function assertAllTaken(operation: string, noun: string, result: IngestResult): void {
  const { received, imported, failed, unknown, unconfirmed, failed_records, unknown_records } = result;
  if (failed + unknown + unconfirmed === 0) return;
  const first = failed_records[0] ?? unknown_records[0];
  const outcomes = [
    ...(failed === 0 ? [] : [`${failed} of ${received} ${noun} were rejected`]),
    ...(unknown === 0 ? [] : [`${unknown} may or may not have been stored`]),
    ...(unconfirmed === 0 ? [] : [`${unconfirmed} were sent but Mixpanel did not confirm that it stored them`]),
    `${imported} were accepted`,
  ];
  throw new MixpanelValidationError({
    operation,
    message: `${operation}: ${outcomes.join(", ")}.${first === undefined ? "" : ` First: ${describe(first)}.`} ${advice(result)}`,
    failedRecords: [...failed_records, ...unknown_records],
    imported,
  });
}
