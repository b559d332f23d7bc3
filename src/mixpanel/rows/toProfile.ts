import { type Refused, RefusedRecord } from "../ingest/engine/options";
import type { JsonObject } from "../records/json";
import { readId } from "./ids";
import { Invalid } from "./invalid";
import type { Rows } from "./rows";
import type { SyncMode } from "./types";

/** The operation by which each mode changes a profile. */
export const OPERATIONS: Readonly<Partial<Record<SyncMode, "$set" | "$set_once" | "$add">>> = {
  upsert: "$set",
  onlyIfAbsent: "$set_once",
  addUp: "$add",
};

/** A row that would change nothing. Mixpanel would count it as stored. */
const nothing = (operation: string): Refused => ({
  field: operation,
  rule: "operand_empty",
  message: `${operation}: got null in every property, expected at least one value. Leave the row out, or choose another rule for null.`,
});

/** Makes the function that turns a row into an update of a user or group profile. */
export function profileMapper(rows: Rows): (row: unknown, index: number) => JsonObject | RefusedRecord {
  const { properties, options, mode } = rows;
  const operation = OPERATIONS[mode] ?? "$set";
  const ids = (
    options.target.kind === "groups" ? (["$group_key", "$group_id"] as const) : (["$distinct_id"] as const)
  ).map((field) => ({ field, read: rows.reader(field) }));
  const fixed = options.ignoreTime ? { $ignore_time: true } : {};

  return (row, index) => {
    const misshapen = rows.misshapen(row);
    if (misshapen) return new RefusedRecord(misshapen);
    const update: JsonObject = { ...fixed };
    for (const { field, read } of ids) {
      const id = readId(read?.(row));
      if (id instanceof Invalid) return new RefusedRecord(id.refuse(field));
      update[field] = id;
    }
    const values: JsonObject = {};
    const unset: string[] = [];
    const refused = properties.add(row, index, values, unset);
    if (refused) return new RefusedRecord(refused);
    const isEmpty = Object.keys(values).length === 0;
    if (isEmpty && unset.length === 0) return new RefusedRecord(nothing(operation));
    if (!isEmpty) update[operation] = values;
    if (unset.length > 0) update.$unset = unset;
    return update;
  };
}
