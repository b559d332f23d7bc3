/** A pipeline exports at most this much of the past. */
const MAX_MONTHS_BACK = 6;
/** How far the last time zone is behind UTC: there, today begins last. */
const LAST_ZONE_MS = 12 * 3_600_000;

/**
 * The earliest day that a new pipeline may begin with: six months ago, in whichever time zone the project is.
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
