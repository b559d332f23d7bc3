import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Endpoint } from "../../src/mixpanel/endpoint";

const FOLDER = join(__dirname, "../../src/mixpanel/endpoints");

/** A row as the folder has it; rows of hand-written requests know little more than their name. */
export type Row = Pick<Endpoint, "operation" | "effect"> & Partial<Endpoint>;

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && "operation" in value && "effect" in value;
}

/** Every endpoint row of every family, with the name that it is exported by. */
export const rows: readonly { family: string; name: string; row: Row }[] = readdirSync(FOLDER)
  .sort()
  .flatMap((file) => {
    const exported: Record<string, unknown> = require(join(FOLDER, file));
    return Object.entries(exported).flatMap(([name, row]) =>
      isRow(row) ? [{ family: file.replace(".ts", ""), name, row }] : [],
    );
  });

/** Whether a row describes a request of Mixpanel's API in full. */
export function isEndpoint(row: Row): row is Endpoint {
  return row.docs !== undefined && row.host !== undefined && row.method !== undefined && row.path !== undefined;
}
