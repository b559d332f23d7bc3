import { InputError } from "../errors";
import { type Refused, RefusedRecord } from "../ingest/engine/options";
import type { JsonObject } from "../records/json";
import { readId } from "./ids";
import { Invalid } from "./invalid";
import type { Rows } from "./rows";
import type { FieldName, SyncMode } from "./types";

/** The operation by which each mode changes a profile. */
export const OPERATIONS: Readonly<Partial<Record<SyncMode, "$set" | "$set_once" | "$add">>> = {
  upsert: "$set",
  onlyIfAbsent: "$set_once",
  addUp: "$add",
};

/** A row that would change nothing. Mixpanel would count it as stored. */
export const nothing = (operation: string): Refused => ({
  field: operation,
  rule: "operand_empty",
  message: `${operation}: got null in every property, expected at least one value. Leave the row out, or choose another rule for null.`,
});

const noProperties = (operation: string) =>
  new InputError({
    input: "Mapping",
    got: `no column for ${operation}`,
    expected: "at least one column or constant, because columns that the mapping does not name are left out",
    fix: "Map the columns to send, or send the others, too, by Unmapped Columns.",
  });

/** The fields that name a profile, and how each is read from a row. */
export function idReaders(rows: Rows): { field: FieldName; read(row: unknown): unknown }[] {
  const fields =
    rows.options.target.kind === "groups" ? (["$group_key", "$group_id"] as const) : (["$distinct_id"] as const);
  return fields.map((field) => {
    const read = rows.reader(field);
    return { field, read: (row) => readId(read?.(row)) };
  });
}

/**
 * Makes the function that turns a row into an update of a user or group profile.
 *
 * @param allowsEmpty whether a row without a value is an update, too
 */
export function profileMapper(
  rows: Rows,
  { allowsEmpty = false } = {},
): (row: unknown, index: number) => JsonObject | RefusedRecord {
  const { properties, options, mode } = rows;
  const operation = OPERATIONS[mode] ?? "$set";
  if (!allowsEmpty && !properties.hasAny()) throw noProperties(operation);
  const ids = idReaders(rows);
  const fixed = options.ignoreTime ? { $ignore_time: true } : {};

  return (row, index) => {
    const misshapen = rows.misshapen(row);
    if (misshapen) return new RefusedRecord(misshapen);
    const update: JsonObject = { ...fixed };
    for (const { field, read } of ids) {
      const id = read(row);
      if (id instanceof Invalid) return new RefusedRecord(id.refuse(field));
      update[field] = id;
    }
    const values: JsonObject = {};
    const unset: string[] = [];
    const refused = properties.add(row, index, values, unset);
    if (refused) return new RefusedRecord(refused);
    const isEmpty = Object.keys(values).length === 0;
    if (isEmpty && unset.length === 0 && !allowsEmpty) return new RefusedRecord(nothing(operation));
    if (!isEmpty) update[operation] = values;
    if (unset.length > 0) update.$unset = unset;
    return update;
  };
}
