import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runCli } from "./runCli";

const EVENT = { event: "Signed Up", properties: { time: 1_700_000_000, distinct_id: "user-1" } };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const onSandbox = (...args: string[]) => [...args, "--sandbox", sandbox.url];

describe("run", () => {
  test("starts a sandbox if no variable is set, and says so only on stderr", async () => {
    const { code, stdout, stderr } = await runCli(["run", "testConnection"]);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, problems: [], project_id: "1", project_found: true });
    expect(stderr).toMatch(/^Test Connection on a sandbox at http:\/\/127\.0\.0\.1:\d+, which ends with this run\n$/);
  });

  test("reads inputs from stdin, and sends events to a running sandbox", async () => {
    const { code, stdout, stderr } = await runCli(onSandbox("run", "importEvents", "--input", "-", "--json"), {
      input: JSON.stringify({ events: [EVENT] }),
    });

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.endsWith("}\n")).toBe(true);
    expect(stdout.trim()).not.toContain("\n");
    expect(JSON.parse(stdout)).toMatchObject({ received: 1, imported: 1, failed: 0 });
    expect(sandbox.state(1)?.eventCount).toBe(1);
  });

  test("prefers inputs given with --set to those of the file, and both to the form's defaults", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "runner-"));
    const file = path.join(folder, "inputs.json");
    writeFileSync(file, JSON.stringify({ from_date: "2023-11-14", to_date: "2023-11-14" }));

    const { code, stdout } = await runCli(
      onSandbox("run", "downloadData", "--input", file, "--set", "to_date=2023-11-15", "--set", "event=Signed Up"),
    );
    rmSync(folder, { recursive: true });

    expect(code).toBe(0);
    const resolved_dates = { from_date: "2023-11-14", to_date: "2023-11-15", time_zone: null };
    expect(JSON.parse(stdout)).toEqual({ events: [], count: 0, truncated: false, resolved_dates });
    const [request] = sandbox.requests.list({ operationId: "raw-event-export" });
    expect(request?.query).toEqual({
      project_id: "1",
      from_date: "2023-11-14",
      to_date: "2023-11-15",
      event: '["Signed Up"]',
    });
    // The default of gzipEncoding is true, and the component's cleaner reads it from the text "true".
    expect(request?.headers["accept-encoding"]).toBe("gzip");
  });

  test("prints each request to stderr with --debug", async () => {
    const { stderr } = await runCli(onSandbox("run", "testConnection", "--debug"));

    expect(stderr).toMatch(/^debug {2}Mixpanel testConnection: GET \/api\/app\/me 200 in \d+ ms/m);
  });
});

describe("run, if the action fails", () => {
  test("prints the error's message, name and code, and no stack trace", async () => {
    const { code, stdout, stderr } = await runCli(onSandbox("run", "downloadData"));

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^Failed \(InputError, invalid_input\): From Date: got .+, expected a day as yyyy-mm-dd, or words such as today, yesterday, 7 days ago or start of month\.$/m,
    );
    expect(stderr).not.toMatch(/^ +at /m);
    expect(sandbox.requests.list({ operationId: "raw-event-export" })).toEqual([]);
  });

  test("prints the error as JSON with --json", async () => {
    const { code, stderr } = await runCli(onSandbox("run", "downloadData", "--json"));

    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toEqual({
      error: {
        name: "InputError",
        code: "invalid_input",
        message: expect.stringMatching(/^From Date: got /),
        retryable: false,
      },
    });
  });

  test("prints the stack trace with --debug", async () => {
    const { stderr } = await runCli(onSandbox("run", "downloadData", "--debug"));

    expect(stderr).toMatch(/^ +at /m);
  });

  test("says that no sandbox responds, without long retries", async () => {
    const closed = await startSandbox({ port: 0 });
    await closed.close();

    expect(await runCli(["run", "testConnection", "--sandbox", closed.url])).toEqual({
      code: 1,
      stdout: "",
      stderr: `Failed (Error): No sandbox responds at ${closed.url}. Start one: npx mixpanel-connector sandbox\n`,
    });
  });
});

describe("F1: run a data source", () => {
  test("prints the choices of a drop-down", async () => {
    const { code, stdout } = await runCli(onSandbox("run", "funnels", "--json"));

    expect({ code, stdout }).toEqual({ code: 0, stdout: "[]\n" });
    expect(sandbox.requests.list({ operationId: "funnels-list-saved" })).toHaveLength(1);
  });
});
