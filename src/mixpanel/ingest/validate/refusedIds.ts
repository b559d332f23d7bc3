/**
 * Placeholders that broken clients send instead of an ID. Mixpanel rejects them as distinct ID and as insert ID:
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

/** Whether Mixpanel rejects an ID as a placeholder, in upper or lower case. */
export function isRefusedId(id: string): boolean {
  // Fast for real IDs: nearly all are longer than the words, and a longer placeholder (the zero UUID) begins with 0 (character code 48).
  if (id.length > LONGEST_WORD && id.charCodeAt(0) !== 48) return false;
  return lengths.has(id.length) && refused.has(id.toLowerCase());
}

/** A number for the beginning of an ID in UTF-8, the same in upper and lower case. */
const beginning = (first: number, second: number) => ((first | 0x20) << 8) | second | 0x20;
const BEGINNINGS = new Set(REFUSED_IDS.map((id) => beginning(id.charCodeAt(0), id.charCodeAt(1) || 0)));

/** Whether an ID that stands as UTF-8 between two positions may be such a placeholder: if not, it need not be made a string to ask. */
export const mayBeRefused = (bytes: Uint8Array, start: number, end: number): boolean =>
  end === start + 1 || BEGINNINGS.has(beginning(bytes[start] ?? 0, bytes[start + 1] ?? 0));

const DEVICE = "$device:";

/** What JavaScript writes for a value that is no ID. Mixpanel takes it as one, which all users have who lack their own. */
const SLIPS = new Set(["NaN", "[object Object]"]);

/** Whether a value is a placeholder, with or without `$device:`. Many users share it, so nobody may be linked to it. */
export function isPlaceholder(id: unknown): boolean {
  const text = typeof id === "number" ? String(id) : id;
  if (typeof text !== "string") return false;
  const own = text.startsWith(DEVICE) ? text.slice(DEVICE.length) : text;
  return isRefusedId(own) || SLIPS.has(own);
}
