/**
 * Builds where a source is newer than what was built from it, so that a command runs what the sources say and waits for nothing else.
 * `--built` notes that a build has ended.
 */
const { spawnSync } = require("node:child_process");
const { existsSync, readdirSync, statSync, writeFileSync } = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const SOURCES = [
  "src",
  "assets",
  "packages/sandbox/src",
  "packages/sandbox/page",
  "packages/cli/src",
  "packages/playground/src",
  "packages/playground/page",
  "packages/playground/build.js",
  "examples",
  "package.json",
  "tsconfig.build.json",
  "webpack.config.js",
  "scripts/bundle",
];
/** Written last by a build; a bundle itself stays untouched where it comes out the same. */
const BUILT = path.join(root, "build", "built");

function newest(entry) {
  const status = statSync(entry);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(0, ...readdirSync(entry).map((name) => newest(path.join(entry, name))));
}

function isFresh() {
  return existsSync(BUILT) && SOURCES.every((source) => newest(path.join(root, source)) <= statSync(BUILT).mtimeMs);
}

if (require.main !== module) module.exports = { isFresh };
else if (process.argv.includes("--built")) writeFileSync(BUILT, "");
else if (!isFresh()) {
  // On stderr: stdout has the results of the command that follows.
  process.stderr.write("Building the connector, which takes about half a minute …\n");
  process.exitCode =
    spawnSync("npm run --silent build", { cwd: root, stdio: ["ignore", 2, 2], shell: true }).status ?? 1;
}
