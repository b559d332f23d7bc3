import { type FailedRecord, MixpanelValidationError } from "../errors";
import { MAX_LISTED_FAILURES } from "./limits";

/** What became of the records handed to one action. */
export interface IngestResult {
  /** Records handed in. */
  received: number;
  /** Records that went out in a request that Mixpanel answered. */
  sent: number;
  /** Records that Mixpanel took. */
  imported: number;
  /** Records that Mixpanel refused, or that are too large to send. */
  failed: number;
  /** Requests that carried them. */
  batches: number;
  /** The refused records by their position in the input; the first of them where there are very many. */
  failed_records: FailedRecord[];
  /** Whether there are more refused records than are listed. */
  failed_records_truncated: boolean;
}

export function emptyResult(): IngestResult {
  return {
    received: 0,
    sent: 0,
    imported: 0,
    failed: 0,
    batches: 0,
    failed_records: [],
    failed_records_truncated: false,
  };
}

/** Adds refused records to a result: counted always, listed up to the bound. */
export function addFailures(result: IngestResult, failures: readonly FailedRecord[]): void {
  result.failed += failures.length;
  const room = MAX_LISTED_FAILURES - result.failed_records.length;
  result.failed_records.push(...failures.slice(0, room));
  if (failures.length > room) result.failed_records_truncated = true;
}

/** One line on a refused record, for an error message. */
function describe({ index, insert_id, field, message }: FailedRecord): string {
  const id = insert_id === undefined ? "" : ` (${insert_id})`;
  return `record ${index}${id}${field === undefined ? "" : `, ${field}`}: ${message}`;
}

/**
 * Fails where a record was refused. What was taken stays taken.
 *
 * @param noun what the records are, in the plural: `events`
 * @throws MixpanelValidationError with the refused records
 */
export function assertNoneRefused(operation: string, noun: string, result: IngestResult): void {
  if (result.failed === 0) return;
  result.failed_records.sort((a, b) => a.index - b.index);
  const first = result.failed_records[0];
  throw new MixpanelValidationError({
    operation,
    message: `${operation}: ${result.failed} of ${result.received} ${noun} were refused, ${result.imported} were taken.${first === undefined ? "" : ` First: ${describe(first)}.`} Correct them and send them again, or turn Fail On Rejected off to receive the list as data.`,
    failedRecords: result.failed_records,
    imported: result.imported,
  });
}
