import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(__dirname, "..", "..");

/** While a command runs, jest's own time limit cannot end a test. */
const MAX_RUN_MS = 110_000;

/** Runs a command of the project, and fails with what it printed. */
function run(...[file, ...args]: [string, ...string[]]): string {
  try {
    return execFileSync(process.execPath, [path.join(ROOT, file), ...args], {
      cwd: ROOT,
      encoding: "utf8",
      stdio: "pipe",
      timeout: MAX_RUN_MS,
    });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${file} ${args.join(" ")} failed:\n${stdout}${stderr}`);
  }
}

test("has a reference that says what the built component says", () => {
  run("build/scripts/generateReference.js", "--check");
});

test("has a list of what the sandbox simulates that says what its coverage says", () => {
  run("build/scripts/generateTables.js", "--check");
});

test("builds what Prismatic's CLI would publish", () => {
  expect(run("build/scripts/checkPublish.js")).toContain("Ready to publish");
});

test("H4: costs little to load beside spectral alone", () => {
  expect(run("build/packages/bench/src/load.js", "--check")).toContain("over spectral alone");
});

describe("H4: the bundle", () => {
  const file = path.join(ROOT, "dist", "index.js");

  test("is ASCII, which V8 holds with one byte a character", () => {
    const bytes = readFileSync(file);
    expect(bytes.findIndex((byte) => byte > 0x7f)).toBe(-1);
  });

  test("keeps names and lines, so that a stack trace says where an error was thrown", async () => {
    const { default: component }: typeof import("../../src") = require(file);
    const perform = component.actions.listSavedFunnels?.perform ?? (() => {});
    const { name, stack } = await Promise.resolve(Reflect.apply(perform, undefined, [{}, {}])).then(
      () => new Error("did not throw"),
      (error: Error) => ({ name: error.constructor.name, stack: error.stack }),
    );
    expect(name).toBe("InputError");
    const [, line] = stack?.match(/ asConnection \(.*index\.js:(\d+):\d+\)/) ?? [];
    const lines = readFileSync(file, "utf8").split("\n");
    expect(lines[Number(line) - 1]).toBe("throw new InputError({");
  });
});

test("B7: the workflows use each action by the digest of a commit, with its version beside it", () => {
  const folder = path.join(ROOT, ".github", "workflows");
  const uses = readdirSync(folder).flatMap(
    (name) => readFileSync(path.join(folder, name), "utf8").match(/\buses:.*$/gm) ?? [],
  );
  expect(uses.length).toBeGreaterThan(0);
  for (const line of uses) expect(line).toMatch(/^uses: [\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/);
});
