import { RefusedRecord } from "../ingest/engine/options";
import type { JsonObject } from "../records/json";
import { readId } from "./ids";
import { Invalid } from "./invalid";
import type { Rows } from "./rows";

/** Makes the columns of a lookup table, with the ID first, and the function that turns a row into the list of their values. */
export function tableMapper(rows: Rows): {
  columns: string[];
  map(row: unknown, index: number): readonly unknown[] | RefusedRecord;
} {
  const { properties } = rows;
  const id = rows.reader("id");
  const names = properties.names();
  const known = new Set(names);
  const unset: string[] = [];

  const map = (row: unknown, index: number) => {
    const misshapen = rows.misshapen(row);
    if (misshapen) return new RefusedRecord(misshapen);
    const key = readId(id?.(row));
    if (key instanceof Invalid) return new RefusedRecord(key.refuse("id"));
    const values: JsonObject = {};
    const refused = properties.add(row, index, values, unset);
    if (refused) return new RefusedRecord(refused);
    const late = Object.keys(values).find((name) => !known.has(name));
    if (late !== undefined) {
      const fix = "Give the first row every column; it may be null.";
      const got = `the column "${late}", which no row before has`;
      return new RefusedRecord(new Invalid("row_fields", got, "the columns of the first rows", fix).refuse(late));
    }
    return [key, ...names.map((name) => (Object.hasOwn(values, name) ? values[name] : undefined))];
  };
  return { columns: [rows.columnOfField("id") ?? "id", ...names], map };
}
