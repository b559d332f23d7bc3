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

/** Brings content into one form, with sorted keys: `{"b":1,"a":2}` and `{"a":2,"b":1}` become the same. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isRecord(value)) return value;
  // A Date, for example, has no keys of its own: compare what is sent for it.
  if (typeof value.toJSON === "function") return canonical(value.toJSON());
  // With this prototype, objects with the same keys share one hidden class in V8, and take half the time.
  const sorted: JsonObject = Object.create(BARE);
  for (const key of Object.keys(value).sort()) sorted[key] = canonical(value[key]);
  return sorted;
}

/**
 * Computes an insert ID from an event's content: the same event has the same ID on every retry and rerun, so Mixpanel drops duplicates.
 *
 * @param parts everything that distinguishes the event from others
 * @returns 36 letters and digits
 */
export function contentInsertId(...parts: unknown[]): string {
  return hash("sha256", JSON.stringify(canonical(parts)), "hex").slice(0, MAX_INSERT_ID_BYTES);
}
