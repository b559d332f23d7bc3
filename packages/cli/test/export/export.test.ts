import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runCli, startCli } from "../runCli";
import { startInTerminal } from "../runInTerminal";

const CLI = path.resolve(__dirname, "../../dist/cli.js");
const TIME = Date.UTC(2024, 0, 1, 12) / 1000;
const event = (id: string, properties: object = {}) => ({
  event: "Signed Up",
  properties: { time: TIME, distinct_id: id, $insert_id: id, ...properties },
});
const EVENTS = [
  event("a", { plan: "pro" }),
  event("b", { tags: ["x", "y"] }),
  event("c", { note: 'say "hi",\nthere' }),
];
const DAYS = ["--from", "2024-01-01", "--to", "2024-01-02"];

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
});
beforeEach(() => {
  sandbox.reset();
  const profiles = { "user-1": { $name: "Ada" }, "user-2": { plan: "pro" } };
  sandbox.restore({ projects: [{ id: 1, events: EVENTS, profiles }] });
  folder = mkdtempSync(path.join(tmpdir(), "export-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => sandbox.close());

const at = (name: string) => path.join(folder, name);
const args = (...rest: string[]) => ["export", ...rest, "--sandbox", sandbox.url];
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const requests = () => sandbox.requests.list({ operationId: "raw-event-export" });

describe("F1: export of events", () => {
  test("sends one request with days, names and condition, and writes its lines", async () => {
    const more = ["--event", "Signed Up", "--event", "Paid", "--where", 'properties["plan"] == "pro"'];
    const { code, stdout, stderr } = await runCli(args(at("a.ndjson"), ...DAYS, ...more));

    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toMatch(/\nExported 1 event from 2024-01-01 to 2024-01-02 to .+a\.ndjson in [\d.]+ s\.\n$/);
    expect(linesOf(readFileSync(at("a.ndjson"), "utf8"))).toMatchObject([EVENTS[0]]);
    const [request, ...others] = requests();
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      method: "GET",
      path: "/api/2.0/export",
      query: {
        project_id: "1",
        from_date: "2024-01-01",
        to_date: "2024-01-02",
        event: '["Signed Up","Paid"]',
        where: 'properties["plan"] == "pro"',
      },
      headers: { authorization: "Basic [redacted]", "accept-encoding": "gzip" },
    });
    expect(readdirSync(folder)).toEqual(["a.ndjson"]);
  });

  test("writes JSON, CSV and gzip by the file's name, with the same records", async () => {
    for (const name of ["a.json", "a.ndjson.gz", "a.csv"]) await runCli(args(at(name), ...DAYS));

    expect(JSON.parse(readFileSync(at("a.json"), "utf8"))).toMatchObject(EVENTS);
    expect(linesOf(gunzipSync(readFileSync(at("a.ndjson.gz"))).toString())).toMatchObject(EVENTS);
    const rows: Record<string, string>[] = parse(readFileSync(at("a.csv")), { columns: true });
    expect(rows).toMatchObject([
      { event: "Signed Up", time: String(TIME), distinct_id: "a", plan: "pro", tags: "", note: "" },
      { distinct_id: "b", plan: "", tags: '["x","y"]' },
      { distinct_id: "c", note: 'say "hi",\nthere' },
    ]);
  });

  test("keeps the digits of a long number in NDJSON", async () => {
    const body = '{"event":"A","properties":{"time":1704110400,"distinct_id":"a","order":12345678901234567890}}\n';
    sandbox.faults.add({ kind: "body", body, operationId: "raw-event-export" });
    const { stdout } = await runCli(args("-", ...DAYS));

    expect(stdout).toBe(body);
  });

  test("says that a range is empty, writes an empty file and succeeds", async () => {
    const { code, stderr } = await runCli(args(at("a.json"), "--from", "2020-01-01", "--to", "2020-01-02"));

    expect(code).toBe(0);
    expect(stderr).toMatch(/\nThere are no events from 2020-01-01 to 2020-01-02: nothing was exported to .+\.\n$/);
    expect(JSON.parse(readFileSync(at("a.json"), "utf8"))).toEqual([]);
  });

  test("never replaces an existing file without --force, and sends nothing then", async () => {
    writeFileSync(at("a.ndjson"), "mine");
    const refused = await runCli(args(at("a.ndjson"), ...DAYS));
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/exists\. Choose another name, or add --force/),
    });
    expect(requests()).toEqual([]);
    expect(readFileSync(at("a.ndjson"), "utf8")).toBe("mine");

    expect(await runCli(args(at("a.ndjson"), ...DAYS, "--force"))).toMatchObject({ code: 0 });
    expect(linesOf(readFileSync(at("a.ndjson"), "utf8"))).toHaveLength(3);
    expect(readdirSync(folder)).toEqual(["a.ndjson"]);
  });

  test("reads a range again that broke off, and writes each event once", async () => {
    sandbox.faults.add({ kind: "halfLine", operationId: "raw-event-export" });
    const { code, stdout, stderr } = await runCli(args("-", ...DAYS));

    expect(code).toBe(0);
    expect(linesOf(stdout)).toMatchObject(EVENTS);
    expect(requests()).toHaveLength(2);
    expect(stderr).toMatch(/Trying again, for at most \d+ s\.\n/);
  });

  test("leaves out bad lines and duplicates where asked, and reports the lines", async () => {
    const line = JSON.stringify(EVENTS[0]);
    sandbox.faults.add({ kind: "body", body: `${line}\nnot json\n${line}\n`, operationId: "raw-event-export" });
    const { code, stdout, stderr } = await runCli(args("-", ...DAYS, "--skip-bad-lines", "--remove-duplicates"));

    expect({ code, stdout }).toEqual({ code: 0, stdout: `${line}\n` });
    expect(stderr).toContain("skipped 1 line that is not valid JSON: line 2 of the export that starts at 2024-01-01");
  });

  test("leaves nothing behind if it fails", async () => {
    sandbox.faults.add({ kind: "status", status: 402, operationId: "raw-event-export" });
    const { code, stderr } = await runCli(args(at("a.csv"), ...DAYS, "--json"));

    expect(code).toBe(1);
    expect(JSON.parse(stderr).error).toMatchObject({ code: "plan_does_not_include", operation: "downloadData" });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("ends by Ctrl-C cleanly, and removes the partial file", async () => {
    sandbox.faults.add({ kind: "stallMidway", operationId: "raw-event-export" });
    const run = startCli(args(at("a.ndjson"), ...DAYS));
    await run.stderrWith(/Exporting/);
    run.interrupt();
    const { code, stderr } = await run.ended;

    expect(code).toBe(130);
    expect(stderr).toMatch(
      /\nInterrupted after \d events?\. .+a\.ndjson was not written, and the partial file was removed\.\n$/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is no failure if the reader of stdout goes", async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => event(`user-${index}`));
    sandbox.restore({ projects: [{ id: 1, events: many }] });
    const command = `set -o pipefail; "${process.execPath}" "${CLI}" ${args("-", ...DAYS).join(" ")} | head -n 1`;
    const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) =>
      execFile("bash", ["-c", command], (error, out) => resolve({ code: error?.code ?? 0, stdout: out })),
    );

    expect(code).toBe(0);
    expect(linesOf(stdout)).toMatchObject([{ event: "Signed Up" }]);
  });

  test("says that the disk is full", async () => {
    const { code, stderr } = await runCli(args("/dev/full", "--format", "ndjson", ...DAYS));

    expect(code).toBe(1);
    expect(stderr).toMatch(/^Failed \(Error, ENOSPC\): There is no space left to write \/dev\/full\./m);
  });

  test.each<[string, string[], RegExp]>([
    ["a name without a format", ["a.txt"], /^The name a\.txt does not say which format to write\./],
    [
      "a day that is none",
      ["--from", "someday"],
      /^--from someday must be a day as yyyy-mm-dd, or words such as today/,
    ],
    [
      "a range that ends before it begins",
      ["--from", "2024-02-01", "--to", "2024-01-01"],
      /^--to 2024-01-01 .*is before --from/,
    ],
    [
      "days of users",
      ["--what", "users", "--from", "yesterday"],
      /^--from, --to, --event and --remove-duplicates are for events/,
    ],
    ["groups without a key", ["--what", "groups"], /^--what groups and --group-key <id> go together/],
    ["a folder that is not there", ["no-such-folder/a.csv"], /^There is no folder no-such-folder/],
  ])("%s is wrong usage, before anything is sent", async (_what, given, message) => {
    const { code, stderr } = await runCli(args(...given));

    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(sandbox.requests.list()).toEqual([]);
  });
});

