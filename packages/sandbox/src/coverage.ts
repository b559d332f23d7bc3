/** The sandbox's list of operations as the documentation shows it. */
import { beyondDescription, coverage } from "./coveredOperations";

/** The list as a Markdown table. */
export function coverageTable(): string {
  const rows = [...coverage, beyondDescription].flatMap(({ title, operations }) => [
    `| **${title}** | | | |`,
    ...operations.map(
      ({ operationId, method, path, status, toKnow }) =>
        `| \`${operationId}\` | \`${method} ${path}\` | ${status} | ${toKnow} |`,
    ),
  ]);
  return ["| Operation | Path | Status | Notes |", "|---|---|---|---|", ...rows].join("\n");
}
