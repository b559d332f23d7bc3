import { HOUR_MS, inside, ManagementClient, MINUTE_MS } from "./managementClient";

const IMPORTS = "/api/app/projects/1/warehouse-sources/imports";
const TABLE = { warehouse_source_id: 7, table_params: { schema_name: "public", table_name: "orders" } };
const HOURLY = 3_600_000_000_000;
const EVENTS = {
  ...TABLE,
  import_type: "event_stream",
  event_column_name: "kind",
  time_column_name: "at",
  user_column_name: "user",
  sync_mode: "time_based",
  run_every: HOURLY,
};
const FIRST = { kind: "Order", at: "2024-06-15T10:00:00Z", user: "ann", total: 12 };
const SECOND = { kind: "Refund", at: 1718449200, user: "bob", total: -5 };

let api: ManagementClient;
beforeAll(async () => {
  api = await ManagementClient.start();
});
beforeEach(() => api.reset());
afterAll(() => api.sandbox.close());

const setRows = (rows: unknown[], more = {}) =>
  api.send("PUT", "/_sandbox/warehouse-tables", { json: { project_id: 1, ...TABLE, rows, ...more } });
const create = (kind: string, json: unknown) =>
  api.call(`create-${kind}-import`, "POST", `${IMPORTS}/${kind}`, { json });
const counts = async () => {
  const history = await api.call("get-import-history", "GET", `${IMPORTS}/1/history`);
  const runs = inside(history, "results", "runs");
  if (!Array.isArray(runs)) throw new Error("The runs are no list.");
  return runs.map((run) => [run.status, run.num_events_imported]);
};
const stored = () =>
  [...(api.sandbox.projects.get(1)?.events.range() ?? [])].map(({ event, distinctId }) => `${event} ${distinctId}`);

/** Lets a run of five minutes end. */
async function finishRun(ms = 5 * MINUTE_MS): Promise<void> {
  api.sandbox.clock.advance(ms);
  await api.send("GET", "/api/app/me");
}

test("rows become events when the run ends", async () => {
  expect(await setRows([FIRST, SECOND])).toEqual({ status: 200, body: { rows: 2 } });
  await create("event-stream", { ...EVENTS, property_mappings: { total: "amount" } });
  expect(stored()).toEqual([]);
  await finishRun();
  expect(await counts()).toEqual([["SUCCEEDED", 2]]);
  expect([...(api.sandbox.projects.get(1)?.events.range() ?? [])]).toMatchObject([
    {
      event: "Order",
      time: Date.parse("2024-06-15T10:00:00Z"),
      properties: {
        time: 1718445600,
        distinct_id: "ann",
        amount: 12,
        $insert_id: expect.stringMatching(/^wh-1-\w{31}$/),
      },
    },
    { event: "Refund", time: 1718449200000, properties: { distinct_id: "bob", amount: -5 } },
  ]);
});

test("a time-based sync imports what is new", async () => {
  await setRows([FIRST]);
  await create("event-stream", EVENTS);
  await finishRun();
  await setRows([FIRST, SECOND]);
  await finishRun(HOUR_MS);
  expect(await counts()).toEqual([
    ["SUCCEEDED", 1],
    ["SUCCEEDED", 1],
  ]);
  expect(stored()).toEqual(["Order ann", "Refund bob"]);
});

test("a full sync imports everything again, without duplicates", async () => {
  await setRows([FIRST, SECOND]);
  await create("event-stream", { ...EVENTS, sync_mode: "full_sync" });
  await finishRun();
  await finishRun(HOUR_MS);
  expect(await counts()).toEqual([
    ["SUCCEEDED", 2],
    ["SUCCEEDED", 2],
  ]);
  expect(stored()).toHaveLength(2);
});

test("a mirror removes what the table has no more, and nothing else", async () => {
  const own = { event: "Own", properties: { time: 1718445600, distinct_id: "ann", $insert_id: "own-1" } };
  await api.send("POST", "/import?strict=1&project_id=1", { json: [own] });
  await setRows([FIRST, SECOND]);
  await create("event-stream", { ...EVENTS, sync_mode: "mirror_mode" });
  await finishRun();
  await setRows([SECOND]);
  await finishRun(HOUR_MS);
  expect(stored()).toEqual(["Own ann", "Refund bob"]);
});

