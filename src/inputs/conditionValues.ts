import { InputError } from "../mixpanel/errors";
import { isPlainNumber, type Period, periodOf, type Value } from "../mixpanel/expressions";
import { isRounded } from "../mixpanel/records/exactNumbers";
import { boolean, describe, isUnset, required, text } from "./clean";
import { epochSeconds } from "./cleanDates";
import { json } from "./cleanJson";

/** How the values of conditions get their types, which decide what they equal: expressions have no implicit casts. */

export const VALUE_TYPES = ["auto", "text", "number", "boolean", "date"] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** Text is data, and keeps the blanks at its ends. */
const keptText = (input: string) => (value: unknown) => (typeof value === "string" ? value : text(input)(value));

const asNumber = (value: string) => (/^-?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN);

function number(input: string) {
  return (value: unknown): number | undefined => {
    const written = text(input)(value);
    if (written === undefined) return undefined;
    const cleaned = asNumber(written);
    if (isPlainNumber(cleaned)) return cleaned;
    throw new InputError({ input, got: describe(value), expected: "a number such as 12.5" });
  };
}

function date(input: string) {
  const expected = "a day as yyyy-mm-dd, a time as yyyy-mm-ddThh:mm:ss, or seconds since 1970";
  return (value: unknown): Period | undefined => {
    const written = text(input)(value);
    if (written === undefined) return undefined;
    const seconds = Number.isNaN(asNumber(written)) ? undefined : epochSeconds(input)(written);
    const period = seconds === undefined ? periodOf(written) : { first: seconds, last: seconds };
    // Mixpanel reads no date from 0.
    if (period === undefined || seconds === 0) throw new InputError({ input, got: describe(value), expected });
    return period;
  };
}

/** The type that a value shows: a text that is written as numbers are, or as true and false, is one. */
function guessed(input: string) {
  return (value: unknown): Value | undefined => {
    if (isUnset(value) || typeof value === "boolean") return value === true || value === false ? value : undefined;
    if (typeof value === "number") return number(input)(value);
    if (value === "true" || value === "false") return value === "true";
    const kept = keptText(input)(value) ?? "";
    const cleaned = asNumber(kept);
    // Digits that a number would lose, such as those of 007 or of a long ID, are those of a text.
    return String(cleaned) === kept && !isRounded(cleaned) ? cleaned : kept;
  };
}

const READERS: Record<ValueType, (input: string) => (value: unknown) => Value | undefined> = {
  auto: guessed,
  text: keptText,
  number,
  boolean,
  date,
};

/** A value of the given type. @throws InputError */
export function typedValue(input: string, type: ValueType, value: unknown): Value {
  return required(input, READERS[type](input), "a value")(value);
}

/** A number or a date. Mixpanel documents no order of anything else. @throws InputError */
export function orderedValue(input: string, type: ValueType, value: unknown): Value {
  const cleaned = typedValue(input, type, value);
  const ordered = type === "auto" && typeof cleaned === "string" ? periodOf(cleaned.trim()) : cleaned;
  if (typeof ordered === "number" || typeof ordered === "object") return ordered;
  throw new InputError({ input, got: describe(value), expected: "a number or a date such as 2024-01-31" });
}

/** What may be in a text or a list: text, unless the type says otherwise. @throws InputError */
export function partValue(input: string, type: ValueType, value: unknown): string | number | boolean {
  const cleaned = typedValue(input, type === "auto" ? "text" : type, value);
  if (typeof cleaned !== "object") return cleaned;
  throw new InputError({ input, got: describe(value), expected: "a text, a number, or true or false" });
}

function elementsOf(input: string, value: unknown): unknown[] {
  const isText = typeof value === "string";
  const list = isText && value.trim().startsWith("[") ? json(input)(value) : value;
  if (Array.isArray(list)) return list;
  return isText ? value.split(",").map((element) => element.trim()) : [value];
}

/** The values of a list, of a JSON list as text, or of a text with commas. @throws InputError where there are none */
export function valueList(input: string, type: ValueType, value: unknown): Value[] {
  const elements = elementsOf(input, value).filter((element) => !isUnset(element));
  if (elements.length > 0) return elements.map((element) => typedValue(input, type, element));
  throw new InputError({ input, got: describe(value), expected: "at least one value" });
}
