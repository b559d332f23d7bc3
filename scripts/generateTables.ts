/**
 * Writes the tables that are kept in code into the pages that show them. With --check, fails where a page is not what would be written.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { coverageTable } from "../packages/sandbox/src/coverage";
import { roomsTable } from "./rooms";

/** Each table by the page, and the name of the marks between which it stands there. */
const TABLES = [
  { page: "documentation/sandbox.md", name: "operations", table: coverageTable() },
  { page: "CONTRIBUTING.md", name: "rooms", table: roomsTable() },
];

for (const { page, name, table } of TABLES) {
  const file = path.join(process.cwd(), page);
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const before = readFileSync(file, "utf8");
  const [head, tail] = [before.split(begin, 1)[0], before.split(end)[1]];
  if (head === before || tail === undefined) throw new Error(`${page} has no marks ${begin} and ${end}.`);
  const after = `${head}${begin}\n${table}\n${end}${tail}`;
  if (!process.argv.includes("--check")) writeFileSync(file, after);
  else if (after !== before) {
    console.error(`${page} does not have the table of ${name} as the code has it. Run: npm run docs`);
    process.exitCode = 1;
  }
}
