import { copyEvents as endpoint } from "../endpoints/events";
import { type FailedRecords, type MixpanelError, MixpanelValidationError, type RecordCounts } from "../errors";
import { MAX_LISTED_FAILURES } from "../ingest/engine/limits";
import type { CopiedWindow } from "./window";

/**
 * The result of a copy. It counts only windows that were copied completely, so the counts of several runs of a resumed copy add up. A
 * rejected event is listed with its position among the events sent.
 */
export interface CopyResult extends RecordCounts, FailedRecords {
  /** Events read from the source. */
  exported: number;
  /** Identity events that were not copied. */
  skipped: number;
  windows: number;
  /** Whether the whole range was copied. */
  complete: boolean;
  stopped_by: "time" | "export_allowance" | "failure" | null;
  /** First day that was not copied completely. It is safe to copy from there: insert IDs prevent duplicates. */
  resume_from_date: string | null;
  /** When the hourly export limit resets, as ISO 8601, if it was reached and Mixpanel says so. */
  retry_at: string | null;
  /** The error that interrupted the copy, if any. */
  failure?: MixpanelError;
}

/** The progress of a copy, including the current window. */
export type CopyProgress = Readonly<Pick<CopyResult, "exported" | "imported" | "failed" | "skipped" | "windows">>;

export function emptyCopy(): CopyResult {
  return {
    exported: 0,
    imported: 0,
    failed: 0,
    unconfirmed: 0,
    skipped: 0,
    failed_records: [],
    failed_records_truncated: false,
    windows: 0,
    complete: false,
    stopped_by: null,
    resume_from_date: null,
    retry_at: null,
  };
}

/** Adds a window that was copied completely. */
export function addWindow(result: CopyResult, { imported: window, skipped }: CopiedWindow): void {
  const offset = result.imported + result.failed + result.unconfirmed;
  const room = MAX_LISTED_FAILURES - result.failed_records.length;
  const listed = window.failed_records.slice(0, room).map((record) => ({ ...record, index: record.index + offset }));
  result.failed_records.push(...listed);
  result.failed_records_truncated ||= window.failed > listed.length;
  result.exported += window.received + skipped;
  result.imported += window.imported;
  result.failed += window.failed;
  result.unconfirmed += window.unconfirmed;
  result.skipped += skipped;
  result.windows++;
}

/** The progress of a copy, including the current window. */
export function progressOf(result: CopyResult, window?: CopiedWindow): CopyProgress {
  const { exported, imported, failed, skipped, windows } = result;
  if (window === undefined) return { exported, imported, failed, skipped, windows };
  return {
    exported: exported + window.imported.received + window.skipped,
    imported: imported + window.imported.imported,
    failed: failed + window.imported.failed,
    skipped: skipped + window.skipped,
    windows,
  };
}

/** The part of an error message that says where to continue an interrupted copy. */
const goOn = ({ resume_from_date: day, imported }: CopyResult) =>
  day === null
    ? ""
    : ` ${imported} events were copied before that; continue with From Date ${day}, which creates no duplicates.`;

const unconfirmed = (result: CopyResult) =>
  new MixpanelValidationError({
    operation: endpoint.operation,
    message: `${endpoint.operation}: Mixpanel did not confirm that it stored ${result.unconfirmed} of ${result.exported} events; it stored ${result.imported}. Compare the destination with the source, and copy these days again, which creates no duplicates.${goOn(result)}`,
    imported: result.imported,
  });

/**
 * Throws if the copy was interrupted (`on.failure`), or if the destination rejected or did not confirm events (`on.rejected`).
 *
 * @throws MixpanelError that interrupted the copy; MixpanelValidationError with the rejected events
 */
export function assertCopied(result: CopyResult, on: { failure: boolean; rejected: boolean }): void {
  if (on.failure && result.failure !== undefined) throw result.failure;
  const first = result.failed_records[0];
  if (on.rejected && first === undefined && result.unconfirmed > 0) throw unconfirmed(result);
  if (!on.rejected || first === undefined) return;
  throw new MixpanelValidationError({
    operation: endpoint.operation,
    message: `${endpoint.operation}: ${result.failed} of ${result.exported} events were rejected, ${result.imported} were accepted. First: event ${first.index}${first.insert_id === undefined ? "" : ` (${first.insert_id})`}: ${first.message}.${goOn(result)} Turn Fail On Rejected off to get the list as data.`,
    failedRecords: result.failed_records,
    imported: result.imported,
  });
}
