/** A pipeline can export at most this many months of the past. */
const MAX_MONTHS_BACK = 6;
/** The largest offset behind UTC: in that time zone, a day begins last. */
const LAST_ZONE_MS = 12 * 3_600_000;

/**
 * The earliest first day of a new pipeline: six months ago, in any time zone that the project may have.
 *
 * @param now milliseconds since epoch
 * @returns yyyy-mm-dd
 * @see https://developer.mixpanel.com/reference/create-warehouse-pipeline
 */
export function earliestPipelineStart(now: number): string {
  const today = new Date(now - LAST_ZONE_MS);
  const start = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - MAX_MONTHS_BACK, today.getUTCDate()));
  // Six months before August 31 there is no February 31: the last day of that month counts.
  if (start.getUTCDate() !== today.getUTCDate()) start.setUTCDate(0);
  return start.toISOString().slice(0, 10);
}
