/**
 * Mutation testing: changes one thing at a time in the sources, and looks whether a test fails. Usage:
 *
 *     npm run mutation                                  all files of FILES, one after another: hours on two cores
 *     npm run mutation -- ingest/engine/tally http/retry  these two
 *     npm run mutation -- validate                      those whose path has this word
 *
 * Each file runs with the tests that are written for it, so that a mutant costs about a second. Prints every survivor that survivors.json
 * does not explain, and fails if there is one.
 */
const { spawnSync } = require("node:child_process");
const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { FILES, WITH_CONSTANTS } = require("./files");

const ROOT = path.resolve(__dirname, "..");
const OUTPUT = path.join(ROOT, "build", "mutation");
const SURVIVORS = JSON.parse(readFileSync(path.join(__dirname, "survivors.json"), "utf8"));

/** What Stryker needs to know to mutate one file. */
const configOf = (file, tests, report) => ({
  plugins: ["@stryker-mutator/jest-runner"],
  testRunner: "jest",
  coverageAnalysis: "perTest",
  ignoreStatic: !WITH_CONSTANTS.includes(file),
  concurrency: 1,
  mutate: [`src/mixpanel/${file}.ts`],
  tempDirName: "build/mutation/copies",
  ignorePatterns: [
    "/documentation",
    "/assets",
    "dist",
    "/build",
    "/examples",
    "/packages/cli",
    "/packages/bench",
    "/mutation",
  ],
  // Stryker would rewrite it with a TypeScript of another version.
  tsconfigFile: "none",
  disableTypeChecks: false,
  // On a busy machine a slow test must not count as a mutant that was found.
  timeoutMS: 10_000,
  reporters: ["json", "progress-append-only"],
  jsonReporter: { fileName: report },
  jest: {
    enableFindRelatedTests: false,
    config: {
      roots: ["<rootDir>/test/mixpanel", "<rootDir>/test/support"],
      watchman: false,
      testMatch: tests.map((test) => `<rootDir>/test/mixpanel/${test}.test.ts`),
      reporters: [],
    },
  },
  allowConsoleColors: false,
  logLevel: "info",
});

/** Mutants of a report that no test noticed, each as one line: place, original text, replacement. */
function survivorsOf({ source, mutants }) {
  const lines = source.split("\n");
  return mutants
    .filter(({ status }) => status === "Survived" || status === "NoCoverage")
    .map(({ location: { start, end }, replacement }) => {
      const line = (lines[start.line - 1] ?? "").trim();
      const original =
        start.line === end.line ? lines[start.line - 1].slice(start.column - 1, end.column - 1) : `${line} …`;
      return { line: start.line, in: line, mutant: `${original} → ${replacement.replace(/\s+/g, " ")}` };
    });
}

/** Runs one file. @returns its score, and the survivors without an explanation */
function mutate([file, tests]) {
  const report = path.join(OUTPUT, `${file.replaceAll("/", "-")}.json`);
  const config = report.replace(".json", ".config.json");
  mkdirSync(OUTPUT, { recursive: true });
  writeFileSync(config, JSON.stringify(configOf(file, tests, report)));
  const stryker = path.join(__dirname, "node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
  const { status } = spawnSync(process.execPath, [stryker, "run", config], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) throw new Error(`Stryker failed for ${file}.`);
  const [found] = Object.values(JSON.parse(readFileSync(report, "utf8")).files);
  const counted = found.mutants.filter(({ status: outcome }) => !/Ignored|Error/.test(outcome)).length;
  const survivors = survivorsOf(found);
  const explained = SURVIVORS.filter((survivor) => survivor.file === file);
  const unexplained = survivors.filter(
    (one) => !explained.some((known) => known.in === one.in && known.mutant === one.mutant),
  );
  const killed = counted - survivors.length;
  const percent = counted === 0 ? 100 : Math.round((killed / counted) * 1_000) / 10;
  console.log(`${file}: ${killed} of ${counted} killed (${percent} %), ${unexplained.length} unexplained`);
  for (const one of unexplained) console.log(`  ${one.line}: ${one.mutant}\n      in: ${one.in}`);
  return unexplained.length;
}

const words = process.argv.slice(2);
const chosen = Object.entries(FILES).filter(
  ([file]) => words.length === 0 || words.some((word) => (word in FILES ? file === word : file.includes(word))),
);
if (chosen.length === 0) throw new Error(`No file has one of these words in its path: ${words.join(", ")}.`);
const unexplained = chosen.map(mutate).reduce((sum, count) => sum + count, 0);
if (unexplained > 0) process.exitCode = 1;
