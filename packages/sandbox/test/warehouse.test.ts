import { DAY_MS, HOUR_MS, inside, ManagementClient, MINUTE_MS, START_MS } from "./managementClient";

const IMPORTS = "/api/app/projects/1/warehouse-sources/imports";
const HOURLY = 3_600_000_000_000;
const DAILY = 86_400_000_000_000;
const COMMON = { warehouse_source_id: 7, table_params: { schema_name: "public", table_name: "orders" } };
const EVENT_STREAM = {
  ...COMMON,
  import_type: "event_stream",
  event_name: "Order",
  time_column_name: "created_at",
  sync_mode: "time_based",
  run_every: HOURLY,
};
const LOOKUP_TABLE = {
  ...COMMON,
  import_type: "lookup_table",
  mixpanel_property: { value: "product_id", resourceType: "event" },
  property_key_column_name: "id",
  sync_mode: "full_sync",
};
const KINDS: [kind: string, body: Record<string, unknown>, required: string[]][] = [
  [
    "event-stream",
    EVENT_STREAM,
    ["import_type", "warehouse_source_id", "table_params", "time_column_name", "sync_mode"],
  ],
  [
    "people",
    { ...COMMON, import_type: "people", user_column_name: "id", sync_mode: "mirror_mode" },
    ["import_type", "warehouse_source_id", "table_params", "user_column_name", "sync_mode"],
  ],
  [
    "groups",
    { ...COMMON, import_type: "groups", group_key: "company", group_id_column: "id", sync_mode: "full_sync" },
    ["import_type", "warehouse_source_id", "table_params", "group_key", "group_id_column", "sync_mode"],
  ],
  [
    "lookup-table",
    LOOKUP_TABLE,
    [
      "import_type",
      "warehouse_source_id",
      "table_params",
      "mixpanel_property",
      "property_key_column_name",
      "sync_mode",
    ],
  ],
];
const START_SECONDS = START_MS / 1000;

let api: ManagementClient;
beforeAll(async () => {
  api = await ManagementClient.start();
});
beforeEach(() => api.reset());
afterAll(() => api.sandbox.close());

const create = (kind: string, json: unknown) =>
  api.call(`create-${kind}-import`, "POST", `${IMPORTS}/${kind}`, { json });
const list = (projectId = 1) =>
  api.call("list-warehouse-imports", "GET", `/api/app/projects/${projectId}/warehouse-sources/imports`);
const patch = (json: unknown) => api.call("update-warehouse-import", "PATCH", `${IMPORTS}/1`, { json });
const sync = () => api.call("run-an-import", "PUT", `${IMPORTS}/1/manual-sync`, { json: {} });
const runs = async () => inside(await api.call("get-import-history", "GET", `${IMPORTS}/1/history`), "results", "runs");

describe.each(KINDS)("an import of the kind %s", (kind, body, required) => {
  test("is created, got and listed", async () => {
    const created = await create(kind, body);
    expect(created.status).toBe(200);
    expect(inside(created, "results")).toMatchObject({
      id: 1,
      import_type: body.import_type,
      sync_mode: body.sync_mode,
      created: "2024-06-15T12:00:00.000Z",
      creator_id: 1000,
      table_params: COMMON.table_params,
      paused: false,
      is_deleted: false,
    });
    expect(await api.call("get-warehouse-import", "GET", `${IMPORTS}/1`)).toEqual(created);
    expect(inside(await list(), "results")).toMatchObject([{ id: 1, import_type: body.import_type }]);
  });

  test.each(required)("is refused without %s", async (field) => {
    const { [field]: _missing, ...rest } = body;
    const answer = await create(kind, rest);
    expect(answer.status).toBe(400);
    expect(inside(answer, "error")).toMatch(`${field}: `);
    expect(inside(await list(), "results")).toEqual([]);
  });
});

test.each([
  ["an event stream without an event name", "event-stream", { ...EVENT_STREAM, event_name: undefined }, "event_name: "],
  ["a frequency of two hours", "event-stream", { ...EVENT_STREAM, run_every: 2 * HOURLY }, "run_every: must be 0"],
  ["a lookup table that mirrors", "lookup-table", { ...LOOKUP_TABLE, sync_mode: "mirror_mode" }, "sync_mode: "],
  ["a body of another kind", "people", EVENT_STREAM, "import_type: "],
  [
    "a cluster setting that Databricks does not know",
    "event-stream",
    { ...EVENT_STREAM, databricks_params: { export_cluster_config: { size: 1 } } },
    "databricks_params.export_cluster_config: ",
  ],
])("refuses %s", async (_what, kind, json, error) => {
  const answer = await create(kind, json);
  expect(answer.status).toBe(400);
  expect(inside(answer, "error")).toMatch(error);
});

