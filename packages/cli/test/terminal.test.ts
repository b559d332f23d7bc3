import { stripVTControlCharacters } from "node:util";
import { startInTerminal } from "./runInTerminal";

describe("F1: in a terminal of 60 columns", () => {
  test.concurrent.each([[["list"]], [["list", "--help"]], [["trigger", "--help"]]])("%j fits", async (args) => {
    const { code, screen } = await startInTerminal(args, { columns: 60 }).ended;

    expect(code).toBe(0);
    const long = stripVTControlCharacters(screen)
      .split(/\r?\n/)
      .filter((line) => line.length > 60);
    // Commands to copy stay whole.
    expect(long.filter((line) => !line.includes("npx mixpanel-connector"))).toEqual([]);
  });
});
