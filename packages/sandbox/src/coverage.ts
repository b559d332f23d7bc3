/** The sandbox's list of operations as the documentation shows it. */
import { beyondDescription, coverage } from "./coveredOperations";

/** `partly` where something that Mixpanel does is missing; `toKnow` says what, or how the sandbox differs otherwise. */
export interface CoveredOperation {
  /** `operationId` of Mixpanel's description. */
  operationId: string;
  method: string;
  /** Path with parameters as `:name`. */
  path: string;
  status: "simulated" | "partly";
  toKnow: string;
}

/** The operations of one part of Mixpanel's API. */
export interface CoveredFamily {
  title: string;
  operations: CoveredOperation[];
}

/** The list as a Markdown table. */
export function coverageTable(): string {
  const rows = [...coverage, beyondDescription].flatMap(({ title, operations }) => [
    `| **${title}** | | | |`,
    ...operations.map(
      ({ operationId, method, path, status, toKnow }) =>
        `| \`${operationId}\` | \`${method} ${path}\` | ${status} | ${toKnow} |`,
    ),
  ]);
  return ["| Operation | Path | Status | To know |", "|---|---|---|---|", ...rows].join("\n");
}
