import { type FailedRecord, MixpanelValidationError } from "../errors";
import { MAX_LISTED_FAILURES, MAX_LISTED_UNKNOWN } from "./engine/limits";
import { describeRanges } from "./engine/positions";

/** A request of which Mixpanel counts fewer records than were sent, and does not name the others. */
export interface UnconfirmedRequest {
  /** Positions of its first and last record in the input, from 0. */
  first: number;
  last: number;
  sent: number;
  /** Records that Mixpanel neither stored by its own count nor named. */
  unconfirmed: number;
  /** What was wrong with it, where Mixpanel refused it in part: that may be all that tells why. */
  message?: string;
}

/**
 * What became of the records handed to one action. `received` is the sum of `imported`, `failed`, `unknown` and `unconfirmed` once all
 * are done, whatever Mixpanel responds.
 */
export interface IngestResult {
  /** Records from `resumeFrom` on that were dealt with; where the run was stopped, those that it leaves to the next one are none. */
  received: number;
  /** Records that went out in a request that Mixpanel answered. */
  sent: number;
  /** Records that Mixpanel took. */
  imported: number;
  /** Records that Mixpanel refused, that break its rules, that are too large to send, or that a run which ended early held back. */
  failed: number;
  /** Records of requests that broke off: Mixpanel may or may not have taken them, and sending them again could count them twice. */
  unknown: number;
  /** Records that were sent, and that Mixpanel neither counts as stored nor names. */
  unconfirmed: number;
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
  /** The requests with unconfirmed records; where there are very many, those that were answered first. */
  unconfirmed_requests: UnconfirmedRequest[];
  /**
   * Position of the first record that was not sent, from 0: what the next run begins with. Null where all were sent. Later ones may have
   * been sent as well: the next run repeats them, which stores nothing twice.
   */
  resume_from: number | null;
  /** `time` where the deadline came before the last record. */
  stopped_by: "time" | null;
}

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

/** Adds failed or unknown records to a result: counted always, listed as long as the list is shorter than `bound`. */
export function addRecords(
  result: IngestResult,
  kind: "failed" | "unknown",
  records: readonly FailedRecord[],
  bound = kind === "failed" ? MAX_LISTED_FAILURES : MAX_LISTED_UNKNOWN,
): void {
  result[kind] += records.length;
  const list = kind === "failed" ? result.failed_records : result.unknown_records;
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

/** What to do about records that were not taken for certain. */
function advice({ failed, unknown, unconfirmed, unconfirmed_requests, resume_from }: IngestResult): string {
  const steps: string[] = [];
  if (unconfirmed > 0) {
    const at = describeRanges(unconfirmed_requests.map(({ first, last }) => [first, last]));
    const { message } = unconfirmed_requests.find((request) => request.message !== undefined) ?? {};
    const said = message === undefined ? "" : ` First: ${message}`;
    steps.push(`Unconfirmed are some of ${at}: compare them with Mixpanel, and send the missing ones again.${said}`);
  }
  if (unknown > 0)
    steps.push("Look at the records in Mixpanel before sending them again: what was taken could take effect twice.");
  else if (failed > 0)
    steps.push("Correct them and send them again, or turn Fail On Rejected off to receive the list as data.");
  if (resume_from !== null) steps.push(`The time was up: go on with Resume From ${resume_from}.`);
  return steps.join(" ");
}

/**
 * Fails where a record was not taken for certain. What was taken stays taken.
 *
 * @param noun what the records are, in the plural: `events`
 * @throws MixpanelValidationError with the records
 */
export function assertAllTaken(operation: string, noun: string, result: IngestResult): void {
  const { received, imported, failed, unknown, unconfirmed, failed_records, unknown_records } = result;
  if (failed + unknown + unconfirmed === 0) return;
  const first = failed_records[0] ?? unknown_records[0];
  const outcomes = [
    ...(failed === 0 ? [] : [`${failed} of ${received} ${noun} were refused`]),
    ...(unknown === 0 ? [] : [`of ${unknown} it is not known whether they were taken`]),
    ...(unconfirmed === 0 ? [] : [`${unconfirmed} were sent and Mixpanel does not confirm that it stored them`]),
    `${imported} were taken`,
  ];
  throw new MixpanelValidationError({
    operation,
    message: `${operation}: ${outcomes.join(", ")}.${first === undefined ? "" : ` First: ${describe(first)}.`} ${advice(result)}`,
    failedRecords: [...failed_records, ...unknown_records],
    imported,
  });
}
