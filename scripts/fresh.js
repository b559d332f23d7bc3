/** Builds where a source is newer than what was built from it, so that a command runs what the sources say and waits for nothing else. */
const { spawnSync } = require("node:child_process");
const { existsSync, readdirSync, statSync } = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const SOURCES = ["src", "sandbox", "runner", "assets", "package.json", "tsconfig.build.json", "webpack.config.js"];
/** Written last by a build; the bundle itself stays untouched where it comes out the same. */
const BUILT = path.join(root, "build", "built");

function newest(entry) {
  const status = statSync(entry);
  if (!status.isDirectory()) return status.mtimeMs;
  const inside = readdirSync(entry).filter((name) => name !== "node_modules");
  return Math.max(0, ...inside.map((name) => newest(path.join(entry, name))));
}

const isFresh =
  existsSync(BUILT) && SOURCES.every((source) => newest(path.join(root, source)) <= statSync(BUILT).mtimeMs);
if (!isFresh) {
  const build = spawnSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: "inherit", shell: true });
  process.exitCode = build.status ?? 1;
}