describe("F1: export of profiles", () => {
  test("writes users, and the summary as JSON", async () => {
    const { code, stdout, stderr } = await runCli(args(at("u.csv"), "--what", "users", "--json"));

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({ records: 2, file: at("u.csv") });
    const rows: Record<string, string>[] = parse(readFileSync(at("u.csv")), { columns: true });
    expect(rows).toMatchObject([
      { $distinct_id: "user-1", $name: "Ada" },
      { $distinct_id: "user-2", plan: "pro" },
    ]);
    expect(sandbox.requests.list().map(({ method, path: called, query }) => ({ method, called, query }))).toEqual([
      { method: "POST", called: "/api/query/engage", query: { project_id: "1", workspace_id: "10" } },
    ]);
  });
});

test("F1: export fits a terminal of 60 columns, and its data cannot steer it", async () => {
  sandbox.restore({ projects: [{ id: 1, events: [event("a", { note: "\u009b2Jx\u202e" })] }] });
  const { code, screen } = await startInTerminal(args("-", ...DAYS), { columns: 60 }).ended;

  expect(code).toBe(0);
  expect(screen).toContain("\\u009b2Jx\\u202e");
  expect(screen).not.toMatch(/\u009b|\u202e/);
  const help = await startInTerminal(["export", "--help"], { columns: 60 }).ended;
  const long = stripVTControlCharacters(help.screen)
    .split(/\r?\n/)
    .filter((line) => line.length > 60);
  expect(long.filter((line) => !line.includes("npx mixpanel-connector"))).toEqual([]);
});
