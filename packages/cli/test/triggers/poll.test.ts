import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runCli } from "../runCli";

let sandbox: Sandbox;
let folder: string;
let file: string;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, sample: true, limits: false });
});
beforeEach(() => {
  sandbox.reset();
  folder = mkdtempSync(path.join(tmpdir(), "runner-poll-"));
  file = path.join(folder, "state.json");
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => sandbox.close());

const passedOn = (stdout: string) =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

/** Polls the members of the sample's cohort of paying users once. */
const poll = (...more: string[]) =>
  runCli([
    ...["trigger", "cohortMembershipChanges", "--drain", "--state", file, "--sandbox", sandbox.url],
    ...["--set", "filter_by_cohort=3001", ...more],
  ]);

/** Puts users on a plan. */
function setPlan(plan: string, ...distinctIds: string[]): void {
  const profiles = sandbox.projects.get(1)?.profiles;
  for (const distinctId of distinctIds) profiles?.set(distinctId, { distinctId, properties: { plan } });
}

describe("G6: trigger --drain", () => {
  test("prints what changed since the poll before, and nothing if nothing changed", async () => {
    const first = await poll();
    setPlan("pro", "newcomer");
    const second = await poll();
    const third = await poll();

    expect([first, second, third].map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(first.stdout).toBe("");
    expect(passedOn(second.stdout)).toMatchObject([{ entered: ["newcomer"], left: [] }]);
    expect(third.stdout).toBe("");
    expect(third.stderr).toMatch(
      /^Cohort Membership Changes on the sandbox at .*: nothing new\. .* keeps the state\.$/m,
    );
  });

  test("runs the flow for each batch with --batch", async () => {
    await poll();
    setPlan("pro", "a", "b", "c");
    const { stdout, stderr } = await poll("--batch", "2");

    expect(passedOn(stdout).map((items) => items.map(({ change }: { change: string }) => change))).toEqual([
      ["entered", "entered"],
      ["entered"],
    ]);
    expect(stderr).toContain("2 executions from 1 page");
  });

  test("keeps the state of before if the poll fails, so that nothing is missed", async () => {
    await poll();
    const before = readFileSync(file, "utf8");
    setPlan("pro", "newcomer");
    sandbox.faults.add({ path: "/api/query/engage", kind: "status", status: 400, count: 100 });
    const failed = await poll();
    const after = readFileSync(file, "utf8");
    sandbox.faults.clear();
    const again = await poll();

    expect(failed).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(/^Failed /m) });
    expect(after).toBe(before);
    expect(passedOn(again.stdout)).toMatchObject([{ entered: ["newcomer"] }]);
  });

  test("makes no file if the first poll fails", async () => {
    sandbox.faults.add({ path: "/api/query/engage", kind: "status", status: 400, count: 100 });

    expect((await poll()).code).toBe(1);
    expect(existsSync(file)).toBe(false);
  });

  test.each([
    [
      "without a state file",
      ["--drain"],
      "--drain needs --state <file>: the file that keeps where the last poll ended.",
    ],
    [
      "to be served",
      ["--listen"],
      "cohortMembershipChanges cannot be run with --listen. It polls Mixpanel, so use --simulate or --drain.",
    ],
  ])("is refused %s", async (_what, options, message) => {
    expect(await runCli(["trigger", "cohortMembershipChanges", ...options])).toEqual({
      code: 2,
      stdout: "",
      stderr: `${message}\nSee npx mixpanel-connector --help\n`,
    });
  });
});

describe("G6: trigger --simulate of a polling trigger", () => {
  const simulate = (key: string, ...more: string[]) => runCli(["trigger", key, "--simulate", "--polls", "2", ...more]);

  test("cohortMembershipChanges finds who entered and who left", async () => {
    const { code, stdout } = await simulate("cohortMembershipChanges");

    expect(code).toBe(0);
    expect(passedOn(stdout)).toMatchObject([
      { entered: ["newcomer-1"], left: [] },
      { entered: ["newcomer-2"], left: ["newcomer-1"] },
    ]);
  });

  test("newAndUpdatedProfiles finds a new profile and a changed one after each hour", async () => {
    const { code, stdout, stderr } = await simulate("newAndUpdatedProfiles");

    expect(code).toBe(0);
    expect(stderr).toMatch(/^First poll: nothing new\nAfter 2 changes and an hour: 1 execution from 1 page$/m);
    const ids = (profiles: { $distinct_id: string }[]) => profiles.map(({ $distinct_id }) => $distinct_id);
    expect(passedOn(stdout).map(({ created, updated }) => [ids(created), ids(updated)])).toEqual([
      [["newcomer-1"], ["user-001"]],
      [["newcomer-2"], ["user-002"]],
    ]);
  });

  test("uses a sandbox of its own, because it moves time", async () => {
    const { code, stderr } = await simulate("cohortMembershipChanges", "--sandbox", sandbox.url);

    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^--simulate changes data and time, so it uses a sandbox of its own\. Leave out --sandbox\.$/m,
    );
  });
});
