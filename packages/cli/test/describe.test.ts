import { loadComponent } from "../src/bundle";
import { BUNDLE, runCli } from "./runCli";

const { actions, dataSources, triggers } = loadComponent(BUNDLE);

describe("describe", () => {
  test("--json prints an action's form, schema and example, without the connection", async () => {
    const { code, stdout } = await runCli(["describe", "downloadData", "--json"]);

    const described = JSON.parse(stdout);
    const action = actions.downloadData;
    expect(code).toBe(0);
    expect(described).toMatchObject({
      key: "downloadData",
      label: "Download Data",
      safe: false,
      output: JSON.parse(action?.outputSchema?.schema ?? ""),
      example: action?.examplePayload,
    });
    expect(described.inputs.map(({ key }: { key: string }) => key)).toEqual(
      action?.inputs.map(({ key }) => key).filter((key) => key !== "connection"),
    );
  });

  test("prints types, defaults, choices, comments and an example command", async () => {
    const { stdout } = await runCli(["describe", "queryFunnelSavedReports"]);

    expect(stdout).toMatch(/^Query Funnel Saved Reports \(Legacy\) {2}queryFunnelSavedReports\n/);
    expect(stdout).toContain("Not safe: changes data or uses a scarce quota");
    expect(stdout).toContain("\n  from_date  From Date  string, required\n");
    expect(stdout).toContain("\n  useProjectToken  Use Project Token (no effect)  boolean, default false\n");
    expect(stdout).toMatch(/\n {2}regionAndDomain .*\n(.*\n)+? {4}"eu\.mixpanel" {2}EU/);
    expect(stdout).toMatch(/\n {2}meta {2}object\n {4}dates {2}array of string, may be missing\n/);
    expect(stdout).toMatch(
      /\n {2}npx mixpanel-connector run queryFunnelSavedReports --set funnel_id=\S+ --set from_date=\S+/,
    );
  });

  test("quotes an example for the shell", async () => {
    const { stdout } = await runCli(["describe", "importEvents"]);

    expect(stdout).toMatch(/ --set events='\[\{"event":"Purchased",.+\}\]'\n$/);
  });

  test("describes a data source", async () => {
    const { code, stdout } = await runCli(["describe", "funnels"]);

    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${dataSources.funnels?.display.label}  funnels\n`));
    expect(stdout).toContain("npx mixpanel-connector run funnels\n");
  });

  test("G6: --json describes a trigger with the part of its example that a flow reads", async () => {
    const { code, stdout } = await runCli(["describe", "cohortSync", "--json"]);

    const described = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(described).toMatchObject({
      key: "cohortSync",
      polling: false,
      branches: triggers.cohortSync?.staticBranchNames,
      example: { action: "add_members" },
    });
    expect(described.inputs.map(({ key }: { key: string }) => key)).not.toContain("webhookCredentials");
  });

  test.each(Object.values(triggers))(
    "G6: prints commands that run $key",
    async ({ key, display, isPollingTrigger }) => {
      const { stdout } = await runCli(["describe", key]);

      const commands = stdout.split("\n").filter((line) => line.startsWith("  npx mixpanel-connector trigger "));
      const [simulate = [], other = []] = commands.map((command) => command.trim().split(" ").slice(2));
      expect(stdout).toMatch(new RegExp(`^${display.label}  ${key}\n`));
      expect(stdout).toContain(isPollingTrigger ? "on a schedule" : "when Mixpanel calls its webhook");
      expect(other).toEqual(expect.arrayContaining(isPollingTrigger ? ["--drain", `${key}.json`] : ["--listen"]));
      expect(await runCli(simulate)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[{[]/) });
    },
  );

  test("wraps prose at 120 characters", async () => {
    const { stdout } = await runCli(["describe", "deleteProfile"]);

    const comments = stdout.slice(0, stdout.indexOf("Example of a result")).split("\n");
    expect(comments.filter((line) => line.length > 120)).toEqual([]);
  });

  test("suggests a similar name for an unknown one", async () => {
    expect(await runCli(["describe", "importEvent"])).toEqual({
      code: 2,
      stdout: "",
      stderr:
        'There is no action, data source or trigger "importEvent". Did you mean importEvents?\nSee npx mixpanel-connector --help\n',
    });
  });
});
