import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import stringWidth from "string-width";
import { oneLine, visible } from "../../src/harmless";
import { readable } from "../../src/readable";
import { fittingWidths, tableOf } from "../../src/table";
import { runCli } from "../runCli";
import { startInTerminal } from "../runInTerminal";

const COLUMNS = 60;
const ESCAPE = "\u001b]0;owned\u0007\u001b[2J\u202egnp";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, sample: true });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const inTerminal = async (...args: string[]) => {
  const { code, screen } = await startInTerminal(["run", ...args, "--sandbox", sandbox.url], { columns: COLUMNS })
    .ended;
  return { code, screen, lines: stripVTControlCharacters(screen).split(/\r?\n/) };
};

describe("F1: a result in a terminal of 60 columns", () => {
  test("a list of flat objects is a table that fits, with long cells cut", async () => {
    const long = "word ".repeat(30).trim();
    await runCli([
      "run",
      "createAnnotation",
      "--set",
      "date=2024-01-01 00:00:00",
      "--set",
      `description=${long}`,
      "--sandbox",
      sandbox.url,
    ]);
    const { code, lines } = await inTerminal("annotations");

    expect(code).toBe(0);
    expect(lines[1]).toMatch(/^key +label/);
    expect(lines[2]).toMatch(/^─+$/);
    expect(lines.slice(1).filter((line) => line.length > COLUMNS)).toEqual([]);
    expect(lines.join("\n")).toMatch(/…\n/);
    expect(lines.at(-2)).toBe("Some values are cut. To see all of it: --json");
  });

  test("other values stand behind their keys, and fit", async () => {
    const { lines } = await inTerminal("testConnection");

    expect(lines).toContain(`ok${" ".repeat(24)}true`);
    expect(lines).toContain("  1   Sandbox US");
    expect(lines.slice(1).filter((line) => line.length > COLUMNS)).toEqual([]);
  });

  test("--json is JSON on one line there, too", async () => {
    const { lines } = await inTerminal("funnels", "--json");

    expect(JSON.parse(lines[0] ?? "")).toContainEqual({ key: "7001", label: "From sign-up to purchase" });
  });

  test.each([[[]], [["--json"]]])(
    "shows escape sequences in Mixpanel's data instead of obeying them (%j)",
    async (flags) => {
      sandbox.restore({ projects: [{ id: 1, profiles: { "user-1": { $name: ESCAPE } } }] });
      const { screen } = await inTerminal("queryProfiles", ...flags);

      expect(screen).toContain("\\u001b]0;owned\\u0007\\u001b[2J\\u202egnp");
      for (const raw of ["\u001b]0", "\u0007", "\u001b[2J", "\u202e"]) expect(screen).not.toContain(raw);
    },
  );

  test("shows escape sequences in an error's text, too", async () => {
    sandbox.faults.add({
      kind: "body",
      status: 400,
      body: JSON.stringify({ error: ESCAPE }),
      operationId: "funnels-list-saved",
    });
    const { code, screen } = await inTerminal("listSavedFunnels");

    expect(code).toBe(1);
    expect(screen).toContain("owned");
    for (const raw of ["\u001b]0", "\u0007", "\u001b[2J", "\u202e"]) expect(screen).not.toContain(raw);
  });

  test("piped, the result is the JSON as it is", async () => {
    sandbox.restore({ projects: [{ id: 1, profiles: { "user-1": { $name: ESCAPE } } }] });
    const { stdout } = await runCli(["run", "queryProfiles", "--sandbox", sandbox.url]);

    expect(JSON.parse(stdout).results[0].$properties.$name).toBe(ESCAPE);
  });
});

describe("F1: the exit code of run", () => {
  test("is 1 if Test Connection finds a problem, with the result on stdout and the reason on stderr", async () => {
    const environment = {
      MIXPANEL_USERNAME: "sandbox.user",
      MIXPANEL_SECRET: "sandbox-secret",
      MIXPANEL_PROJECT_ID: "999",
      MIXPANEL_API_HOST: sandbox.url,
    };
    const { code, stdout, stderr } = await runCli(["run", "testConnection"], { environment });

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, project_found: false });
    expect(stderr).toMatch(/\nNot all of it was done: ok is false in the result\.\n$/);
  });

  test("is 1 if Sync Rows rejects a row without failing", async () => {
    const rows = JSON.stringify([
      { event: "Bought", distinct_id: "user-1", time: 1_700_000_000 },
      { event: "Bought", distinct_id: "user-2", time: "never" },
    ]);
    const settings = { rows, target: "events", failOnRejected: "false" };
    const set = Object.entries(settings).flatMap(([key, value]) => ["--set", `${key}=${value}`]);
    const { code, stdout, stderr } = await runCli(["run", "syncRows", ...set, "--sandbox", sandbox.url]);

    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 1, received: 2, imported: 1, rejected: 1 });
    expect(stderr).toMatch(/\nNot all of it was done: rejected is 1 in the result\.\n$/);
  });
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

const cell = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.integer(),
  fc.constant(null),
);
const rows = fc.array(
  fc.dictionary(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), cell, { maxKeys: 6 }),
  { minLength: 1, maxLength: 5 },
);

test("F1: a table never exceeds the width, whatever is in it", () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 40, max: 120 }), (list, columns) => {
      const table = tableOf(list, columns);
      const long = table?.text.split("\n").filter((line) => stringWidth(line) > columns) ?? [];
      expect(long).toEqual([]);
    }),
  );
});

test("F1: no result contains a control character, except newlines and tabs", () => {
  const stream = { isTTY: false, columns: COLUMNS };
  fc.assert(
    fc.property(
      fc.oneof(
        rows,
        fc.json({ noUnicodeString: false }).map((text): unknown => JSON.parse(text)),
      ),
      (result) => {
        expect(readable(result, stream).replaceAll(/[\n\t]/g, "")).not.toMatch(CONTROL);
      },
    ),
  );
});

test("F1: made visible, JSON is the same value", () => {
  fc.assert(
    fc.property(fc.json({ noUnicodeString: false }), (text) => {
      expect(JSON.parse(visible(text))).toEqual(JSON.parse(text));
      expect(oneLine(text)).not.toMatch(/[\n\t]/);
    }),
  );
});

test("F1: the widest column gives way first", () => {
  expect(fittingWidths([4, 50, 20], 40)).toEqual([4, 16, 16]);
  expect(fittingWidths([8, 8, 8, 8, 8, 8], 40)).toBeUndefined();
});
