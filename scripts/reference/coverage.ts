import { existsSync } from "node:fs";
import path from "node:path";
import { coverage } from "../../packages/sandbox/src/coveredOperations";
import { ROOT } from "../component";
import { credentialOf, quotaOf, roleOf } from "./facts";
import { operationIdOf, ROWS, type Row } from "./rows";

/** Families of Mixpanel's API as its overview names them, and the parts of its reference that they are. */
const API_FAMILIES: readonly [name: string, parts: readonly string[]][] = [
  ["Ingestion", ["Events and identities", "User profiles", "Group profiles", "Lookup tables"]],
  ["Batch import of large volumes", ["Events and identities"]],
  ["Raw Export", ["Raw export"]],
  ["Query", ["Query API"]],
  ["Data Pipelines", ["Data pipelines"]],
  ["Lexicon Schemas", ["Lexicon schemas"]],
  ["Warehouse Connectors", ["Warehouse connectors"]],
  ["GDPR and CCPA", ["GDPR and CCPA"]],
];

/** Where the test of an action stands, by its family's folder. */
const testOf = (key: string, folders: readonly string[]): string | undefined =>
  folders.map((folder) => `test/actions/${folder}/${key}.test.ts`).find((file) => existsSync(path.join(ROOT, file)));

const rowsOf = (operationId: string): Row[] => [...ROWS.values()].filter((row) => operationIdOf(row) === operationId);

export interface Coverage {
  /** The page's part, in Markdown. */
  text: string;
  /** Operations without an action, and actions without a test. */
  missing: string[];
}

/** Each operation of Mixpanel's description, the actions that call it and their tests. */
export function coverageOf(labels: ReadonlyMap<string, string>, folders: readonly string[]): Coverage {
  const missing: string[] = [];
  let covered = 0;
  const families = coverage.map(({ title, operations }) => {
    const lines = operations.map(({ operationId, method, path: route }) => {
      const rows = rowsOf(operationId).filter(({ operation }) => labels.has(operation));
      if (rows.length === 0) missing.push(operationId);
      else covered++;
      const tests = rows.map(({ operation }) => testOf(operation, folders));
      for (const [position, test] of tests.entries())
        if (test === undefined) missing.push(`a test of ${rows[position]?.operation}`);
      const each = (word: (row: Row) => string) =>
        [...new Set(rows.map(word))].filter((text) => text !== "").join(", ");
      return `| [${operationId}](https://developer.mixpanel.com/reference/${operationId}) | \`${method} ${route}\` | ${each(
        ({ operation }) => `${labels.get(operation)} (\`${operation}\`)`,
      )} | ${each(credentialOf)} | ${each(roleOf)} | ${each(quotaOf)} | ${tests.map((test) => `\`${test}\``).join(", ")} |`;
    });
    const head = [
      "| Operation | Request | Actions | Credential | Role | Limit | Tests |",
      "|---|---|---|---|---|---|---|",
    ];
    return `### ${title}\n\n${[...head, ...lines].join("\n")}`;
  });
  const total = coverage.reduce((sum, { operations }) => sum + operations.length, 0);
  const parts = API_FAMILIES.map(([name, titles]) => `| ${name} | ${titles.join(", ")} |`);
  return {
    missing,
    text: [
      `${covered} of the ${total} operations of Mixpanel's API description are actions.`,
      ["| API | Parts below |", "|---|---|", ...parts].join("\n"),
      ...families,
    ].join("\n\n"),
  };
}
