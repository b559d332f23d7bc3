import type { Endpoint } from "../endpoint";

/** Imports from a data warehouse: https://docs.mixpanel.com/docs/tracking-methods/warehouse-connectors */
const IMPORTS = "/api/app/projects/{projectId}/warehouse-sources/imports";
const IMPORT = `${IMPORTS}/{importId}` as const;
const REFERENCE = "https://developer.mixpanel.com/reference";

const read = {
  host: "query",
  auth: "serviceAccount",
  response: "app",
  method: "GET",
  effect: "read",
  role: "consumer",
} as const;
const change = { host: "query", auth: "serviceAccount", response: "app", role: "admin" } as const;

export const listWarehouseImports = {
  ...read,
  operation: "listWarehouseImports",
  path: IMPORTS,
  holds: "list",
  docs: `${REFERENCE}/list-warehouse-imports`,
} as const satisfies Endpoint;

export const getWarehouseImport = {
  ...read,
  operation: "getWarehouseImport",
  path: IMPORT,
  holds: ["id"],
  docs: `${REFERENCE}/get-warehouse-import`,
} as const satisfies Endpoint;

export const getWarehouseImportHistory = {
  ...read,
  operation: "getWarehouseImportHistory",
  path: `${IMPORT}/history`,
  holds: ["runs"],
  docs: `${REFERENCE}/get-import-history`,
} as const satisfies Endpoint;

/** Mixpanel requires `paused` and `run_every` in each request, and replaces `databricks_params` as a whole. */
export const updateWarehouseImport = {
  ...change,
  operation: "updateWarehouseImport",
  method: "PATCH",
  path: IMPORT,
  json: ["paused", "run_every", "databricks_params"],
  effect: "idempotentWrite",
  holds: ["id"],
  docs: `${REFERENCE}/update-warehouse-import`,
} as const satisfies Endpoint;

export const deleteWarehouseImport = {
  ...change,
  operation: "deleteWarehouseImport",
  method: "DELETE",
  path: IMPORT,
  json: ["delete_data"],
  effect: "idempotentWrite",
  docs: `${REFERENCE}/delete-warehouse-import`,
} as const satisfies Endpoint;

/** Each request starts a run. Mixpanel allows 5 an hour. */
export const runWarehouseImport = {
  ...change,
  operation: "runWarehouseImport",
  method: "PUT",
  path: `${IMPORT}/manual-sync`,
  json: [],
  effect: "write",
  docs: `${REFERENCE}/run-an-import`,
} as const satisfies Endpoint;

export const runWarehouseImportAndWait = {
  ...runWarehouseImport,
  operation: "runWarehouseImportAndWait",
} as const satisfies Endpoint;

const creation = { ...change, method: "POST", effect: "write", holds: ["id"] } as const;
const SOURCE = ["warehouse_source_id", "table_params", "sync_mode", "run_every", "databricks_params"] as const;
const COLUMNS = ["insert_time_column_name", "json_properties_column_name", "property_mappings"] as const;

export const createEventStreamImport = {
  ...creation,
  operation: "createEventStreamImport",
  path: `${IMPORTS}/event-stream`,
  fixedJson: { import_type: "event_stream" },
  json: [
    ...SOURCE,
    ...COLUMNS,
    "event_name",
    "event_column_name",
    "time_column_name",
    "user_column_name",
    "company_column_name",
    "device_column_name",
  ],
  docs: `${REFERENCE}/create-event-stream-import`,
} as const satisfies Endpoint;

export const createPeopleImport = {
  ...creation,
  operation: "createPeopleImport",
  path: `${IMPORTS}/people`,
  fixedJson: { import_type: "people" },
  json: [...SOURCE, ...COLUMNS, "user_column_name"],
  docs: `${REFERENCE}/create-people-import`,
} as const satisfies Endpoint;

export const createGroupsImport = {
  ...creation,
  operation: "createGroupsImport",
  path: `${IMPORTS}/groups`,
  fixedJson: { import_type: "groups" },
  json: [...SOURCE, ...COLUMNS, "group_key", "group_id_column"],
  docs: `${REFERENCE}/create-groups-import`,
} as const satisfies Endpoint;

export const createLookupTableImport = {
  ...creation,
  operation: "createLookupTableImport",
  path: `${IMPORTS}/lookup-table`,
  fixedJson: { import_type: "lookup_table" },
  json: [...SOURCE, "mixpanel_property", "property_key_column_name"],
  docs: `${REFERENCE}/create-lookup-table-import`,
} as const satisfies Endpoint;
