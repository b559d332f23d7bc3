import type { ActionLogger } from "@prismatic-io/spectral";
import type { IngestResult } from "../mixpanel/ingest/result";
import type { SyncResult, SyncWarning } from "../mixpanel/rows/types";

/** Logs the progress of a long run. */
export function logProgress(logger: ActionLogger, noun: string): (result: Readonly<IngestResult>) => void {
  return ({ received, imported, failed, retries, duration_ms }) => {
    const rate = duration_ms === 0 ? 0 : Math.round((imported * 1000) / duration_ms);
    logger.info(
      `Mixpanel: ${imported} of ${received} ${noun} stored, ${failed} rejected, ${retries} retries, ${rate} per second`,
    );
  };
}

/** Logs a warning if the time limit was reached before all records were sent. */
export function warnIfStopped(
  logger: ActionLogger,
  noun: string,
  { resume_from, received, imported }: Readonly<IngestResult>,
) {
  if (resume_from === null) return;
  logger.warn(
    `Mixpanel: time limit reached after ${received} ${noun}, of which ${imported} were stored. Run the step again with Resume From ${resume_from} to send the rest.`,
  );
}

/** Logs a warning if rows are left that have to be sent again. */
export function warnIfHeld(
  logger: ActionLogger,
  { resume_from, held, imported, outage }: Readonly<Omit<SyncResult, "mode">>,
) {
  if (resume_from === null && held === 0) return;
  const why = outage === null ? "" : ` ${outage.message}`;
  const next =
    resume_from === null
      ? "held_rows lists them."
      : `Run the step again with Resume From ${resume_from} to send the rest.`;
  logger.warn(`Mixpanel: ${imported} rows were stored, and others are left to be sent again.${why} ${next}`);
}

/** Logs what was sent, but may not be what was meant. */
export function logRowWarnings(logger: ActionLogger, warnings: readonly SyncWarning[]): void {
  for (const { position, message } of warnings) logger.warn(`Mixpanel: row ${position} (counted from 0): ${message}`);
}
