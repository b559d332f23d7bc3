import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runCli } from "../runCli";

const at = (id: string) => ({
  event: "Signed Up",
  properties: { time: 1_700_000_000, distinct_id: id, $insert_id: id },
});
const LINES = ["a", "b"].map((id) => `${JSON.stringify(at(id))}\n`).join("");

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  folder = mkdtempSync(path.join(tmpdir(), "set-"));
});
beforeEach(() => sandbox.reset());
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await sandbox.close();
});

function fileOf(name: string, content: string | Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

const run = (settings: string[], input?: string, name = "importEvents") =>
  runCli(["run", name, ...settings.flatMap((one) => ["--set", one]), "--sandbox", sandbox.url], { input });

describe("F1: --set key=@file", () => {
  test.each<[string, string | Buffer]>([
    ["events.ndjson", LINES],
    ["events.json", JSON.stringify([at("a"), at("b")])],
    ["events.ndjson.gz", gzipSync(LINES)],
    ["withMark.ndjson", `\ufeff${LINES}`],
  ])("imports the events of %s", async (name, content) => {
    const { code, stdout } = await run([`events=@${fileOf(name, content)}`]);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ received: 2, imported: 2 });
    expect(sandbox.requests.list({ operationId: "import-events" })).toMatchObject([
      { method: "POST", path: "/import", query: { project_id: "1" }, status: 200 },
    ]);
    expect(sandbox.state(1)?.eventCount).toBe(2);
  });

  test("previews the rows of a CSV file", async () => {
    const file = fileOf("rows.csv", "user_id,plan\nuser-1,pro\nuser-2,free\n");
    const mapping = fileOf("mapping.json", JSON.stringify({ distinct_id: "user_id" }));
    const { code, stdout } = await run(
      [`rows=@${file}`, "target=users", `mappingJson=@${mapping}`],
      undefined,
      "previewRows",
    );

    expect({ code, rows: JSON.parse(stdout).previewed }).toEqual({ code: 0, rows: 2 });
  });

  test("reads stdin with @-", async () => {
    const { code, stdout } = await run(["events=@-"], LINES);

    expect({ code, imported: JSON.parse(stdout).imported }).toEqual({ code: 0, imported: 2 });
  });

  test("takes a value that begins with @ if it is doubled", async () => {
    const { code } = await run(
      ["from_date=2023-11-14", "to_date=2023-11-14", "event=@@mentioned"],
      undefined,
      "downloadData",
    );

    expect(code).toBe(0);
    expect(sandbox.requests.list({ operationId: "raw-event-export" })[0]?.query.event).toBe('["@mentioned"]');
  });

  test("of a mistyped file is wrong usage, and says how to write a value that begins with @", async () => {
    const { code, stdout, stderr } = await run(["events=@evnts.ndjson"]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^--set events=@evnts\.ndjson cannot be read: ENOENT.+\n.+ write --set events=@@evnts\.ndjson\n/,
    );
    expect(sandbox.requests.list({ operationId: "import-events" })).toEqual([]);
  });

  test("lets only one input read stdin", async () => {
    const { code, stderr } = await runCli(["run", "importEvents", "--input", "-", "--set", "events=@-"]);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^--input - and --set events=@- cannot both read stdin\. Put one into a file\.\n/);
  });
});