test("a row without a time or an event name is left out", async () => {
  await setRows([{ ...FIRST, at: "soon" }, { ...FIRST, kind: null }, FIRST]);
  await create("event-stream", EVENTS);
  await finishRun();
  expect(await counts()).toEqual([["SUCCEEDED", 1]]);
});

test("a column of JSON is spread into properties, and one that is broken fails the run", async () => {
  await setRows([{ ...FIRST, more: '{"plan":"pro"}' }]);
  await create("event-stream", { ...EVENTS, json_properties_column_name: "more" });
  await finishRun();
  const [event] = api.sandbox.projects.get(1)?.events.range() ?? [];
  expect(event?.properties).toMatchObject({ plan: "pro", total: 12 });
  expect(event?.properties).not.toHaveProperty("more");
  await setRows([{ ...FIRST, more: '{"plan' }]);
  await finishRun(HOUR_MS);
  expect(await counts()).toEqual([
    ["FAILED", 0],
    ["SUCCEEDED", 1],
  ]);
});

test("a run that is cancelled imports nothing", async () => {
  await setRows([FIRST]);
  await create("event-stream", EVENTS);
  await api.call("update-warehouse-import", "PATCH", `${IMPORTS}/1`, { json: { paused: true, run_every: HOURLY } });
  await finishRun(HOUR_MS);
  expect(await counts()).toEqual([["CANCELLED", 0]]);
  expect(stored()).toEqual([]);
});

test.each([
  [undefined, 2],
  [{ delete_data: true }, 0],
])("deleting the import with %j leaves %i events", async (json, left) => {
  await setRows([FIRST, SECOND]);
  await create("event-stream", EVENTS);
  await finishRun();
  await api.call("delete-warehouse-import", "DELETE", `${IMPORTS}/1`, { json });
  expect(stored()).toHaveLength(left);
});

test("rows become user profiles, whose other properties stay", async () => {
  api.sandbox.projects.get(1)?.profiles.set("ann", { distinctId: "ann", properties: { kept: true, plan: "free" } });
  await setRows([{ id: "ann", plan: "pro" }, { plan: "nobody's" }]);
  const json = { ...TABLE, import_type: "people", user_column_name: "id", sync_mode: "one_time" };
  await create("people", json);
  await finishRun();
  expect(await counts()).toEqual([["SUCCEEDED", 1]]);
  expect(Object.fromEntries(api.sandbox.projects.get(1)?.profiles ?? [])).toEqual({
    ann: { distinctId: "ann", properties: { kept: true, plan: "pro" } },
  });
});

test("rows become group profiles", async () => {
  await setRows([{ id: 42, seats: 5 }]);
  const json = {
    ...TABLE,
    import_type: "groups",
    group_key: "company",
    group_id_column: "id",
    sync_mode: "one_time",
  };
  await create("groups", json);
  await finishRun();
  expect(api.sandbox.projects.get(1)?.groups.get("company")?.get("42")).toEqual({
    distinctId: "42",
    properties: { seats: 5 },
  });
});

test("rows become a lookup table", async () => {
  await setRows([{ sku: "a-1", title: "Apple", price: 2 }]);
  const mixpanel_property = { value: "product_id", resourceType: "event" };
  const json = { ...TABLE, import_type: "lookup_table", property_key_column_name: "sku", mixpanel_property };
  await create("lookup-table", { ...json, sync_mode: "one_time" });
  await finishRun();
  const listed = await api.send("GET", "/lookup-tables?project_id=1");
  expect(inside(listed, "results")).toContainEqual({ id: "warehouse-import-1", name: "product_id" });
  const tables = api.sandbox.state(1)?.slices?.lookupTables;
  expect(tables?.["warehouse-import-1"]).toEqual({
    name: "product_id",
    header: ["sku", "title", "price"],
    rows: { "a-1": { title: "Apple", price: "2" } },
  });
});

test("a table of another source, or of a project that is not there, is another table", async () => {
  await setRows([FIRST], { warehouse_source_id: 8 });
  expect((await setRows([FIRST], { project_id: 99 })).status).toBe(404);
  await create("event-stream", EVENTS);
  await finishRun();
  expect(await counts()).toEqual([["SUCCEEDED", 0]]);
});
