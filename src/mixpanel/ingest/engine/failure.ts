import type { MixpanelError } from "../../errors";
import type { FailedRecord, IngestResult } from "../../results";
import { describePositions } from "./positions";

/** The state of a run when it failed. */
export interface FailedRun {
  /** What the records are, as a plural: `events`. */
  noun: string;
  /** What a second run would do to records already stored, if it changes them: `would store some of them a second time`. */
  doubles: string;
  result: IngestResult;
  /** Valid records that Mixpanel certainly does not have, because the run ended before. */
  untaken: readonly FailedRecord[];
  /** Whether a second run creates no duplicates. */
  isRepeatable: boolean;
}

/** Adds to the error of a failed request what has been stored so far, what has not, and what to do next. */
export function explainRunFailure(error: MixpanelError, run: FailedRun): MixpanelError {
  error.progress = run.result;
  // No request was sent, so there is nothing to report.
  if (run.result.batches === 0) return error;
  error.happened ??= error.message;
  error.message += ` ${[stored(run), unclear(run), notTaken(run), advice(run)].filter(Boolean).join(" ")}`;
  return error;
}

function stored({ noun, result, untaken }: FailedRun): string {
  const { imported, failed, unconfirmed } = result;
  const refused = `Before that, Mixpanel stored ${imported} ${noun} and rejected ${failed - untaken.length}.`;
  return unconfirmed === 0 ? refused : `${refused} It did not confirm ${unconfirmed} more.`;
}

function unclear({ result: { unknown, unknown_records } }: FailedRun): string {
  if (unknown === 0) return "";
  const at = describePositions(unknown_records.map(({ index }) => index));
  return `${unknown} more may or may not have been stored: ${at}.`;
}

function notTaken({ result: { resume_from: end, unknown_records }, untaken }: FailedRun): string {
  const parts: string[] = [];
  if (untaken.length > 0) parts.push(describePositions(untaken.map(({ index }) => index)));
  if (end !== null) {
    const others = unknown_records.some(({ index }) => index >= end) ? "else " : "";
    parts.push(`everything ${others}from record ${end} on`);
  }
  return parts.length === 0 ? "" : `Not stored: ${parts.join(", and ")}.`;
}

function advice({ doubles, result, isRepeatable }: FailedRun): string {
  if (isRepeatable) return "It is safe to run it again: this creates no duplicates.";
  const look = result.unknown === 0 ? "" : ", and check in Mixpanel first whether the others were stored";
  return `Do not send all records again, because that ${doubles}: send only those that were not stored${look}.`;
}
