/** What a time limit is of: the whole work of an action, data source or webhook handler, a stream's silence, or a request to an address. */
export type Limited = "action" | "dataSource" | "webhookHandler" | "silence" | URL;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** Whether an address is one of the Query API, whose requests Mixpanel counts by the hour. */
export function isQuery({ pathname }: URL): boolean {
  return /\/api\/(query\/|2\.0\/(engage|jql|cohorts|funnels|insights|retention|segmentation|events|stream)\b)/.test(
    pathname,
  );
}

/**
 * How long something may take, in milliseconds. The only place that says so.
 *
 * Requests wait a little longer than Mixpanel's edge does, 488 s for the Query API and about 120 s for the app API: a client that gives up
 * earlier loses a response that has been paid for. The platform ends an execution after 15 minutes, and a data source or webhook handler
 * after 30 seconds.
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
 * Time that is kept free at the end of a limit, in milliseconds: nothing new is begun in it, and what is under way can end, retries
 * included.
 */
export function reserveMs(limitMs: number): number {
  return Math.min(MINUTE_MS, limitMs / 10);
}

/** Whether a query that failed ran for so long that it is not repeated: it has spent one of the hour, and may still be running. */
export const isSlowQuery = (durationMs: number): boolean => durationMs > MINUTE_MS;
