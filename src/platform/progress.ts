import type { ActionLogger } from "@prismatic-io/spectral";
import type { IngestResult } from "../mixpanel/ingest/result";

/** Tells the execution's log how far a long run is. */
export function logProgress(logger: ActionLogger, noun: string): (result: Readonly<IngestResult>) => void {
  return ({ received, imported, failed, retries, duration_ms }) => {
    const rate = duration_ms === 0 ? 0 : Math.round((imported * 1000) / duration_ms);
    logger.info(
      `Mixpanel: ${imported} ${noun} stored of ${received} read, ${failed} refused, ${retries} retries, ${rate} a second`,
    );
  };
}
