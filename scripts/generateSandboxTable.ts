/**
 * Writes the table of operations in documentation/sandbox.md from the sandbox's own list.
 * With --check, fails where the file is not what would be written.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { coverageTable } from "../sandbox/coverage";

const BEGIN = "<!-- operations: begin -->";
const END = "<!-- operations: end -->";

const file = path.join(process.cwd(), "documentation", "sandbox.md");
const before = readFileSync(file, "utf8");
const [head, tail] = [before.split(BEGIN, 1)[0], before.split(END)[1]];
if (head === before || tail === undefined) throw new Error(`${file} has no marks between which the table belongs.`);
const after = `${head}${BEGIN}\n${coverageTable()}\n${END}${tail}`;
if (!process.argv.includes("--check")) writeFileSync(file, after);
else if (after !== before) {
  console.error("documentation/sandbox.md is not what the sandbox's list of operations says.");
  process.exitCode = 1;
}
