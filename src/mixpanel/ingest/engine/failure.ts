import type { MixpanelError } from "../../errors";
import type { FailedRecord, IngestResult } from "../../results";
import { describePositions } from "./positions";

/** A run that failed, as far as it had come. */
export interface FailedRun {
  operation: string;
  /** What the records are, in the plural: `events`. */
  noun: string;
  /** What a second run would do to those that were stored, where it does not leave them as they are. */
  doubles: string;
  result: IngestResult;
  /** Records that Mixpanel surely does not have, through no fault of theirs. */
  untaken: readonly FailedRecord[];
  /** Whether a second run stores nothing twice. */
  isRepeatable: boolean;
}

/** Names what had been done when a request failed for good, so that nothing stays half-done in silence. */
export function explainRunFailure(error: MixpanelError, run: FailedRun): MixpanelError {
  error.progress = run.result;
  // What went wrong before the first request left nothing half-done.
  if (run.result.batches === 0) return error;
  error.happened ??= error.message;
  error.message += ` ${[stored(run), unclear(run), notTaken(run), advice(run)].filter(Boolean).join(" ")}`;
  return error;
}

function stored({ operation, noun, result, untaken }: FailedRun): string {
  const { imported, failed, unconfirmed } = result;
  const refused = `${operation} had then stored ${imported} ${noun}, and ${failed - untaken.length} were refused.`;
  return unconfirmed === 0 ? refused : `${refused} Mixpanel did not confirm ${unconfirmed} more.`;
}

function unclear({ result: { unknown, unknown_records } }: FailedRun): string {
  if (unknown === 0) return "";
  const at = describePositions(unknown_records.map(({ index }) => index));
  return `It is not known whether ${unknown} more were stored: ${at}.`;
}

function notTaken({ result: { resume_from, unknown_records }, untaken }: FailedRun): string {
  const at = untaken.length === 0 ? "" : describePositions(untaken.map(({ index }) => index));
  const isAll = resume_from !== null && unknown_records.every(({ index }) => index < resume_from);
  const rest = resume_from === null ? "" : `everything ${isAll ? "" : "else "}from record ${resume_from} on`;
  const all = [at, rest].filter(Boolean).join(", and ");
  return all === "" ? "" : `Not stored: ${all}.`;
}

function advice({ doubles, result, isRepeatable }: FailedRun): string {
  if (isRepeatable) return "It is safe to repeat: running it again stores nothing twice.";
  const look = result.unknown === 0 ? "" : ", and look at the unknown ones in Mixpanel first";
  return `Running all of it again ${doubles}: send only what was not stored${look}.`;
}
