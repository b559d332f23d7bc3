import { isRecord } from "../../records/json";
import { RECORD_LIMIT_BYTES } from "./rule";
import type { RuleCode } from "./rules";
import type { Violations } from "./violations";

/** Maximum sizes in JSON, in bytes: a UTF-16 unit written as \uXXXX, a number with sign and exponent, and the punctuation of an entry. */
export const BYTES_PER_CHARACTER = 6;
export const BYTES_PER_SCALAR = 26;
export const BYTES_PER_ENTRY = 6;

/** Deeper values have no bound: they are serialized, which also detects circular references. */
const MAX_BOUND_DEPTH = 50;

/** An upper bound of a value's size as JSON in bytes, without serializing it; Infinity if there is none. */
export function jsonBytesBound(value: unknown, depth = 0): number {
  if (typeof value === "string") return value.length * BYTES_PER_CHARACTER + BYTES_PER_ENTRY;
  if (typeof value === "bigint" || depth > MAX_BOUND_DEPTH) return Number.POSITIVE_INFINITY;
  let bytes = BYTES_PER_SCALAR;
  if (Array.isArray(value)) {
    for (const element of value) bytes += BYTES_PER_ENTRY + jsonBytesBound(element, depth + 1);
  } else if (isRecord(value)) {
    for (const key in value) {
      bytes += key.length * BYTES_PER_CHARACTER + BYTES_PER_ENTRY + jsonBytesBound(value[key], depth + 1);
    }
  }
  return bytes;
}

/**
 * Checks that a record has less than 1 MB of JSON. The record is serialized only if its bound is 1 MB or more.
 *
 * @param bound upper bound of the record's size in bytes
 */
export function checkSize(record: object, rule: RuleCode, bound: number, violations: Violations): void {
  if (bound < RECORD_LIMIT_BYTES) return;
  let bytes: number;
  try {
    bytes = Buffer.byteLength(JSON.stringify(record));
  } catch {
    // It contains a bigint, or refers to itself.
    if (!violations.has("not_json")) violations.addCounted("not_json", "", "a value that cannot be written as JSON");
    return;
  }
  if (bytes >= RECORD_LIMIT_BYTES) violations.addCounted(rule, "", `${bytes} bytes`);
}
