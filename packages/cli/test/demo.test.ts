import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { type CliResult, runCli } from "./runCli";

const SECRET = "sandbox-secret";
const STORED = 9976;
const TWO_RUNS_MS = 60_000;

const ACCEPTED = {
  events: { sent: 10_000, accepted: 10_000, refused: 0, reasons: [] },
  profiles: { sent: 45, accepted: 45, refused: 0, reasons: [], pages: 1 },
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** As for a real project, but for where its API is. */
const environment = () => ({
  MIXPANEL_USERNAME: "sandbox.user",
  MIXPANEL_SECRET: SECRET,
  MIXPANEL_PROJECT_ID: "1",
  MIXPANEL_PROJECT_TOKEN: "sandbox-token",
  MIXPANEL_API_HOST: sandbox.url,
});

const reportOf = ({ stdout }: CliResult) => JSON.parse(stdout);

describe("demo on a sandbox", () => {
  test("sends 10,000 reports and their operators, reads them back, and checks a saved report", async () => {
    const result = await runCli(["demo", "--json"]);

    expect(result.code).toBe(0);
    expect(reportOf(result)).toEqual({
      data: {
        reports: 10_000,
        copies: 24,
        distinct: STORED,
        operators: 45,
        firstDay: "1990-01-08",
        lastDay: "2002-07-25",
        withoutOperator: 72,
        withoutSpeed: 2836,
      },
      place: expect.stringMatching(/^a sandbox at http:\/\/127\.0\.0\.1:\d+, which ends with this run$/),
      events: { ...ACCEPTED.events, readBack: { same: STORED, missing: 0, unexpected: 0, shifted: 0 } },
      profiles: { ...ACCEPTED.profiles, readBack: { same: 45, missing: 0, unexpected: 0 } },
      year: { year: "2000", expected: 1062, stored: 1062 },
      savedReport: { total: STORED, equal: true },
      requests: 13,
      durationMs: expect.any(Number),
      verdict: "equal",
    });
  });

  test("exits with code 1 if it reads back an event that it did not send", async () => {
    const time = Date.parse("1995-05-05T12:00:00Z") / 1000;
    const properties = { time, distinct_id: "SOMEBODY", $insert_id: "other-strike" };
    sandbox.restore({ projects: [{ id: 1, events: [{ event: "Wildlife Strike", properties }] }] });

    const result = await runCli(["demo", "--json", "--sandbox", sandbox.url]);

    expect(result.code).toBe(1);
    expect(reportOf(result)).toMatchObject({
      verdict: "different",
      events: { readBack: { same: STORED, missing: 0, unexpected: 1, shifted: 0 } },
    });
    expect(result.stderr).toContain("The data read back does NOT equal the data sent.");
  });

  test("exits with code 1 and the reason if a step fails", async () => {
    sandbox.faults.add({ kind: "status", status: 402, path: "/api/query/engage" });

    const { code, stdout, stderr } = await runCli(["demo", "--json", "--sandbox", sandbox.url]);

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("\n✗ Query Profile\n");
    expect(JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "").error).toMatchObject({
      name: "MixpanelPlanError",
      code: "plan_does_not_include",
    });
  });
});

describe("demo, run twice on the same sandbox", () => {
  let counted: ReturnType<Sandbox["countsNow"]>;
  let profile: unknown;
  let first: CliResult;
  let second: CliResult;
  beforeAll(async () => {
    const own = await startSandbox({ port: 0 });
    first = await runCli(["demo", "--sandbox", own.url]);
    own.counts.reset();
    second = await runCli(["demo", "--json", "--sandbox", own.url]);
    counted = own.countsNow();
    profile = own.state(1)?.profiles?.["US AIRWAYS*"];
    await own.close();
  }, TWO_RUNS_MS);

  test("prints each step, a chart and the verdict, in plain lines if stdout is no terminal", () => {
    const { code, stdout, stderr } = first;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("24 are exact copies of another report");
    expect(stdout).toContain("… Import Events      2,000 of 10,000\n");
    expect(stdout).toContain("✓ Import Events      10,000 sent, 10,000 accepted, 0 rejected");
    expect(stdout).toMatch(/\n {2}1990 {2}█+ 462\n/);
    expect(stdout).toMatch(/\nThe data read back equals the data sent\.\n$/);
    expect(stdout).not.toContain("\u001b");
  });

  test("creates no duplicates in its second run", () => {
    expect({ code: second.code, verdict: reportOf(second).verdict }).toEqual({ code: 0, verdict: "equal" });
    expect(counted.projects["1"]).toEqual({ events: STORED, profiles: 45, groups: 0 });
  });

  test("reports as many requests as the sandbox received", () => {
    expect(reportOf(second).requests).toBe(Object.values(counted.calls).reduce((sum, count) => sum + count, 0));
  });

  test("creates profiles with the figures of the operator's reports, duplicates not counted", () => {
    expect(profile).toMatchObject({
      $name: "US AIRWAYS*",
      strikes: 1083,
      first_strike: "1990-04-07",
      last_strike: "2002-07-24",
      damaging_strikes: 172,
      total_cost_usd: 4_564_005,
    });
  });
});

describe("demo on a real project", () => {
  test("writes nothing if there is no terminal to ask for permission", async () => {
    const { code, stdout, stderr } = await runCli(["demo"], { environment: environment() });

    expect(code).toBe(2);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(
      `This will write 9,976 events "Wildlife Strike" of the years 1990 to 2002 to ${sandbox.url}, project 1, and set properties of 45 user profiles`,
    );
    expect(stderr).toMatch(/^There is no terminal to ask on\. Add --yes to write without being asked\.\n/);
    expect(sandbox.requests.list()).toEqual([]);
  });

  test("writes with --yes, and prints no secret", async () => {
    const result = await runCli(["demo", "--yes", "--json", "--debug"], { environment: environment() });

    expect(result.code).toBe(0);
    expect(reportOf(result)).toMatchObject({ verdict: "equal", savedReport: null, ...ACCEPTED });
    expect(sandbox.state(1)?.eventCount).toBe(STORED);
    for (const secret of [SECRET, "sandbox-token", Buffer.from(`sandbox.user:${SECRET}`).toString("base64")]) {
      expect(result.stdout + result.stderr).not.toContain(secret);
    }
  });

  test("sends no profiles without a project token, and says so before it writes", async () => {
    const { MIXPANEL_PROJECT_TOKEN: _, ...withoutToken } = environment();
    const result = await runCli(["demo", "--yes", "--json"], { environment: withoutToken });

    expect(result.code).toBe(0);
    expect(reportOf(result)).toMatchObject({ verdict: "equal", profiles: null });
    expect(result.stderr.replaceAll(/\s+/g, " ")).toContain("no profiles, because MIXPANEL_PROJECT_TOKEN is not set");
    expect(sandbox.state(1)?.profiles).toEqual({});
  });

  test("names the environment variables that are missing", async () => {
    const { code, stderr } = await runCli(["demo", "--yes"], { environment: { MIXPANEL_USERNAME: "sandbox.user" } });

    expect(code).toBe(2);
    expect(stderr).toMatch(/^Some MIXPANEL_ variables are set, but not MIXPANEL_SECRET and MIXPANEL_PROJECT_ID\./);
  });
});
