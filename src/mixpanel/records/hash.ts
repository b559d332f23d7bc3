import { createHash } from "node:crypto";
import { isRecord, type JsonObject } from "./json";

/** Characters of a hash: 64 bits. Two of a million different texts have the same one with a probability of 1 to 37 million. */
export const HASH_LENGTH = 11;

/** A hash of a fixed length, so that many of them can be kept as one text. */
export const hashOf = (text: string): string =>
  createHash("sha256").update(text).digest().subarray(0, 8).toString("base64url");

const sorted = (_key: string, part: unknown) =>
  isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part;

/** JSON with sorted keys: the same value has the same text. */
export const sortedJson = (value: unknown): string => JSON.stringify(value, sorted);

/** The hash of a JSON value, whatever the order of its keys. */
export const contentHash = (value: unknown): string => hashOf(sortedJson(value));

/** The whole SHA-256 of a text, as 64 hexadecimal digits, for what others may want to check. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The hash of an object's values that are not null, whatever the order of its keys: null and a missing value are the same. */
export function valuesHash(record: JsonObject): string {
  let text = "";
  for (const name of Object.keys(record).sort()) {
    const value = record[name];
    if (value === null || value === undefined) continue;
    text += `${JSON.stringify(name)}:${typeof value === "object" ? JSON.stringify(value, sorted) : JSON.stringify(value)},`;
  }
  return hashOf(text);
}
