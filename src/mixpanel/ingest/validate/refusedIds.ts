/**
 * What broken clients send in place of an ID, refused as distinct ID and as insert ID:
 * https://developer.mixpanel.com/reference/import-events
 */
export const REFUSED_IDS: readonly string[] = [
  "00000000-0000-0000-0000-000000000000",
  "anon",
  "anonymous",
  "nil",
  "none",
  "null",
  "n/a",
  "na",
  "undefined",
  "unknown",
  "<nil>",
  "0",
  "-1",
  "true",
  "false",
  "[]",
  "{}",
];

const refused = new Set(REFUSED_IDS);
const lengths = new Set(REFUSED_IDS.map(({ length }) => length));
const LONGEST_WORD = "anonymous".length;

/** Whether Mixpanel takes an ID for a placeholder, in upper or lower case. */
export function isRefusedId(id: string): boolean {
  // Nearly every real ID is longer than the words, and only the zero UUID is as long as a UUID: most are not even lower-cased.
  if (id.length > LONGEST_WORD && id.charCodeAt(0) !== 48) return false;
  return lengths.has(id.length) && refused.has(id.toLowerCase());
}

const DEVICE = "$device:";

/** Whether a value is such a placeholder, or an anonymous ID made of one: as many users share it, nothing must be linked to it. */
export function isPlaceholder(id: unknown): boolean {
  const text = typeof id === "number" ? String(id) : id;
  return typeof text === "string" && isRefusedId(text.startsWith(DEVICE) ? text.slice(DEVICE.length) : text);
}
