import type { Endpoint } from "../endpoint";

/** Receiving events: https://developer.mixpanel.com/reference/import-events */
export const importEvents = {
  operation: "importEvents",
  host: "ingestion",
  method: "POST",
  path: "/import",
  query: { project_id: "text", strict: "text", ip: "text" },
  body: "application/json",
  gzip: true,
  auth: "serviceAccount",
  // Every event is sent with an insert ID, so Mixpanel removes duplicates.
  effect: "idempotentWrite",
  response: "import",
  docs: "https://developer.mixpanel.com/reference/import-events",
} as const satisfies Endpoint;

export const trackEvents = {
  operation: "trackEvents",
  host: "ingestion",
  method: "POST",
  path: "/track",
  query: { ip: "text", verbose: "text", img: "text" },
  body: "application/json",
  gzip: true,
  auth: "tokenInBody",
  effect: "idempotentWrite",
  response: "accepted",
  docs: "https://developer.mixpanel.com/reference/track-event",
} as const satisfies Endpoint;

export const downloadData = {
  operation: "downloadData",
  host: "data",
  method: "GET",
  path: "/api/2.0/export",
  query: {
    project_id: "text",
    from_date: "text",
    to_date: "text",
    limit: "text",
    event: "json",
    where: "text",
    time_in_ms: "text",
  },
  auth: "serviceAccount",
  effect: "read",
  quota: "export",
  response: "lines",
  docs: "https://developer.mixpanel.com/reference/raw-event-export",
} as const satisfies Endpoint;

/** Copying reads with an export and writes with an import: the effect is the import's, the limit is the export's. */
export const copyEvents = {
  ...importEvents,
  operation: "copyEvents",
  quota: "export",
} as const satisfies Endpoint;
