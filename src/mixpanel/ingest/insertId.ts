import { hash } from "node:crypto";
import { isRecord, type JsonObject } from "../records/json";
import { isRefusedId } from "./validate/refusedIds";

/** Maximum length of an insert ID, in bytes: https://developer.mixpanel.com/reference/import-events#propertiesinsert_id */
export const MAX_INSERT_ID_BYTES = 36;

const INSERT_ID = new RegExp(`^[A-Za-z0-9-]{1,${MAX_INSERT_ID_BYTES}}$`);

/** Whether Mixpanel accepts an insert ID: at most 36 letters, digits and hyphens, and not a placeholder such as `undefined`. */
export function isInsertId(value: unknown): value is string {
  return typeof value === "string" && INSERT_ID.test(value) && !isRefusedId(value);
}

/** Prototype of objects that accept every key as their own, even `__proto__`. */
const BARE: object = Object.create(null);

/** Records with more keys are rare, and no reason to keep so many keys in memory. */
const MAX_KEPT_KEYS = 64;
/** For each number of keys, the last ones and their order: most records of a run have the same keys, and sorting takes longest. */
const lastKeys: { keys: readonly string[]; sorted: readonly string[] }[] = [];

function sortedKeys(record: JsonObject): readonly string[] {
  const keys = Object.keys(record);
  const last = lastKeys[keys.length];
  if (last?.keys.every((key, at) => key === keys[at])) return last.sorted;
  const sorted = keys.toSorted();
  if (keys.length <= MAX_KEPT_KEYS) lastKeys[keys.length] = { keys, sorted };
  return sorted;
}

/** Brings content into one form, with sorted keys: `{"b":1,"a":2}` and `{"a":2,"b":1}` become the same. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isRecord(value)) return value;
  // A Date, for example, has no keys of its own: compare what is sent for it.
  if (typeof value.toJSON === "function") return canonical(value.toJSON());
  // With this prototype, objects with the same keys share one hidden class in V8, and take half the time.
  const sorted: JsonObject = Object.create(BARE);
  for (const key of sortedKeys(value)) sorted[key] = canonical(value[key]);
  return sorted;
}

/** Thrown for content that is not plain: one object for all, as an error of its own for each, with its stack, takes long. */
const NOT_PLAIN = new Error("not plain");

/** As `canonical`, for content that JSON.stringify writes key by key. @throws NOT_PLAIN for other content, such as a Date */
function canonicalPlain(value: unknown): unknown {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (value === undefined || value === null) return value;
  if (typeof value !== "object" || "toJSON" in value) throw NOT_PLAIN;
  if (Array.isArray(value)) return value.map(canonicalPlain);
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) throw NOT_PLAIN;
  const sorted: JsonObject = Object.create(BARE);
  for (const key of sortedKeys(value)) sorted[key] = canonicalPlain(value[key]);
  return sorted;
}

/**
 * Writes an object as JSON with sorted keys: what is hashed for the insert ID, and can also be sent.
 *
 * @returns undefined unless it differs from what JSON.stringify writes for the object in nothing but the order of keys
 */
export function canonicalJson(record: JsonObject): string | undefined {
  try {
    return JSON.stringify(canonicalPlain(record));
  } catch {
    // It is not plain, or nested too deep.
    return undefined;
  }
}

/** As contentInsertId, for parts that canonicalJson has written. @param json the parts as a JSON array */
export const insertIdOfJson = (json: string): string => hash("sha256", json, "hex").slice(0, MAX_INSERT_ID_BYTES);

/**
 * Computes an insert ID from an event's content: the same event has the same ID on every retry and rerun, so Mixpanel drops duplicates.
 *
 * @param parts everything that distinguishes the event from others
 * @returns 36 letters and digits
 */
export function contentInsertId(...parts: unknown[]): string {
  return insertIdOfJson(JSON.stringify(canonical(parts)));
}
