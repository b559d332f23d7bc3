import { isRecord, type JsonObject } from "../../records/json";
import { ENTRIES_LIMIT, MAX_NESTING_DEPTH } from "./rule";
import { BYTES_PER_CHARACTER, BYTES_PER_ENTRY, BYTES_PER_SCALAR } from "./size";
import type { Violations } from "./violations";

/** The path of the value being checked. Shared by all records, because a new list for each would cost more than the check. */
const path: string[] = [];

const fieldName = () => path.join(".");

function scalarBytes(value: unknown, key: string, violations: Violations): number {
  if (typeof value === "bigint") violations.add("not_json", `${fieldName()}.${key}`, value);
  return BYTES_PER_SCALAR;
}

function walkObject(object: JsonObject, depth: number, violations: Violations): number {
  let count = 0;
  let bytes = BYTES_PER_SCALAR;
  for (const key in object) {
    const value = object[key];
    // JSON leaves out undefined values.
    if (value === undefined) continue;
    count++;
    bytes += key.length * BYTES_PER_CHARACTER + BYTES_PER_ENTRY;
    if (typeof value === "string") bytes += value.length * BYTES_PER_CHARACTER + BYTES_PER_ENTRY;
    else if (typeof value !== "object" || value === null) bytes += scalarBytes(value, key, violations);
    else bytes += walkContainer(value, key, depth + 1, violations);
  }
  if (count >= ENTRIES_LIMIT) {
    const [rule, noun] =
      depth === 0 ? (["properties_count", "properties"] as const) : (["object_keys", "keys"] as const);
    violations.addCounted(rule, fieldName(), `${count} ${noun}`);
  }
  return bytes;
}

function walkArray(array: readonly unknown[], depth: number, violations: Violations): number {
  let bytes = BYTES_PER_SCALAR;
  for (let index = 0; index < array.length; index++) {
    const value = array[index];
    bytes += BYTES_PER_ENTRY;
    if (typeof value === "string") bytes += value.length * BYTES_PER_CHARACTER + BYTES_PER_ENTRY;
    else if (typeof value !== "object" || value === null) bytes += scalarBytes(value, String(index), violations);
    // An object in a list is on the list's level; a list in a list is one level deeper.
    else bytes += walkContainer(value, String(index), Array.isArray(value) ? depth + 1 : depth, violations);
  }
  if (array.length >= ENTRIES_LIMIT) violations.addCounted("array_length", fieldName(), `${array.length} elements`);
  return bytes;
}

function walkContainer(value: object, key: string, depth: number, violations: Violations): number {
  path.push(key);
  let bytes = Number.POSITIVE_INFINITY;
  if (depth > MAX_NESTING_DEPTH) violations.addCounted("nesting_depth", fieldName(), `a level ${depth} deep`);
  else if (Array.isArray(value)) bytes = walkArray(value, depth, violations);
  else if (isRecord(value)) bytes = walkObject(value, depth, violations);
  path.pop();
  return bytes;
}

/**
 * Checks the number, lengths and nesting of an event's properties in one pass.
 *
 * @returns an upper bound of their size as JSON in bytes; Infinity if they are nested too deep to check all of them
 */
export function walkProperties(properties: JsonObject, violations: Violations): number {
  path.length = 0;
  path.push("properties");
  return walkObject(properties, 0, violations);
}
