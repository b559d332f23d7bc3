/** Mixpanel's documented limits on what one request may hold: https://developer.mixpanel.com/reference/import-events */
export interface BatchLimits {
  maxRecords: number;
  /** UTF-8 bytes of the uncompressed body. */
  maxBytes: number;
}

/** A body of 10 MB as the reference says; a smaller limit that a project may have shows as 413, and the batch is halved. */
const MAX_BODY_BYTES = 10_000_000;

export const EVENT_LIMITS: BatchLimits = { maxRecords: 2_000, maxBytes: MAX_BODY_BYTES };
export const PROFILE_LIMITS: BatchLimits = { maxRecords: 2_000, maxBytes: MAX_BODY_BYTES };

/** Requests in flight at once. Mixpanel sees the best results with 10 to 20 clients. */
export const DEFAULT_CONCURRENCY = 10;
export const MAX_CONCURRENCY = 40;

/** Bodies in flight at once, so that large records cannot fill the memory of an execution. */
export const MAX_BYTES_IN_FLIGHT = 32_000_000;

/** Records of one kind that a result lists; beyond it they are only counted. */
export const MAX_LISTED_FAILURES = 1_000;
/** Records of unknown fate that a result lists: two requests of them, which is all that a run goes on after. Only their names tell what to look at. */
export const MAX_LISTED_UNKNOWN = 4_000;

/** What Mixpanel takes from one project: https://developer.mixpanel.com/reference/import-events#rate-limits */
export const EVENTS_PER_SECOND = 30_000;
export const BYTES_PER_MINUTE = 2_000_000_000;

/** How often progress is reported, at the most. */
export const PROGRESS_INTERVAL_MS = 5_000;
