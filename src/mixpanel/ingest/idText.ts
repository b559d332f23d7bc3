import { digitsOf } from "../records/exactNumbers";

const INTEGER = /^-?\d+$/;

/**
 * The one rule for IDs, which Mixpanel documents as text: an integer of which every digit is known becomes text. Anything else stays as
 * it is, to be refused if it is no text: a number beyond 2^53 has lost digits.
 *
 * @param value of JSON.parse or parseExact
 */
export function idText(value: unknown): unknown {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : value;
  const digits = digitsOf(value);
  return digits !== value && INTEGER.test(String(digits)) ? digits : value;
}

/** The fields of a record that hold IDs which become text, with that text; nothing where all are text already. */
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
