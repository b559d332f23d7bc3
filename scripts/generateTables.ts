/**
 * Writes the tables that are kept in code into the pages that show them. With --check, fails where a page is not what would be written.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { coverageTable } from "../packages/sandbox/src/coverage";
import { commandLinePage } from "./reference/commandLine";
import { expectationsPage } from "./reference/expectations";
import { roomsTable } from "./rooms";

/** Each table by the page, and the name of the marks between which it stands there. */
const TABLES = [
  { page: "documentation/sandbox.md", name: "operations", table: coverageTable() },
  { page: "CONTRIBUTING.md", name: "rooms", table: roomsTable() },
];

/** Writes a page, or says where it is not what would be written. */
function write(page: string, text: string, what: string): void {
  const file = path.join(process.cwd(), page);
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text) {
    console.error(`${page} does not have ${what} as the code has it. Run: npm run docs`);
    process.exitCode = 1;
  }
}

write("documentation/commandLine.md", commandLinePage(), "the help of the commands");
write("documentation/expectations.md", expectationsPage(), "the expectations");
for (const { page, name, table } of TABLES) {
  const file = path.join(process.cwd(), page);
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const before = readFileSync(file, "utf8");
  const [head, tail] = [before.split(begin, 1)[0], before.split(end)[1]];
  if (head === before || tail === undefined) throw new Error(`${page} has no marks ${begin} and ${end}.`);
  write(page, `${head}${begin}\n${table}\n${end}${tail}`, `the table of ${name}`);
}
