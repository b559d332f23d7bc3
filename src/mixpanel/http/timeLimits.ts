/** What a time limit applies to: a whole action, data source or webhook handler, a pause in a stream ("silence"), or a request to a URL. */
export type Limited = "action" | "dataSource" | "webhookHandler" | "silence" | URL;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** Whether a URL belongs to the Query API, whose requests Mixpanel counts per hour. */
export function isQuery({ pathname }: URL): boolean {
  return /\/api\/(query\/|2\.0\/(engage|jql|cohorts|funnels|insights|retention|segmentation|events|stream)\b)/.test(
    pathname,
  );
}

/**
 * How long something may take, in milliseconds. All time limits are defined here.
 *
 * Requests wait slightly longer than Mixpanel's own gateway does (488 s for the Query API, about 120 s for the app API): a client that
 * gives up earlier loses a response that already counts toward the hourly limit. The platform ends an execution after 15 minutes, and a
 * data source or webhook handler after 30 seconds.
 */
export function timeLimitMs(of: Limited): number {
  if (of === "action") return 13 * MINUTE_MS;
  if (of === "dataSource") return 25 * SECOND_MS;
  if (of === "webhookHandler") return 20 * SECOND_MS;
  if (of === "silence") return 120 * SECOND_MS;
  if (isQuery(of)) return 500 * SECOND_MS;
  if (of.pathname.includes("/api/app/")) return 135 * SECOND_MS;
  // Ingestion, pipelines, and the first byte of an export.
  return 150 * SECOND_MS;
}

/**
 * Time reserved at the end of a time limit, in milliseconds: nothing new is started in it, so that requests in progress can finish,
 * including their retries.
 */
export function reserveMs(limitMs: number): number {
  return Math.min(MINUTE_MS, limitMs / 10);
}

/** Whether a failed query ran too long to be retried: it counts toward the hourly limit, and may still be running. */
export const isSlowQuery = (durationMs: number): boolean => durationMs > MINUTE_MS;
