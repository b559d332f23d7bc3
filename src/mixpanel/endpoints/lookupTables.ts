import type { Endpoint } from "../endpoint";

/** Lookup tables add columns to events by an ID: https://docs.mixpanel.com/docs/data-structure/lookup-tables */
export const listLookupTables = {
  operation: "listLookupTables",
  host: "ingestion",
  method: "GET",
  path: "/lookup-tables",
  query: { project_id: "text" },
  auth: "serviceAccount",
  effect: "read",
  response: "json",
  // `results` is null where there are no tables.
  holds: ["status"],
  docs: "https://developer.mixpanel.com/reference/list-lookup-tables",
} as const satisfies Endpoint;

/** Mixpanel allows 100 requests per day. */
export const replaceLookupTable = {
  operation: "replaceLookupTable",
  host: "ingestion",
  method: "PUT",
  path: "/lookup-tables/{id}",
  query: { project_id: "text" },
  body: "text/csv",
  gzip: true,
  auth: "serviceAccount",
  // The whole table is replaced, so a second request changes nothing.
  effect: "idempotentWrite",
  response: "replaced",
  docs: "https://developer.mixpanel.com/reference/replace-lookup-table",
} as const satisfies Endpoint;
