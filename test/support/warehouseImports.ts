import { PROJECT_ID } from "./connection";
import type { ActionExpectation } from "./describeAction";
import { authorized, JSON_BODY } from "./expectedRequest";

export const IMPORTS_PATH = `/api/app/projects/${PROJECT_ID}/warehouse-sources/imports`;
export const IMPORT_PATH = `${IMPORTS_PATH}/678`;
export const DAY_NS = 86_400_000_000_000;

/** An import as Mixpanel returns it: unused columns are null. */
export const answer = {
  status: "ok",
  results: {
    id: 678,
    import_type: "event_stream",
    sync_mode: "full_sync",
    created: "2024-01-01T09:00:00Z",
    creator_id: 1,
    creator_name: "Jane Doe",
    creator_email: "jane@example.com",
    warehouse_source_id: 12,
    table_params: { schema_name: "analytics", table_name: "orders" },
    paused: false,
    run_every: DAY_NS,
    last_dispatch: null,
    is_deleted: false,
    event_name: "Order Shipped",
    event_column_name: null,
    property_mappings: null,
    databricks_params: null,
  },
};

const table_params = { schema_name: "analytics", table_name: "orders" };
export const source = { warehouse_source_id: 12, table_params, sync_mode: "one_time" };

type Create = Pick<ActionExpectation, "request" | "reply" | "result">;

/** What creating an import of a kind sends and gets. @param fields of the body beside the source */
export const creating = (route: string, import_type: string, fields: object): Create => ({
  request: {
    method: "POST",
    host: "mixpanel.com",
    path: `${IMPORTS_PATH}/${route}`,
    headers: { ...authorized, ...JSON_BODY },
    json: { import_type, ...source, ...fields },
  },
  reply: { body: answer },
  result: answer,
});

type Optional = NonNullable<ActionExpectation["optional"]>;

const cluster = { export_cluster_config: { num_workers: 2 } };

/** Inputs of every kind of import. */
export const scheduled: Optional = [
  ["run_every", "manual", { json: { run_every: 0 } }],
  ["run_every", "hourly", { json: { run_every: 3_600_000_000_000 } }],
  ["run_every", "daily", { json: { run_every: DAY_NS } }],
  ["run_every", "weekly", { json: { run_every: 7 * DAY_NS } }],
  // As Mixpanel returns it.
  ["run_every", 0, { json: { run_every: 0 } }],
  ["run_every", DAY_NS, { json: { run_every: DAY_NS } }],
  ["run_every", String(7 * DAY_NS), { json: { run_every: 7 * DAY_NS } }],
  ["databricks_params", JSON.stringify(cluster), { json: { databricks_params: cluster } }],
  ["databricks_params", cluster, { json: { databricks_params: cluster } }],
];

/** Inputs of every kind but lookup tables. */
export const withColumns: Optional = [
  ...scheduled,
  ["insert_time_column_name", "inserted_at", { json: { insert_time_column_name: "inserted_at" } }],
  ["json_properties_column_name", "props", { json: { json_properties_column_name: "props" } }],
  ["property_mappings", [{ key: "plan_name", value: "Plan" }], { json: { property_mappings: { plan_name: "Plan" } } }],
  ["property_mappings", { plan_name: "Plan" }, { json: { property_mappings: { plan_name: "Plan" } } }],
];

type Refusals = NonNullable<ActionExpectation["refusals"]>;

export const sourceRefusals: Refusals = [
  ["no warehouse source", { warehouse_source_id: "" }, "Warehouse Source ID"],
  ["a warehouse source by its name", { warehouse_source_id: "BigQuery" }, "Warehouse Source ID"],
  ["no table", { table_params: "" }, "Table Parameters"],
  ["a table that is empty", { table_params: {} }, "Table Parameters"],
  ["a table as a list", { table_params: [table_params] }, "Table Parameters"],
  ["no sync mode", { sync_mode: "" }, "Sync Mode"],
  ["a sync mode that does not exist", { sync_mode: "sometimes" }, "Sync Mode"],
  ["a schedule that does not exist", { run_every: 60 }, "Run Every"],
  ["a schedule in hours", { run_every: "24 hours" }, "Run Every"],
  ["Databricks parameters as a list", { databricks_params: [] }, "Databricks Parameters"],
];

export const columnRefusals: Refusals = [
  ...sourceRefusals,
  ["M2: Append without the column that it compares", { sync_mode: "time_based" }, "Insert Time Column"],
  ["half a property mapping", { property_mappings: '{"a": ' }, "Property Mappings"],
];
