import { isUtf8 } from "node:buffer";
import { isDate, isMap, isSet } from "node:util/types";
import { isRounded, parseKeepingDigits } from "../records/exactNumbers";
import { isRecord } from "../records/json";
import { Invalid, invalid } from "./invalid";
import { isoOf, readTime, type ToUtc } from "./times";
import type { ValueType } from "./types";
import { isPlain, unwrap } from "./unwrap";

/** Converts a value. @returns null for what is null in its source, Invalid for what has no result */
export type Convert = (value: unknown) => unknown;

/** Mixpanel takes three levels of an event; a deeper value is most likely one that contains itself. */
const MAX_DEPTH = 50;
/** No backtracking: each part begins with a character that the part before cannot have. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const WORDS = new Map([
  ["true", true],
  ["t", true],
  ["yes", true],
  ["y", true],
  ["1", true],
  ["false", false],
  ["f", false],
  ["no", false],
  ["n", false],
  ["0", false],
]);

const CHOOSE = "Convert it in the query, choose another type for the column, or leave the column out.";

const notFinite = (value: unknown) => invalid("value_not_finite", value, "a finite number", CHOOSE);

function bigintOf(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function bytesText(bytes: Buffer): unknown {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  return new Invalid("value_binary", `${bytes.length} bytes that are not text`, "text in UTF-8", CHOOSE);
}

function listOf(values: Iterable<unknown>, depth: number): unknown {
  const list: unknown[] = [];
  for (const value of values) {
    const plain = auto(value, depth + 1);
    if (plain instanceof Invalid) return plain;
    list.push(plain);
  }
  return list;
}

function objectOf(entries: Iterable<readonly [unknown, unknown]>, depth: number): unknown {
  const converted: [string, unknown][] = [];
  for (const [key, value] of entries) {
    if (value === undefined) continue;
    const plain = auto(value, depth + 1);
    if (plain instanceof Invalid) return plain;
    converted.push([String(key), plain]);
  }
  // Unlike an assignment, this makes a key named __proto__ an own one.
  return Object.fromEntries(converted);
}

function autoObject(given: object, depth: number): unknown {
  if (depth > MAX_DEPTH) return new Invalid("value_depth", "a value that contains itself", "at most 50 levels", CHOOSE);
  if (isDate(given)) {
    return Number.isNaN(given.getTime())
      ? new Invalid("value_date", "an invalid date", "a day that exists", CHOOSE)
      : given.toISOString();
  }
  if (Array.isArray(given) || isSet(given)) return listOf(given, depth);
  if (isMap(given)) return objectOf(given, depth);
  const plain = unwrap(given);
  if (Buffer.isBuffer(plain)) return bytesText(plain);
  if (plain !== given) {
    if (plain !== undefined) return auto(plain, depth + 1);
  } else if (isPlain(given)) return objectOf(Object.entries(given), depth);
  return invalid("value_object", given, "a number, text, boolean, date, list or plain object", CHOOSE);
}

function auto(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      // Not a number is how numeric columns write a missing one.
      if (Number.isNaN(value)) return null;
      return Number.isFinite(value) ? value : notFinite(value);
    case "undefined":
      return null;
    case "bigint":
      return bigintOf(value);
    case "object":
      return value === null ? null : autoObject(value, depth);
    default:
      return new Invalid("value_type", `a ${typeof value}`, "a value that JSON supports", CHOOSE);
  }
}

function textOf(given: unknown): unknown {
  if (isRounded(given)) {
    const fix = "Read the column as text or bigint: the last digits are already lost.";
    return new Invalid("value_rounded", `the number ${given}`, "at most 15 digits, or text", fix);
  }
  const value = auto(given);
  if (typeof value === "string" || value === null || value instanceof Invalid) return value;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function numberOf(given: unknown): unknown {
  const value = auto(given);
  if (typeof value === "number" || value === null || value instanceof Invalid) return value;
  const text = typeof value === "string" ? value.trim() : "";
  if (/^[+-]?nan$/i.test(text)) return null;
  if (!NUMBER.test(text)) return invalid("value_number", value, "a number, such as 12.50", CHOOSE);
  const number = Number(text);
  if (!Number.isFinite(number)) return notFinite(text);
  // 1e30 is meant as a number with few digits; 9007199254740993.00 of a decimal column is not.
  if (/e/i.test(text) || Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number;
  const fix = "Send it as text, which keeps every digit.";
  return invalid("value_rounded", text, "an integer that a JSON number holds exactly, at most 2^53", fix);
}

function booleanOf(given: unknown): unknown {
  const value = auto(given);
  if (typeof value === "boolean" || value === null || value instanceof Invalid) return value;
  const known = typeof value === "object" ? undefined : WORDS.get(String(value).trim().toLowerCase());
  return known ?? invalid("value_boolean", value, "true, false, t, f, yes, no, y, n, 1 or 0", CHOOSE);
}

function jsonOf(given: unknown): unknown {
  const value = auto(given);
  if (typeof value !== "string") return value;
  try {
    return auto(parseKeepingDigits(value));
  } catch {
    return invalid("value_json", value, "JSON", "Write it as JSON, or choose another type for the column.");
  }
}

/** A list, also from the JSON text of one; a single value becomes a list of one. */
function asList(given: unknown): unknown {
  const value = typeof given === "string" && /^\s*\[/.test(given) ? jsonOf(given) : auto(given);
  return Array.isArray(value) || value === null || value instanceof Invalid ? value : [value];
}

function asIds(given: unknown): unknown {
  const list = asList(given);
  if (!Array.isArray(list)) return list;
  const ids = list.filter((id) => id !== null && id !== "").map(textOf);
  return ids.find((id) => id instanceof Invalid) ?? (ids.length === 0 ? null : ids);
}

/** Makes the function that converts values of a column. @param toUtc the zone of times that state none */
export function converter(type: ValueType, toUtc: ToUtc): Convert {
  const convert: Readonly<Record<ValueType, Convert>> = {
    auto,
    text: textOf,
    number: numberOf,
    boolean: booleanOf,
    date: (value) => {
      if (auto(value) === null) return null;
      const ms = readTime(value, toUtc);
      return typeof ms === "number" ? isoOf(ms) : ms;
    },
    json: jsonOf,
    list: asList,
    ids: asIds,
  };
  const chosen = convert[type];
  return type === "auto" ? (value) => auto(value) : chosen;
}

/** The type of a value as Mixpanel has it, for comparing the values of a property. */
export function kindOf(value: unknown): string {
  return Array.isArray(value) ? "list" : isRecord(value) ? "object" : typeof value;
}
