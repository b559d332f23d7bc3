import * as client from "../../src/mixpanel";
import type { Endpoint } from "../../src/mixpanel/endpoint";

/** A row as far as it is known; that of a hand-written request knows little more than its name. */
export type Row = Partial<Endpoint> & Pick<Endpoint, "operation" | "effect">;

const isRow = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && "operation" in value && "effect" in value;

/** The row of each operation, by the action's key. */
export const ROWS: ReadonlyMap<string, Row> = new Map(
  Object.values(client).flatMap((exported) =>
    typeof exported !== "object" || exported === null
      ? []
      : Object.values(exported)
          .filter(isRow)
          .map((row) => [row.operation, row] as const),
  ),
);

/** The operation of Mixpanel's description that a row follows: the end of its page's address. */
export const operationIdOf = ({ docs = "" }: Row): string => docs.split("/").at(-1)?.replace(/#.*$/, "") ?? "";