test("a scheduled import runs at once and then on its schedule, five minutes each", async () => {
  await create("event-stream", EVENT_STREAM);
  expect(await runs()).toEqual([
    { status: "RUNNING", start_time: START_SECONDS, end_time: null, num_events_imported: null },
  ]);
  api.sandbox.clock.advance(HOUR_MS + 5 * MINUTE_MS);
  const run = (start: number) => ({
    status: "SUCCEEDED",
    start_time: start,
    end_time: start + 300,
    num_events_imported: 0,
  });
  expect(await runs()).toEqual([run(START_SECONDS + 3600), run(START_SECONDS)]);
  expect(inside(await list(), "results", 0, "last_dispatch")).toBe(START_SECONDS + 3600);
});

test("the history holds the thirty latest runs", async () => {
  await create("event-stream", EVENT_STREAM);
  api.sandbox.clock.advance(10 * DAY_MS);
  const history = await runs();
  expect(history).toHaveLength(30);
  expect(history).toMatchObject({ 0: { start_time: START_SECONDS + 240 * 3600, status: "RUNNING" } });
});

test("an import of one time runs once", async () => {
  await create("lookup-table", { ...LOOKUP_TABLE, sync_mode: "one_time" });
  api.sandbox.clock.advance(10 * DAY_MS);
  expect(await runs()).toMatchObject([{ status: "SUCCEEDED" }]);
});

test("an import without a schedule runs when it is triggered", async () => {
  await create("lookup-table", LOOKUP_TABLE);
  expect(await runs()).toEqual([]);
  const answer = await sync();
  expect(answer.status).toBe(200);
  expect(inside(answer, "results", "run_id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(await runs()).toMatchObject([{ status: "RUNNING" }]);
});

test("a pause cancels the run under way and stops the schedule; a resumption begins anew", async () => {
  await create("event-stream", EVENT_STREAM);
  const paused = await patch({ paused: true, run_every: HOURLY });
  expect(inside(paused, "results", "paused")).toBe(true);
  api.sandbox.clock.advance(DAY_MS);
  expect(await runs()).toMatchObject([{ status: "CANCELLED", end_time: START_SECONDS }]);
  expect((await sync()).status).toBe(400);
  await patch({ paused: false, run_every: DAILY });
  expect(await runs()).toMatchObject([
    { status: "RUNNING", start_time: START_SECONDS + 86_400 },
    { status: "CANCELLED" },
  ]);
});

test("an update replaces the cluster configuration whole", async () => {
  const cluster = { spark_version: "15.4.x-scala2.12", num_workers: 2 };
  await create("event-stream", { ...EVENT_STREAM, databricks_params: { export_cluster_config: cluster } });
  const databricks_params = { export_cluster_config: { num_workers: 4 } };
  const patched = await patch({ paused: false, run_every: HOURLY, databricks_params });
  expect(inside(patched, "results", "databricks_params")).toEqual(databricks_params);
});

test.each(["paused", "run_every"])("an update without %s is refused", async (field) => {
  await create("event-stream", EVENT_STREAM);
  const { [field]: _missing, ...rest }: Record<string, unknown> = { paused: true, run_every: HOURLY };
  expect((await patch(rest)).status).toBe(400);
});

test.each([undefined, { delete_data: true }])("deleting with the body %j takes the import away", async (json) => {
  await create("event-stream", EVENT_STREAM);
  const deleted = await api.call("delete-warehouse-import", "DELETE", `${IMPORTS}/1`, { json });
  expect(deleted).toEqual({ status: 200, body: { status: "ok" } });
  expect(inside(await list(), "results")).toEqual([]);
});

test.each([
  ["get-warehouse-import", "GET", ""],
  ["update-warehouse-import", "PATCH", ""],
  ["delete-warehouse-import", "DELETE", ""],
  ["run-an-import", "PUT", "/manual-sync"],
  ["get-import-history", "GET", "/history"],
])("%s of another project's import answers 404", async (operationId, method, path) => {
  await create("event-stream", EVENT_STREAM);
  const other = `/api/app/projects/2/warehouse-sources/imports/1${path}`;
  expect(await api.call(operationId, method, other)).toEqual({
    status: 404,
    body: { status: "error", error: "Warehouse import not found" },
  });
});
