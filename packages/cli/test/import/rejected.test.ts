import { execFile } from "node:child_process";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { closeServers, sendJson, serve } from "../../../../test/support/localServer";
import { CLI, runCli } from "../runCli";
import { connectionTo, event, events, Folder, ndjson, recordsIn, TIME } from "./imports";

let sandbox: Sandbox;
let folder: Folder;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
});
beforeEach(() => {
  sandbox.reset();
  folder = new Folder();
});
afterEach(async () => {
  folder.remove();
  await closeServers();
});
afterAll(() => sandbox.close());

const imported = (args: string[]) => runCli(["import", ...args, "--sandbox", sandbox.url], { cwd: folder.path });

const NAMELESS = { event: "", properties: { time: TIME, distinct_id: "u1", big: 1 } };
const MIXED = `${ndjson([event(0), NAMELESS])}{broken\n${ndjson([{ ...NAMELESS, properties: { distinct_id: "u1" } }, event(1)])}`;

test("F1: rejected records are written to a file with position, reason, field, rule and the record, and counted by rule", async () => {
  folder.write("events.ndjson", MIXED);
  const { code, stdout, stderr } = await imported(["events.ndjson"]);

  expect(code).toBe(1);
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({ received: 5, accepted: 2, rejected: 3, rejected_file: "events.rejected.ndjson" });
  const byRule: { count: number }[] = result.rejected_by_rule;
  expect(byRule.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  expect(folder.lines("events.rejected.ndjson")).toMatchObject([
    { status: "rejected", position: 1, field: "event", rule: "event_name", record: NAMELESS },
    { status: "rejected", position: 2, rule: "invalid_json", record: "{broken" },
    { status: "rejected", position: 3 },
  ]);
  expect(stderr).toContain("2 events accepted of 5 read");
  expect(stderr).toContain("Each with its reason and position: events.rejected.ndjson");
  expect(sandbox.countsNow()).toBeDefined();
});

test("F1: a long number in a rejected record keeps its digits", async () => {
  folder.write("a.ndjson", `{"event":"","properties":{"n":12345678901234567890}}\n`);
  await imported(["a.ndjson"]);
  expect(JSON.stringify(folder.lines("a.rejected.ndjson"))).not.toContain("undefined");
  expect(folder.text("a.rejected.ndjson")).toContain('"record":{"event":"","properties":{"n":12345678901234567890}}');
});

test("F1: rows that cannot become events are written with their column and the row", async () => {
  folder.write("orders.csv", `event,time,distinct_id\nA,soon,u1\nB,${TIME},u2\nC\n`);
  const { stdout } = await imported(["orders.csv"]);
  expect(JSON.parse(stdout)).toMatchObject({ received: 3, accepted: 1, rejected: 2 });
  expect(folder.lines("orders.rejected.ndjson")).toMatchObject([
    { position: 0, column: "time", rule: "time_format", record: { event: "A", time: "soon", distinct_id: "u1" } },
    { position: 2, rule: "row_fields", record: ["C"] },
  ]);
});

test("F1: what Mixpanel itself rejects is written, too", async () => {
  const { url } = await serve((response, request) => {
    const [first] = recordsIn(request);
    const failed_records = [
      { index: 0, $insert_id: Object(first?.properties).$insert_id, field: "properties.x", message: "no x" },
    ];
    sendJson(
      response,
      { code: 400, status: "Bad Request", error: "some", num_records_imported: 2, failed_records },
      400,
    );
  });
  folder.write("events.ndjson", ndjson(events(3)));
  const { code, stdout } = await runCli(["import", "events.ndjson"], {
    environment: connectionTo(url),
    cwd: folder.path,
  });
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 1, accepted: 2, rejected: 1 });
  expect(folder.lines("events.rejected.ndjson")).toMatchObject([
    { position: 0, field: "properties.x", reason: "no x", record: event(0) },
  ]);
});

test("F1: a file of rejected records is never overwritten, and only made if there are any", async () => {
  folder.write("events.ndjson", MIXED);
  folder.write("sound.ndjson", ndjson(events(1)));
  folder.write("events.rejected.ndjson", "mine");
  const { stdout } = await imported(["events.ndjson"]);
  expect(JSON.parse(stdout).rejected_file).toBe("events.rejected-2.ndjson");
  expect(folder.text("events.rejected.ndjson")).toBe("mine");

  const taken = await imported(["events.ndjson", "--rejected", "events.rejected.ndjson"]);
  expect(taken).toMatchObject({ code: 2, stdout: "" });
  expect(taken.stderr).toContain("--rejected events.rejected.ndjson exists already.");

  const before = folder.names();
  expect((await imported(["sound.ndjson"])).code).toBe(0);
  expect(folder.names()).toEqual(before);
});

test("F1: a dry run checks every record, names what would be rejected, and sends nothing", async () => {
  folder.write("events.ndjson", MIXED);
  folder.write("orders.csv", `event,time,distinct_id\nA,soon,u1\nB,${TIME},u2\n`);
  const [own, rows] = [await imported(["events.ndjson", "--dry-run"]), await imported(["orders.csv", "--dry-run"])];
  expect(JSON.parse(own.stdout)).toMatchObject({ dry_run: true, received: 5, accepted: 0, rejected: 3, requests: 0 });
  expect(JSON.parse(rows.stdout)).toMatchObject({ dry_run: true, received: 2, accepted: 0, rejected: 1, requests: 0 });
  expect([own.code, rows.code]).toEqual([1, 1]);
  expect(own.stderr).toContain("5 events checked");
  expect(own.stderr).toContain("3 events would be rejected:");
  expect(folder.lines("events.rejected.ndjson")).toHaveLength(3);
  expect(sandbox.requests.list({ method: "POST" })).toEqual([]);
});

test.each([
  ["in a folder that does not exist", "no-folder/a.ndjson"],
  ["that ends with a slash", "a/"],
  ["that is empty", ""],
])("F1: a name %s is refused for rejected records before anything is sent", async (_what, name) => {
  folder.write("events.ndjson", MIXED);
  const { code, stdout, stderr } = await imported(["events.ndjson", "--rejected", name]);

  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(`--rejected ${name} cannot be written: `);
  expect(sandbox.requests.list({ method: "POST" })).toEqual([]);
});

test("F1: a full disk for rejected records stops no import, and the summary says what the file lacks", async () => {
  const rejected = events(200).flatMap((one) => [NAMELESS, one]);
  folder.write("events.ndjson", ndjson(rejected));
  const command = `ulimit -f 8; "${process.execPath}" "${CLI}" import events.ndjson --sandbox ${sandbox.url}`;
  const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) =>
    execFile("bash", ["-c", command], { cwd: folder.path }, (error, out, notes) =>
      resolve({ code: error?.code ?? 0, stdout: out, stderr: notes }),
    ),
  );

  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    accepted: 200,
    rejected: 200,
    resume_from: null,
    rejected_file: "events.rejected.ndjson",
    rejected_file_error: expect.stringContaining("EFBIG"),
  });
  expect(stderr).toContain("events.rejected.ndjson lacks some of them");
});

test.each(["", "1e2", "0x10"])("F1: --resume-from %j is refused: it must not begin anew", async (position) => {
  folder.write("events.ndjson", MIXED);
  const { code, stderr } = await imported(["events.ndjson", "--resume-from", position]);

  expect(code).toBe(2);
  expect(stderr).toContain(`--resume-from ${position || '""'} must be a whole number`);
});
