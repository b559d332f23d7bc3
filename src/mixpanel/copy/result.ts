import { copyEvents as endpoint } from "../endpoints/events";
import { type FailedRecords, type MixpanelError, MixpanelValidationError, type RecordCounts } from "../errors";
import { MAX_LISTED_FAILURES } from "../ingest/engine/limits";
import type { CopiedWindow } from "./window";

/**
 * What became of a copy. The counts are of the windows that were copied whole, and add up over the runs of a resumed
 * copy. A refused event is listed by its position among those sent.
 */
export interface CopyResult extends RecordCounts, FailedRecords {
  /** Events that the export brought. */
  exported: number;
  /** Identity events that were left out. */
  skipped: number;
  windows: number;
  /** Whether the whole range was copied. */
  complete: boolean;
  stopped_by: "time" | "export_allowance" | "failure" | null;
  /** First day that was not copied whole. Copying from there on is safe: insert IDs keep anything from being doubled. */
  resume_from_date: string | null;
  /** When the hour's exports come back, as ISO 8601, where they were spent and Mixpanel says so. */
  retry_at: string | null;
  /** What stopped a copy that failed. */
  failure?: MixpanelError;
}

/** How far a copy is, the window that is under way included. */
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

/** Adds a window that was copied whole. */
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

/** How far a copy is, with the window under way. */
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

/** Where a copy that was interrupted goes on, in the words of an error. */
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
 * Fails where a copy was interrupted or the destination did not take all events, as far as either is asked for.
 *
 * @throws MixpanelError what interrupted it; MixpanelValidationError with the rejected events
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
