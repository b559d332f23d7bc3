import type { Endpoint } from "../endpoint";
import { query } from "./queries";

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

/** The events of a window of the New Events trigger, which says which days to read. */
export const fetchNewEvents = {
  ...downloadData,
  operation: "fetchNewEvents",
} as const satisfies Endpoint;

/** Copying reads with an export and writes with an import: the effect is the import's, the limit is the export's. */
export const copyEvents = {
  ...importEvents,
  operation: "copyEvents",
  quota: "export",
} as const satisfies Endpoint;

/** Orders become events; their amounts go to profiles. */
export const trackPurchase = {
  ...importEvents,
  operation: "trackPurchase",
} as const satisfies Endpoint;

/** Reports on events: how often they occur, and which events, properties and values there are. */
const report = { ...query, method: "GET" } as const;
const ids = { project_id: "text", workspace_id: "text" } as const;
const range = { from_date: "text", to_date: "text", unit: "text", interval: "text", type: "text" } as const;

export const queryEventCounts = {
  ...report,
  operation: "queryEventCounts",
  holds: ["data"],
  path: "/api/query/events",
  query: { ...ids, event: "json", ...range },
  docs: "https://developer.mixpanel.com/reference/list-recent-events",
} as const satisfies Endpoint;

export const queryTopEvents = {
  ...report,
  operation: "queryTopEvents",
  holds: ["events"],
  path: "/api/query/events/top",
  query: { ...ids, type: "text", limit: "text" },
  docs: "https://developer.mixpanel.com/reference/query-top-events",
} as const satisfies Endpoint;

export const listEventNames = {
  ...report,
  operation: "listEventNames",
  holds: "list",
  path: "/api/query/events/names",
  query: { ...ids, type: "text", limit: "text" },
  docs: "https://developer.mixpanel.com/reference/query-months-top-event-names",
} as const satisfies Endpoint;

export const queryEventProperty = {
  ...report,
  operation: "queryEventProperty",
  holds: ["data"],
  path: "/api/query/events/properties",
  query: { ...ids, event: "text", name: "text", values: "json", ...range, limit: "text" },
  docs: "https://developer.mixpanel.com/reference/query-event-properties",
} as const satisfies Endpoint;

export const listEventProperties = {
  ...report,
  operation: "listEventProperties",
  holds: "map",
  path: "/api/query/events/properties/top",
  query: { ...ids, event: "text", limit: "text" },
  docs: "https://developer.mixpanel.com/reference/query-events-top-properties",
} as const satisfies Endpoint;

export const listPropertyValues = {
  ...report,
  operation: "listPropertyValues",
  holds: "list",
  path: "/api/query/events/properties/values",
  query: { ...ids, event: "text", name: "text", limit: "text" },
  docs: "https://developer.mixpanel.com/reference/query-events-top-property-values",
} as const satisfies Endpoint;
