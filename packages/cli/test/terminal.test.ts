import { stripVTControlCharacters } from "node:util";
import { startInTerminal } from "./runInTerminal";

/** What stays whole, because it is there to be copied: a command, or JSON. A single word cannot be wrapped. */
const mayBeLong = (line: string) => /npx mixpanel-connector|^\s*(Example: .*|[[\]{}"].*|\S+)$/.test(line);

describe.each([40, 60, 80, 120])("F1: in a terminal of %d columns", (columns) => {
  test.concurrent.each([
    [["list"]],
    [["describe", "importEvents"]],
    [["describe", "querySegmentation"]],
    [["describe", "syncRows"]],
    [["describe", "cohortSync"]],
    [["describe", "funnels"]],
  ])("%j fits", async (args) => {
    const { code, screen } = await startInTerminal(args, { columns }).ended;

    expect(code).toBe(0);
    const lines = stripVTControlCharacters(screen).split(/\r?\n/);
    expect(lines.filter((line) => line.length > columns && !mayBeLong(line))).toEqual([]);
    expect(lines.filter((line) => line.length > 0).length).toBeGreaterThan(10);
  });
});

describe("F1: in a terminal of 60 columns", () => {
  test.concurrent.each([
    [["--help"]],
    [["list", "--help"]],
    [["describe", "--help"]],
    [["run", "--help"]],
    [["trigger", "--help"]],
    [["sandbox", "--help"]],
    [["doctor", "--help"]],
    [["completion", "--help"]],
    [["demo", "--help"]],
  ])("%j fits", async (args) => {
    const { code, screen } = await startInTerminal(args, { columns: 60 }).ended;

    expect(code).toBe(0);
    const long = stripVTControlCharacters(screen)
      .split(/\r?\n/)
      .filter((line) => line.length > 60);
    // Commands to copy stay whole.
    expect(long.filter((line) => !line.includes("npx mixpanel-connector"))).toEqual([]);
  });

  test("F1: list shows whole descriptions below the keys", async () => {
    const { screen } = await startInTerminal(["list", "importEvents"], { columns: 60 }).ended;

    const text = stripVTControlCharacters(screen).replaceAll(/\s+/g, " ");
    expect(text).toContain(
      "Send events importEvents Imports events of any age and volume. Mixpanel removes duplicates;",
    );
    expect(text).not.toContain("…");
  });
});
