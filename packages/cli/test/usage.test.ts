import { runCli } from "./runCli";

const WRONG: [string, string[], string][] = [
  ["an unknown command", ["lst"], 'There is no command "lst". Did you mean list?'],
  ["an unknown action", ["run", "dowloadData"], 'There is no action "dowloadData". Did you mean downloadData?'],
  ["a name of JavaScript's own", ["run", "constructor"], 'There is no action "constructor".'],
  ["no action", ["run"], "Name an action; list shows them all."],
  ["two actions", ["run", "importEvents", "trackEvents"], 'One at a time: there is "trackEvents" after importEvents.'],
  ["an unknown option", ["run", "importEvents", "--inputs", "x"], "Unknown option '--inputs'."],
  ["an option of another command", ["list", "--yes"], "list takes no --yes."],
  [
    "an unknown input",
    ["run", "importEvents", "--set", "evnts=1"],
    'importEvents: There is no input "evnts". Did you mean events?',
  ],
  [
    "the connection as an input",
    ["run", "importEvents", "--set", "connection=1"],
    'importEvents: There is no input "connection".',
  ],
  ["a setting without a key", ["run", "importEvents", "--set", "events"], "--set events needs the form key=value."],
  [
    "an address that is none",
    ["run", "testConnection", "--sandbox", "here"],
    "--sandbox here is no address; one looks like http://localhost:8787",
  ],
];

describe("wrong usage", () => {
  test.concurrent.each(WRONG)("%s ends with 2 and says what is wrong", async (_what, args, message) => {
    expect(await runCli(args)).toEqual({
      code: 2,
      stdout: "",
      stderr: `${message}\nSee npm run runner -- --help\n`,
    });
  });

  test("a file that is not there is named", async () => {
    const { code, stderr } = await runCli(["run", "importEvents", "--input", "no-such-file.json"]);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^--input no-such-file\.json cannot be read: ENOENT/);
  });

  test.concurrent.each([
    ["text that is no JSON", "{events", /^stdin is not JSON: /],
    ["a list", "[]", /^stdin must hold one JSON object: the inputs by their keys\.\n/],
  ])("%s on stdin is refused", async (_what, input, message) => {
    const { code, stderr } = await runCli(["run", "importEvents", "--input", "-"], { input });

    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe("help", () => {
  test("without a command it is shown, on stderr, with 2", async () => {
    const { code, stdout, stderr } = await runCli([]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage: npm run runner -- <command> [options]");
  });

  test.concurrent.each(["list", "describe", "run", "source", "demo"])("tells of %s", async (command) => {
    const { code, stdout, stderr } = await runCli([command, "--help"]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Usage: npm (run runner -- |start)/);
    expect(stdout).toContain(command === "demo" ? "npm start" : `runner -- ${command}`);
  });
});
