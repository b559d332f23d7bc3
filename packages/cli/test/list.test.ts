import { readFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { loadComponent } from "../src/bundle";
import { byFamily } from "../src/families";
import { listText } from "../src/list";
import { BUNDLE, runCli } from "./runCli";

const component = loadComponent(BUNDLE);

describe("list", () => {
  test("list --json names every action, data source and trigger of the bundle", async () => {
    const { code, stdout, stderr } = await runCli(["list", "--json"]);

    const { actions, dataSources, triggers } = JSON.parse(stdout);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(actions.map(({ key }: { key: string }) => key).sort()).toEqual(Object.keys(component.actions).sort());
    expect(dataSources.map(({ key }: { key: string }) => key).sort()).toEqual(
      Object.keys(component.dataSources).sort(),
    );
    expect(triggers.map(({ key }: { key: string }) => key).sort()).toEqual(Object.keys(component.triggers).sort());
  });

  test.each([
    ["testConnection", true],
    ["deletePipeline", false],
  ])("list --json says whether a builder may run %s while designing: %s", async (key, safe) => {
    const { stdout } = await runCli(["list", "--json", key]);

    const { label, description } = component.actions[key]?.display ?? {};
    expect(JSON.parse(stdout)).toEqual({ actions: [{ key, label, description, safe }], dataSources: [], triggers: [] });
  });

  test("list groups actions by family, in columns, without colours if stdout is no terminal", async () => {
    const { stdout } = await runCli(["list"]);

    const lines = stdout.split("\n");
    const group = lines.slice(lines.indexOf("Manage many user profiles") + 1);
    const rows = group.slice(0, group.indexOf(""));
    const { label, description } = component.actions.createProfile?.display ?? {};
    const createProfile = rows.find((row) => row.startsWith("  createProfile "));
    expect(createProfile?.split(/ {2,}/)).toEqual(["", "createProfile", label, description]);
    expect(rows.map((row) => row.indexOf("  ", 2) > 0 && row.match(/^ {2}\S+ +/)?.[0].length)).toEqual(
      rows.map(() => createProfile?.match(/^ {2}\S+ +/)?.[0].length),
    );
    expect(stdout).not.toContain("\u001b");
  });

  test.each(["trigger", "triggers"])("G6: list %s shows the triggers", async (word) => {
    const { stdout } = await runCli(["list", "--json", word]);

    const keys = JSON.parse(stdout).triggers.map(({ key }: { key: string }) => key);
    expect(keys.sort()).toEqual(Object.keys(component.triggers).sort());
  });

  test("R6: list has the changes of one profile or group with the other operations on it", async () => {
    const { stdout } = await runCli(["list"]);

    const keysUnder = (title: string) => {
      const lines = stdout.split("\n");
      const rows = lines.slice(lines.indexOf(title) + 1);
      return rows.slice(0, rows.indexOf("")).map((row) => row.trim().split(" ")[0]);
    };
    expect(keysUnder("Manage one user profile")).toEqual(
      expect.arrayContaining(["setProfilePropertiesOnce", "appendToProfileLists", "deleteProfileProperties"]),
    );
    expect(keysUnder("Manage profiles of groups, such as companies")).toEqual(
      expect.arrayContaining(["setGroupPropertiesOnce", "unionToGroupLists"]),
    );
    expect(stdout).not.toMatch(/^(Onces|Lists)$/m);
  });

  test("F1: every action is in exactly one family", () => {
    const inFamilies = byFamily(Object.values(component.actions)).flatMap(({ actions }) =>
      actions.map(({ key }) => key),
    );

    expect(inFamilies.sort()).toEqual(Object.keys(component.actions).sort());
  });

  test("F1: list and the page of actions have the same families in the same order", async () => {
    const { stdout } = await runCli(["list", "--json"]);
    const { stdout: text } = await runCli(["list"]);

    const page = readFileSync(path.resolve(__dirname, "../../../documentation/actions.md"), "utf8");
    const titles = [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(titles.length).toBeGreaterThan(10);
    expect([...text.matchAll(/^[A-Z][^.:\n]*$/gm)].map(([title]) => title)).toEqual([
      ...titles,
      "Data sources",
      "Triggers",
    ]);
    const keys = JSON.parse(stdout).actions.map(({ key }: { key: string }) => key);
    expect([...page.matchAll(/^\| [^|]+ \| `(\w+)` \|/gm)].map(([, key]) => key).sort()).toEqual(keys.sort());
  });

  test.each([80, 100, 120, 300])("M8: each action is one line of a terminal with %d columns", (columns) => {
    const lines = stripVTControlCharacters(listText(component, [], { isTTY: true, columns })).split("\n");

    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    expect(lines.filter((line) => line.startsWith("  "))).toHaveLength(
      [component.actions, component.dataSources, component.triggers].flatMap((forms) => Object.keys(forms)).length,
    );
  });

  test("list finds words in key, label and description, in upper or lower case", async () => {
    const { stdout } = await runCli(["list", "--json", "CREATE", "alias"]);

    expect(JSON.parse(stdout).actions.map(({ key }: { key: string }) => key)).toEqual(["createAlias"]);
  });

  test("list exits with code 1 if nothing contains the words", async () => {
    expect(await runCli(["list", "zeppelin"])).toEqual({
      code: 1,
      stdout: "No action, data source or trigger contains: zeppelin\n",
      stderr: "",
    });
  });
});

describe("loading the bundle", () => {
  test("the error for a missing bundle says how to build it", () => {
    expect(() => loadComponent(`${BUNDLE}.missing`)).toThrow(/^There is no bundle at .+\. Build it: npm run build$/);
  });

  test("a module that is not a component is rejected", () => {
    expect(() => loadComponent(require.resolve("../package.json"))).toThrow(/^The bundle is not a component:\n/);
  });
});
