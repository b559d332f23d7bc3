import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readState, writeState } from "../../src/triggers/stateFile";
import { UsageError } from "../../src/usage";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "runner-state-"));
  file = path.join(folder, "state.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("G6: the state file", () => {
  test("is an empty state if it does not exist", () => {
    expect(readState(file, "newEvents")).toEqual({});
  });

  test("gives back what was written last, and leaves no other file", () => {
    writeState(file, "newEvents", { a: 1 });
    writeState(file, "newEvents", { b: [2] });

    expect(readState(file, "newEvents")).toEqual({ b: [2] });
    expect(readdirSync(folder)).toEqual(["state.json"]);
  });

  test("can be read by its owner only, because a state can name users", () => {
    writeState(file, "newEvents", {});

    expect(statSync(file).mode & 0o077).toBe(0);
  });

  test("is refused before the poll if its folder does not exist", () => {
    const lost = path.join(folder, "none", "state.json");

    expect(() => readState(lost, "newEvents")).toThrow(UsageError);
    expect(() => readState(lost, "newEvents")).toThrow(`--state ${lost} cannot be written: its folder does not exist`);
  });

  test("is refused for another trigger", () => {
    writeState(file, "newEvents", {});

    expect(() => readState(file, "alert")).toThrow(
      new UsageError(`--state ${file} keeps the state of newEvents. Use another file for alert.`),
    );
  });

  test.each([
    ["no JSON", "{", /cannot be read: /],
    ["other JSON", '{"a": 1}', /is not a file that this command wrote\.$/],
  ])("is refused if it holds %s, and is left as it is", (_what, text, message) => {
    writeFileSync(file, text);

    expect(() => readState(file, "newEvents")).toThrow(message);
    expect(() => readState(file, "newEvents")).toThrow(UsageError);
  });
});
