import { Transport } from "../../../src/mixpanel/http/transport";
import { isRecord } from "../../../src/mixpanel/records/json";
import { connections } from "../../support/connection";
import { runAction } from "../../support/harness";
import { IMPORT_PATH } from "../../support/warehouseImports";
import { useWire } from "../../support/wire";

const wire = useWire();
afterEach(() => jest.restoreAllMocks());

const history = (...runs: object[]) => ({ body: { status: "ok", results: { runs } } });
const started = { body: { status: "ok", results: { run_id: "r-1" } } };
const ended = (status: string) => ({
  status,
  start_time: Math.ceil(Date.now() / 1000),
  end_time: Math.ceil(Date.now() / 1000) + 5,
  num_events_imported: 7,
});
const run = (params: object = {}) =>
  runAction("runWarehouseImportAndWait", { connection: connections.full, params: { importId: "678", ...params } });
const sent = () => wire.current.requests.map(({ method, path }) => `${method} ${path}`);

test("M2: starts a run between two looks at the history, and returns how it ended", async () => {
  wire.current.reply(history(), started, history(ended("SUCCEEDED")));
  expect(await run()).toMatchObject({
    value: { data: { run_id: "r-1", status: "SUCCEEDED", complete: true, num_events_imported: 7, resume_from: null } },
  });
  expect(sent()).toEqual([
    `GET ${IMPORT_PATH}/history`,
    `PUT ${IMPORT_PATH}/manual-sync`,
    `GET ${IMPORT_PATH}/history`,
  ]);
});

test.each(["FAILED", "CANCELLED"])("M2: fails on a run that ended as %s, unless that is wanted", async (status) => {
  wire.current.reply(history(), started, history(ended(status)), history(), started, history(ended(status)));
  expect(await run()).toMatchObject({ error: { code: "validation_failed", message: expect.stringContaining(status) } });
  expect(await run({ failOnFailure: "false" })).toMatchObject({ value: { data: { status, complete: true } } });
});

test("M2: at the time limit says where the run stands, and goes on from there without another run", async () => {
  wire.current.reply(history(), started, history({ status: "RUNNING", start_time: null }));
  jest.spyOn(Transport.prototype, "leftMs").mockImplementation(() => (wire.current.requests.length < 3 ? 780_000 : 0));
  const first = await run({ maxMinutes: "13" });
  const data = "value" in first && isRecord(first.value) && isRecord(first.value.data) ? first.value.data : {};
  expect(data).toMatchObject({ status: "RUNNING", complete: false, resume_from: expect.any(Number) });
  expect(first.logs).toContainEqual([
    "warn",
    [expect.stringContaining(`run the step again with Resume From ${data.resume_from}`)],
  ]);
  jest.restoreAllMocks();
  wire.current.reply(history(ended("SUCCEEDED")));
  expect(await run({ resumeFrom: data.resume_from })).toMatchObject({ value: { data: { complete: true } } });
  expect(sent().filter((line) => line.startsWith("PUT"))).toHaveLength(1);
});

test("M2: a run that cannot be started fails the step", async () => {
  wire.current.reply(history(), { status: 404, body: { status: "error", error: "no such import" } });
  expect(await run()).toMatchObject({ error: { status: 404 } });
});

test.each([
  [{ importId: "" }, "Import ID"],
  [{ resumeFrom: "yesterday" }, "Resume From"],
  [{ maxMinutes: "0" }, "Time Limit (minutes)"],
])("refuses %j", async (params, input) => {
  expect(await run(params)).toMatchObject({ error: { code: "invalid_input", input } });
  expect(wire.current.requests).toEqual([]);
});
