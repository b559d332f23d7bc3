import { execFileSync } from "node:child_process";
import path from "node:path";

const ROOT = path.resolve(__dirname, "..", "..");

/** Runs a command of the project, and fails with what it printed. */
function run(...[file, ...args]: [string, ...string[]]): string {
  try {
    return execFileSync(process.execPath, [path.join(ROOT, file), ...args], {
      cwd: ROOT,
      encoding: "utf8",
      stdio: "pipe",
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
