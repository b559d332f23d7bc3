import type { Clock } from "../../limits/limiter";
import { PROGRESS_INTERVAL_MS } from "./limits";

/** Makes a report that is passed on at most every few seconds, the first time after as long. */
export function nowAndThen<Facts extends unknown[]>(
  clock: Pick<Clock, "now">,
  report: (...facts: Facts) => void,
): (...facts: Facts) => void {
  let reported = clock.now();
  return (...facts) => {
    const now = clock.now();
    if (now - reported < PROGRESS_INTERVAL_MS) return;
    reported = now;
    report(...facts);
  };
}
