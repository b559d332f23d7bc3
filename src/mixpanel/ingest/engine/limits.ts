/** Mixpanel's documented limits on what one request may hold: https://developer.mixpanel.com/reference/import-events */
export interface BatchLimits {
  maxRecords: number;
  /** UTF-8 bytes of the uncompressed body. */
  maxBytes: number;
}

/** A body of 10 MB as the reference says; a smaller limit that a project may have shows as 413, and the batch is halved. */
const MAX_BODY_BYTES = 10_000_000;
const MAX_RECORDS = 2_000;

export const EVENT_LIMITS: BatchLimits = { maxRecords: MAX_RECORDS, maxBytes: MAX_BODY_BYTES };
export const PROFILE_LIMITS: BatchLimits = { maxRecords: MAX_RECORDS, maxBytes: MAX_BODY_BYTES };

/**
 * The description allows 2,000 group updates a request (https://developer.mixpanel.com/reference/group-batch-update), but the senders in
 * use, Mixpanel's own Google Sheets extension and RudderStack among them, send 200, and nobody has shown that Mixpanel takes more.
 */
export const GROUP_LIMITS: BatchLimits = { maxRecords: 200, maxBytes: MAX_BODY_BYTES };

/** Requests in flight at once. Mixpanel sees the best results with 10 to 20 clients. */
export const DEFAULT_CONCURRENCY = 10;
export const MAX_CONCURRENCY = 40;

/** Bodies in flight at once, so that large records cannot fill the memory of an execution. */
export const MAX_BYTES_IN_FLIGHT = 32_000_000;

/** Requests in a row whose outcome is unknown, after which a run ends: the network or Mixpanel is down, and each request makes it worse. */
export const MAX_IN_DOUBT = 5;

/** Records of one kind that a result lists; beyond it they are only counted. */
export const MAX_LISTED_FAILURES = 1_000;
/**
 * Records of unknown fate that a result lists: all that there can be, as only their positions tell what to look at. A run ends when so
 * many are in doubt that those in flight might not be listed.
 */
export const MAX_LISTED_UNKNOWN = 200_000;
export const MAX_UNKNOWN = MAX_LISTED_UNKNOWN - MAX_CONCURRENCY * MAX_RECORDS;
/** Requests with unconfirmed records that a result lists. */
export const MAX_LISTED_REQUESTS = 100;

/** How often progress is reported, at the most. */
export const PROGRESS_INTERVAL_MS = 5_000;
