import type { Clock } from "../../limits/limiter";
import { PROGRESS_INTERVAL_MS } from "./limits";

/** Limits how often a report is made: calls within `intervalMs` of the last report, or of the start, are ignored. */
export function nowAndThen<Facts extends unknown[]>(
  clock: Pick<Clock, "now">,
  report: (...facts: Facts) => void,
  intervalMs = PROGRESS_INTERVAL_MS,
): (...facts: Facts) => void {
  let reported = clock.now();
  return (...facts) => {
    const now = clock.now();
    if (now - reported < intervalMs) return;
    reported = now;
    report(...facts);
  };
}
