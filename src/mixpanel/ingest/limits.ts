/** Mixpanel's documented limits on what one request may hold: https://developer.mixpanel.com/reference/import-events */
export interface BatchLimits {
  maxRecords: number;
  /** UTF-8 bytes of the uncompressed body. */
  maxBytes: number;
}

/** A body of 10 MB as the reference says; smaller limits that a project may have show as 413, and the batch is halved. */
const MAX_BODY_BYTES = 10_000_000;

export const EVENT_LIMITS: BatchLimits = { maxRecords: 2_000, maxBytes: MAX_BODY_BYTES };
export const PROFILE_LIMITS: BatchLimits = { maxRecords: 2_000, maxBytes: MAX_BODY_BYTES };

/** Requests in flight at once. Mixpanel sees the best results with 10 to 20 clients. */
export const DEFAULT_CONCURRENCY = 10;

/** Refused records that a result lists; beyond it they are only counted. */
export const MAX_LISTED_FAILURES = 1_000;
