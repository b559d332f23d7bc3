import { digitsOf } from "../records/exactNumbers";

const INTEGER = /^-?\d+$/;

/**
 * Turns an ID into text, because Mixpanel documents IDs as text. An integer becomes text if all its digits are known. Any other value stays
 * unchanged, and is rejected later if it is not text: a number beyond 2^53 may have lost digits.
 *
 * @param value the ID, from JSON.parse or parseExact
 */
export function idText(value: unknown): unknown {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : value;
  const digits = digitsOf(value);
  return digits !== value && INTEGER.test(String(digits)) ? digits : value;
}

/** The given ID fields that have to become text, with that text; an empty object if all are text already. */
export function textIds(record: Readonly<Record<string, unknown>>, fields: readonly string[]): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const field of fields) {
    const id = record[field];
    if (!Array.isArray(id)) {
      const text = idText(id);
      if (text !== id) changed[field] = text;
    } else if (id.some((one) => idText(one) !== one)) changed[field] = id.map(idText);
  }
  return changed;
}
