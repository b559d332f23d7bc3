import { hash } from "node:crypto";
import { isRecord } from "../json";

/** Longest insert ID that Mixpanel takes, in bytes: https://developer.mixpanel.com/reference/import-events#propertiesinsert_id */
export const MAX_INSERT_ID_BYTES = 36;

const INSERT_ID = new RegExp(`^[A-Za-z0-9-]{1,${MAX_INSERT_ID_BYTES}}$`);

/** Whether Mixpanel takes an insert ID: letters, digits and hyphens, and not too many. */
export function isInsertId(value: unknown): value is string {
  return typeof value === "string" && INSERT_ID.test(value);
}

/** JSON of the same content in the same words, whatever order its keys came in; undefined for what JSON leaves out. */
function canonicalJson(value: unknown): string | undefined {
  if (Array.isArray(value)) return `[${value.map((element) => canonicalJson(element) ?? "null").join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  // Dates and their like have no keys of their own; what is sent of them is what tells them apart.
  if (typeof value.toJSON === "function") return canonicalJson(value.toJSON());
  let members = "";
  for (const key of Object.keys(value).sort()) {
    const member = canonicalJson(value[key]);
    if (member !== undefined) members += `${members === "" ? "" : ","}${JSON.stringify(key)}:${member}`;
  }
  return `{${members}}`;
}

/**
 * An insert ID computed from what an event holds: the same event has the same ID on every retry and rerun, and Mixpanel drops the copy.
 *
 * @param parts all that makes the event what it is
 * @returns 36 letters and digits
 */
export function contentInsertId(...parts: unknown[]): string {
  return hash("sha256", canonicalJson(parts) ?? "", "hex").slice(0, MAX_INSERT_ID_BYTES);
}
