import { startSandbox } from "mixpanel-sandbox";
import { runCli } from "./runCli";

const WRONG: [string, string[], string][] = [
  [
    "an unknown action",
    ["run", "dowloadData"],
    'There is no action or data source "dowloadData". Did you mean downloadData, downloadRetrieval?',
  ],
  [
    "a name that every JavaScript object has",
    ["run", "constructor"],
    'There is no action or data source "constructor".',
  ],
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
  ["a setting without a key", ["run", "importEvents", "--set", "events"], "--set events must have the form key=value."],
  [
    "an invalid address",
    ["run", "testConnection", "--sandbox", "here:there"],
    "--sandbox here:there is not an address. Use one such as localhost:8787",
  ],
  ["an unknown trigger", ["trigger", "cohortsync"], 'There is no trigger "cohortsync". Did you mean cohortSync?'],
  [
    "a trigger without a mode",
    ["trigger", "cohortSync"],
    "Say how to run cohortSync. Mixpanel calls it, so add --listen or --simulate.",
  ],
  [
    "two modes",
    ["trigger", "cohortSync", "--listen", "--simulate"],
    "--listen and --simulate do not go together. Choose one.",
  ],
  [
    "a mode of the other kind of trigger",
    ["trigger", "cohortSync", "--drain"],
    "cohortSync cannot be run with --drain. Mixpanel calls it, so use --listen or --simulate.",
  ],
  [
    "an option of another mode",
    ["trigger", "cohortSync", "--listen", "--members", "5"],
    "--members is not an option of --listen for cohortSync.",
  ],
  [
    "a number that is none",
    ["trigger", "cohortSync", "--simulate", "--members", "many"],
    "--members many must be a whole number from 1 to 100,000.",
  ],
  [
    "pages that are no numbers",
    ["trigger", "cohortSync", "--simulate", "--drop", "2,x"],
    "--drop 2,x must be pages by number, such as 2 or 2,5.",
  ],
  [
    "an unknown input of a trigger",
    ["trigger", "cohortSync", "--simulate", "--set", "assemble=true"],
    'cohortSync: There is no input "assemble". Did you mean assemblePages?',
  ],
  [
    "the address of a tunnel that is none",
    ["trigger", "cohortSync", "--listen", "--url", "tunnel"],
    "--url tunnel is not a URL. Use the public address of a tunnel to this machine.",
  ],
];

describe("wrong usage", () => {
  test.concurrent.each(WRONG)("%s exits with code 2 and an explanation", async (_what, args, message) => {
    expect(await runCli(args)).toEqual({
      code: 2,
      stdout: "",
      stderr: `${message}\nSee npx mixpanel-connector --help\n`,
    });
  });

  test("half of the webhook credentials in the environment is refused, without the half that is there", async () => {
    expect(
      await runCli(["trigger", "cohortSync", "--listen"], {
        environment: { MIXPANEL_WEBHOOK_PASSWORD: "sentinel-password" },
      }),
    ).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "MIXPANEL_WEBHOOK_USERNAME is not set. Set both variables, or neither.\nSee npx mixpanel-connector --help\n",
    });
  });

  test("the error for a missing input file names the file", async () => {
    const { code, stderr } = await runCli(["run", "importEvents", "--input", "no-such-file.json"]);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^--input no-such-file\.json cannot be read: ENOENT/);
  });

  test.concurrent.each([
    ["invalid JSON", "{events", /^stdin is not JSON: /],
    ["a list", "[]", /^stdin must contain one JSON object: the inputs by their keys\.\n/],
  ])("%s on stdin is rejected", async (_what, input, message) => {
    const { code, stderr } = await runCli(["run", "importEvents", "--input", "-"], { input });

    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe("arguments that no command has", () => {
  test.concurrent.each([
    ["an unknown command", ["lst"], "error: unknown command 'lst'\n(Did you mean list?)\n"],
    ["no action", ["run"], "error: missing required argument 'name'\n"],
    [
      "an unknown option",
      ["run", "importEvents", "--inputs", "x"],
      "error: unknown option '--inputs'\n(Did you mean --input?)\n",
    ],
    ["an option of another command", ["list", "--yes"], "error: unknown option '--yes'\n"],
    [
      "an option without its value",
      ["run", "importEvents", "--input"],
      "error: option '--input <file>' argument missing\n",
    ],
  ])("F1: %s exits with code 2 and an explanation", async (_what, args, stderr) => {
    expect(await runCli(args)).toEqual({ code: 2, stdout: "", stderr });
  });

  test("F1: two actions exit with code 2 and an explanation", async () => {
    const { code, stdout, stderr } = await runCli(["run", "importEvents", "trackEvents"]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error: too many arguments for 'run'\. Expected 1 argument but got 2[.:]/);
  });
});

describe("help", () => {
  test("no command prints the help to stderr and exits with code 2", async () => {
    const { code, stdout, stderr } = await runCli([]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage: npx mixpanel-connector [options] [command]");
  });

  test.concurrent.each(["list", "describe", "run", "trigger", "sandbox", "doctor", "completion", "demo"])(
    "%s --help shows the help of that command",
    async (command) => {
      const { code, stdout, stderr } = await runCli([command, "--help"]);

      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(new RegExp(`^Usage: npx mixpanel-connector ${command} `));
    },
  );
});

describe("F1: sandbox", () => {
  test("has the options of mixpanel-sandbox, and its own help", async () => {
    const { code, stdout } = await runCli(["sandbox", "--help"]);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: npx mixpanel-connector sandbox \[options\]/);
    for (const option of ["--port <number>", "--seed <file>", "--no-limits"]) expect(stdout).toContain(option);
  });

  test.concurrent.each([
    ["an unknown option", ["--prt", "1"], "unknown option '--prt'\n(Did you mean --port?)"],
    ["a port that is no number", ["--port", "x"], "--port must be a whole number up to 65535."],
  ])("%s exits with code 2 and an explanation", async (_what, args, message) => {
    expect(await runCli(["sandbox", ...args])).toEqual({
      code: 2,
      stdout: "",
      stderr: `${message}\nSee npx mixpanel-connector --help\n`,
    });
  });

  test("a port that is in use exits with code 1", async () => {
    const sandbox = await startSandbox({ port: 0 });
    const { code, stderr } = await runCli(["sandbox", "--port", String(sandbox.port)]);
    await sandbox.close();

    expect(code).toBe(1);
    expect(stderr).toContain("EADDRINUSE");
  });
});
