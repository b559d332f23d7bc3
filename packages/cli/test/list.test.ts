import { loadComponent } from "../src/bundle";
import { BUNDLE, runCli } from "./runCli";

const component = loadComponent(BUNDLE);

describe("list", () => {
  test("names every action and data source of the bundle, as JSON", async () => {
    const { code, stdout, stderr } = await runCli(["list", "--json"]);

    const { actions, dataSources } = JSON.parse(stdout);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(actions.map(({ key }: { key: string }) => key).sort()).toEqual(Object.keys(component.actions).sort());
    expect(dataSources.map(({ key }: { key: string }) => key).sort()).toEqual(
      Object.keys(component.dataSources).sort(),
    );
  });

  test.each([
    ["testConnection", true],
    ["deletePipeline", false],
  ])("says whether a builder may run %s while designing: %s", async (key, safe) => {
    const { stdout } = await runCli(["list", "--json", key]);

    const { label, description } = component.actions[key]?.display ?? {};
    expect(JSON.parse(stdout)).toEqual({ actions: [{ key, label, description, safe }], dataSources: [] });
  });

  test("groups actions by what they are about, in columns, without colours where there is no terminal", async () => {
    const { stdout } = await runCli(["list"]);

    const lines = stdout.split("\n");
    const group = lines.slice(lines.indexOf("Profiles") + 1);
    const rows = group.slice(0, group.indexOf(""));
    const { label, description } = component.actions.createProfile?.display ?? {};
    const createProfile = rows.find((row) => row.startsWith("  createProfile "));
    expect(createProfile?.split(/ {2,}/)).toEqual(["", "createProfile", label, description]);
    expect(rows.map((row) => row.indexOf("  ", 2) > 0 && row.match(/^ {2}\S+ +/)?.[0].length)).toEqual(
      rows.map(() => createProfile?.match(/^ {2}\S+ +/)?.[0].length),
    );
    expect(stdout).not.toContain("\u001b");
  });

  test("finds by words in key, label and description, in any case", async () => {
    const { stdout } = await runCli(["list", "--json", "SAVED", "insights"]);

    expect(JSON.parse(stdout).actions.map(({ key }: { key: string }) => key)).toEqual(["queryInsightsSavedReports"]);
  });

  test("fails where nothing holds the words", async () => {
    expect(await runCli(["list", "zeppelin"])).toEqual({
      code: 1,
      stdout: "Nothing holds the words: zeppelin\n",
      stderr: "",
    });
  });
});

describe("loading the bundle", () => {
  test("says how to build one that is missing", () => {
    expect(() => loadComponent(`${BUNDLE}.missing`)).toThrow(/^There is no bundle at .+\. Build it: npm run build$/);
  });

  test("refuses a module that is no component", () => {
    expect(() => loadComponent(require.resolve("../package.json"))).toThrow(/^The bundle is not a component:\n/);
  });
});
