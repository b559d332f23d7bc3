import { runCli } from "./runCli";

const WRONG: [string, string[], string][] = [
  ["an unknown command", ["lst"], 'There is no command "lst". Did you mean list?'],
  [
    "an unknown action",
    ["run", "dowloadData"],
    'There is no action "dowloadData". Did you mean downloadData, downloadRetrieval?',
  ],
  ["a name that every JavaScript object has", ["run", "constructor"], 'There is no action "constructor".'],
  ["no action", ["run"], "Name an action. The command list shows all of them."],
  [
    "two actions",
    ["run", "importEvents", "trackEvents"],
    'Name only one: "trackEvents" after importEvents is not expected.',
  ],
  ["an unknown option", ["run", "importEvents", "--inputs", "x"], "Unknown option '--inputs'."],
  ["an option of another command", ["list", "--yes"], "list has no option --yes."],
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
    ["run", "testConnection", "--sandbox", "here"],
    "--sandbox here is not a URL. Use one such as http://localhost:8787",
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
      stderr: `${message}\nSee npm run runner -- --help\n`,
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
      stderr: "MIXPANEL_WEBHOOK_USERNAME is not set. Set both variables, or neither.\nSee npm run runner -- --help\n",
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

describe("help", () => {
  test("no command prints the help to stderr and exits with code 2", async () => {
    const { code, stdout, stderr } = await runCli([]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage: npm run runner -- <command> [options]");
  });

  test.concurrent.each(["list", "describe", "run", "source", "trigger", "demo"])(
    "%s --help shows the help of that command",
    async (command) => {
      const { code, stdout, stderr } = await runCli([command, "--help"]);

      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(/^Usage: npm (run runner -- |start)/);
      expect(stdout).toContain(command === "demo" ? "npm start" : `runner -- ${command}`);
    },
  );
});
