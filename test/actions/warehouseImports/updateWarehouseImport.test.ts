import { connections } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import { answer, DAY_NS, IMPORT_PATH, scheduled } from "../../support/warehouseImports";
import { useWire } from "../../support/wire";

describeAction({
  key: "updateWarehouseImport",
  params: { importId: "678", paused: true, run_every: "daily" },
  request: {
    method: "PATCH",
    host: "mixpanel.com",
    path: IMPORT_PATH,
    headers: { ...authorized, ...JSON_BODY },
    json: { paused: true, run_every: DAY_NS },
  },
  reply: { body: answer },
  result: answer,
  optional: scheduled.filter(([input]) => input === "databricks_params"),
  variants: [
    ["the schedule as Mixpanel returns it", { run_every: 0 }, { json: { run_every: 0 } }],
    ["an import that goes on", { paused: "false" }, { json: { paused: false } }],
  ],
  refusals: [
    ["no ID", { importId: "" }, "Import ID"],
    ["neither true nor false", { paused: "perhaps" }, "Paused"],
    ["a schedule that does not exist", { run_every: "monthly" }, "Run Every"],
    ["nothing to change", { paused: "", run_every: "" }, "Paused"],
  ],
});

describe("M2: what stays empty is read first, and sent as it is", () => {
  const wire = useWire();
  const update = (params: object) =>
    runAction("updateWarehouseImport", { connection: connections.full, params: { importId: "678", ...params } });
  const current = { ...answer, results: { ...answer.results, paused: true, run_every: 0 } };

  test.each([
    [{ paused: false }, { paused: false, run_every: 0 }],
    [{ run_every: "hourly" }, { paused: true, run_every: 3_600_000_000_000 }],
    [
      { databricks_params: { export_cluster_config: {} } },
      { paused: true, run_every: 0, databricks_params: { export_cluster_config: {} } },
    ],
  ])("%j", async (change, sent) => {
    wire.current.reply({ body: current }, { body: answer });
    expect(await update(change)).toMatchObject({ value: { data: answer } });
    expect(wire.current.requests.map(({ method, json }) => [method, json])).toEqual([
      ["GET", undefined],
      ["PATCH", sent],
    ]);
  });

  test("an import that does not say how often it runs is not changed", async () => {
    wire.current.reply({ body: { status: "ok", results: { id: 678, paused: true } } });
    expect(await update({ paused: false })).toMatchObject({
      error: { code: "unusable_response", message: expect.stringContaining("Fill in both Paused and Run Every") },
    });
    expect(wire.current.requests).toHaveLength(1);
  });
});
