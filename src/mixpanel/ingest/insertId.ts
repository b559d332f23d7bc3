import { hash } from "node:crypto";
import { isRecord, type JsonObject } from "../records/json";
import { isRefusedId } from "./validate/refusedIds";

/** Longest insert ID that Mixpanel takes, in bytes: https://developer.mixpanel.com/reference/import-events#propertiesinsert_id */
export const MAX_INSERT_ID_BYTES = 36;

const INSERT_ID = new RegExp(`^[A-Za-z0-9-]{1,${MAX_INSERT_ID_BYTES}}$`);

/** Whether Mixpanel takes an insert ID: letters, digits and hyphens, not too many, and no placeholder such as `undefined`. */
export function isInsertId(value: unknown): value is string {
  return typeof value === "string" && INSERT_ID.test(value) && !isRefusedId(value);
}

/** Prototype of objects that take every key as their own, `__proto__` as well. */
const BARE: object = Object.create(null);

/** The same content in the same words, whatever order its keys came in. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isRecord(value)) return value;
  // Dates and their like have no keys of their own; what is sent of them is what tells them apart.
  if (typeof value.toJSON === "function") return canonical(value.toJSON());
  // Keys that are set in the same order make objects of one shape, which are built and written in half the time of others.
  const sorted: JsonObject = Object.create(BARE);
  for (const key of Object.keys(value).sort()) sorted[key] = canonical(value[key]);
  return sorted;
}

/**
 * An insert ID computed from what an event holds: the same event has the same ID on every retry and rerun, and Mixpanel drops the copy.
 *
 * @param parts all that makes the event what it is
 * @returns 36 letters and digits
 */
export function contentInsertId(...parts: unknown[]): string {
  return hash("sha256", JSON.stringify(canonical(parts)), "hex").slice(0, MAX_INSERT_ID_BYTES);
}
