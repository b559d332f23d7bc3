import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { type RunningCli, startCli } from "./runCli";
import { startInTerminal } from "./runInTerminal";

const SIGNALS = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
});
beforeEach(() => {
  sandbox.reset();
  sandbox.faults.add({ kind: "stall", count: 1000 });
});
afterAll(async () => {
  sandbox.app.server.closeAllConnections();
  await sandbox.close();
});

const inSandbox = () => ({
  MIXPANEL_USERNAME: "sandbox.user",
  MIXPANEL_SECRET: "sandbox-secret",
  MIXPANEL_PROJECT_ID: "1",
  MIXPANEL_PROJECT_TOKEN: "sandbox-token",
  MIXPANEL_API_HOST: sandbox.url,
});

/** Resolves when a request reaches the sandbox, which holds it. */
const called = ({ app }: Sandbox) => new Promise<void>((resolve) => app.server.once("request", () => resolve()));

/** Sends the signal when stderr fits, and says how the process ended. */
async function endedBy(cli: RunningCli, pattern: RegExp, signal: NodeJS.Signals) {
  await cli.stderrWith(pattern);
  cli.interrupt(signal);
  const { code, stdout, stderr } = await cli.ended;
  expect(stderr).not.toMatch(/^ {4}at /m);
  return { code, stdout, stderr };
}

describe.each(SIGNALS)("F1: %s", (signal, exitCode) => {
  test("ends run while it waits for Mixpanel", async () => {
    const cli = startCli(["run", "testConnection"], { environment: inSandbox() });
    const { code, stdout, stderr } = await endedBy(cli, /Test Connection on/, signal);

    expect({ code, stdout }).toEqual({ code: exitCode, stdout: "" });
    expect(stderr).toMatch(/\nInterrupted\. Mixpanel may have processed what was sent before\.\n$/);
  });

  test("ends simulated calls of a webhook, whose sandbox then serves nothing", async () => {
    const cli = startCli(["trigger", "cohortSync", "--simulate", "--members", "20000", "--page-size", "1"]);
    const { code, stderr } = await endedBy(cli, /200 /, signal);

    expect(code).toBe(exitCode);
    const url = /called by a sandbox at (http:\S+?),/.exec(stderr)?.[1] ?? "";
    await expect(fetch(`${url}/_sandbox`)).rejects.toThrow("fetch failed");
  });

  test("ends the demo", async () => {
    const cli = startCli(["demo", "--json", "--yes"], { environment: inSandbox() });
    const { code, stdout, stderr } = await endedBy(cli, /This will write/, signal);

    expect({ code, stdout }).toEqual({ code: exitCode, stdout: "" });
    expect(JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "").error).toMatchObject({ code: "interrupted" });
  });

  test("ends a poll of a trigger, whose state stays as it was", async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "signals-")), "state.json");
    const cli = startCli(["trigger", "newEvents", "--drain", "--state", file], { environment: inSandbox() });
    await called(sandbox);
    cli.interrupt(signal);

    expect((await cli.ended).code).toBe(exitCode);
    expect(existsSync(file)).toBe(false);
  });
});

test("F1: Ctrl-C at the question of the demo ends it, and writes nothing", async () => {
  sandbox.faults.clear();
  const demo = startInTerminal(["demo"], { environment: inSandbox() });
  await demo.shows(/Write them\? \[y\/N\]/);
  demo.type("\u0003");

  expect((await demo.ended).code).toBe(130);
  expect(sandbox.requests.list()).toEqual([]);
});

test("F1: Ctrl-C under a progress bar leaves the terminal as it was", async () => {
  sandbox.reset();
  sandbox.faults.add({ kind: "stall", count: 1000, path: "/import" });
  const demo = startInTerminal(["demo", "--yes"], { environment: inSandbox() });
  await demo.shows(/Import Events/);
  demo.type("\u0003");
  const { code, screen } = await demo.ended;

  expect(code).toBe(130);
  const [wraps, wrapsNot] = ["\u001b[?7h", "\u001b[?7l"];
  expect(screen).toContain(wrapsNot);
  expect(screen.lastIndexOf(wraps)).toBeGreaterThan(screen.lastIndexOf(wrapsNot));
});
