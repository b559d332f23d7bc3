/** Mixpanel's documented limits on what one request may hold: https://developer.mixpanel.com/reference/import-events */
export interface BatchLimits {
  maxRecords: number;
  /** UTF-8 bytes of the uncompressed body. */
  maxBytes: number;
}

/** 10 MB per body, as the reference says. A project can have a lower limit: Mixpanel then responds with 413, and the batch is halved. */
const MAX_BODY_BYTES = 10_000_000;
const MAX_RECORDS = 2_000;

export const EVENT_LIMITS: BatchLimits = { maxRecords: MAX_RECORDS, maxBytes: MAX_BODY_BYTES };
export const PROFILE_LIMITS: BatchLimits = { maxRecords: MAX_RECORDS, maxBytes: MAX_BODY_BYTES };

/**
 * The description allows 2,000 group updates per request (https://developer.mixpanel.com/reference/group-batch-update). But other clients,
 * such as Mixpanel's own Google Sheets extension and RudderStack, send 200, and we know of none that sends more.
 */
export const GROUP_LIMITS: BatchLimits = { maxRecords: 200, maxBytes: MAX_BODY_BYTES };

/** Number of concurrent requests. Mixpanel recommends 10 to 20 concurrent clients. */
export const DEFAULT_CONCURRENCY = 10;
export const MAX_CONCURRENCY = 40;

/** Total size of the bodies in flight, so that large records cannot fill the memory of an execution. */
export const MAX_BYTES_IN_FLIGHT = 32_000_000;

/** A run ends after this many consecutive requests of unknown outcome: the network or Mixpanel is down, and each request adds unknowns. */
export const MAX_IN_DOUBT = 5;

/** Maximum number of records of one kind that a result lists; further ones are only counted. */
export const MAX_LISTED_FAILURES = 1_000;
/**
 * Maximum number of records with an unknown outcome. A result lists all of them, because the caller has to check them. A run ends before
 * there are more: at MAX_UNKNOWN, the records in flight still fit into the list.
 */
export const MAX_LISTED_UNKNOWN = 200_000;
export const MAX_UNKNOWN = MAX_LISTED_UNKNOWN - MAX_CONCURRENCY * MAX_RECORDS;
/** Maximum number of requests with unconfirmed records that a result lists. */
export const MAX_LISTED_REQUESTS = 100;

/** Minimum time between two progress reports. */
export const PROGRESS_INTERVAL_MS = 5_000;
