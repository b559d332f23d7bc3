import { gunzipSync } from "node:zlib";
import { connections } from "../../support/connection";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";

const wire = useWire();
const range = { from_date: "2024-01-01", to_date: "2024-01-02" };
const line = (n: number) =>
  `{"event": "Signed Up", "properties": {"time": ${1_704_067_200 + n}, "$insert_id": "id-${n}"}}\n`;
const lines = (count: number) => Array.from({ length: count }, (_, n) => line(n)).join("");

function downloading(params: Record<string, unknown>) {
  return runAction("downloadData", { connection: connections.full, params: { ...range, ...params } });
}

/** The bytes of a step's result. */
async function fileOf(outcome: ReturnType<typeof downloading>): Promise<{ data: Buffer; contentType: unknown }> {
  const { value } = { value: undefined, ...(await outcome) };
  const { data, contentType } = { data: undefined, contentType: undefined, ...(value ?? {}) };
  if (!Buffer.isBuffer(data)) throw new Error("the step returned no bytes");
  return { data, contentType };
}

test("a file contains the lines unchanged, as NDJSON", async () => {
  wire.current.reply({ body: lines(3) });
  const { data, contentType } = await fileOf(downloading({ output: "file" }));
  expect([data.toString("utf8"), contentType]).toEqual([lines(3), "application/x-ndjson"]);
});

test("a compressed file has the content type of gzip", async () => {
  wire.current.reply({ body: lines(3) });
  const { data, contentType } = await fileOf(downloading({ output: "gzipFile" }));
  expect([gunzipSync(data).toString("utf8"), contentType]).toEqual([lines(3), "application/gzip"]);
});

test("a file without events also has its content type", async () => {
  wire.current.reply({ body: "" });
  const { data, contentType } = await fileOf(downloading({ output: "file" }));
  expect([data.length, contentType]).toEqual([0, "application/x-ndjson"]);
});

test("a file larger than Max File Size fails the step, and the error says which days fit", async () => {
  const { length } = line(0);
  wire.current.reply({ body: line(0) }, { body: lines(Math.ceil(1_000_000 / length)) });
  const outcome = await downloading({ output: "file", windowDays: 1, maxFileMegabytes: 1 });
  expect(outcome).toMatchObject({
    error: { code: "too_large", message: expect.stringContaining("From Date 2024-01-02") },
  });
});

describe("T15: Skip Bad Lines", () => {
  const body = `${line(0)}no event\n${line(1)}`;

  test("is off by default: a file with a bad line fails the step", async () => {
    wire.current.reply({ body });
    expect(await downloading({ output: "file" })).toMatchObject({
      error: { code: "unusable_response", message: expect.stringContaining("turn Skip Bad Lines on") },
    });
  });

  test("leaves bad lines out of a file, and logs which ones", async () => {
    wire.current.reply({ body });
    const outcome = downloading({ output: "file", skipBadLines: "true" });
    expect((await fileOf(outcome)).data.toString("utf8")).toBe(lines(2));
    expect((await outcome).logs).toEqual([
      [
        "warn",
        ["Download Data: skipped 1 line that is not valid JSON: line 2 of the export that starts at 2024-01-01"],
      ],
    ]);
  });

  test("is not recommended by the error if it is already on and the last line is bad", async () => {
    wire.current.reply({ body: `${line(0)}no event\n` });
    const message = expect.stringMatching(/line 2 is not complete JSON(?!.*Skip Bad Lines)/);
    expect(await downloading({ skipBadLines: true })).toMatchObject({ error: { code: "unusable_response", message } });
  });

  test("lists bad lines next to the events, even if there are no events", async () => {
    wire.current.reply({ body }, { body: line(0) });
    const [some, none] = [await downloading({ skipBadLines: true }), await downloading({ skipBadLines: true })];
    const bad_lines = { count: 1, lines: [{ from_date: "2024-01-01", line: 2, excerpt: "no event" }] };
    expect(some).toMatchObject({ value: { data: { count: 2, bad_lines } } });
    expect(none).toMatchObject({ value: { data: { count: 1, bad_lines: { count: 0, lines: [] } } } });
  });
});

test("a page continues from the cursor of the previous page", async () => {
  wire.current.reply({ body: lines(3) }, { body: lines(3) });
  const first = await downloading({ maxEvents: 2 });
  expect(first).toMatchObject({ value: { data: { count: 2, truncated: true, next_from_date: "2024-01-01" } } });
  const cursor = JSON.stringify(first).match(/"next_cursor":"([^"]+)"/)?.[1];
  expect(await downloading({ maxEvents: 2, cursor })).toMatchObject({
    value: { data: { events: [JSON.parse(line(2))], count: 1, truncated: false } },
  });
});

test("duplicates are left out if Remove Duplicates is on", async () => {
  wire.current.reply({ body: lines(2) + lines(2) });
  expect(await downloading({ removeDuplicates: true })).toMatchObject({ value: { data: { count: 2 } } });
});

test("Limit applies to the whole range, which is then read in one request", async () => {
  wire.current.reply({ body: lines(1) });
  await downloading({ limit: 1, windowDays: 1 });
  expect(wire.current.request.query).toMatchObject({ ...range, limit: "1" });
});
