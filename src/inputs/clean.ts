import { InputError } from "../mixpanel/errors";
import { isRounded } from "../mixpanel/records/exactNumbers";

/**
 * Cleaners turn the value of a form or a previous step into a typed value, or throw an InputError that names the input. An empty input comes
 * as undefined, null or empty text, depending on the caller; all three become undefined. `0` and `false` are values.
 */

const SHOWN_CHARACTERS = 40;

/** Describes a value for an error message: long text is truncated, and the content of objects is not shown. */
export function describe(value: unknown): string {
  if (typeof value === "string") {
    return value.length > SHOWN_CHARACTERS ? `"${value.slice(0, SHOWN_CHARACTERS)}…"` : `"${value}"`;
  }
  if (value === undefined || value === null || value === "") return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "function" || typeof value === "symbol" ? `a ${typeof value}` : String(value);
}

/** Whether an input was left empty. */
export function isUnset(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

/** Makes a cleaner reject an empty input. */
export function required<T>(input: string, clean: (value: unknown) => T | undefined, expected: string) {
  return (value: unknown): T => {
    const cleaned = clean(value);
    if (cleaned === undefined) throw new InputError({ input, got: describe(value), expected });
    return cleaned;
  };
}

/** Text, or undefined. IDs from previous steps can be numbers; they become text. */
export function text(input: string) {
  return (value: unknown): string | undefined => {
    if (isUnset(value)) return undefined;
    if (typeof value === "string") return value.trim();
    if (isRounded(value)) {
      throw new InputError({
        input,
        got: "a number with more than 15 digits, which has lost its last digits",
        expected: "the number as text",
      });
    }
    const isNumber = typeof value === "number" ? Number.isFinite(value) : typeof value === "bigint";
    if (isNumber || typeof value === "boolean") return String(value);
    throw new InputError({ input, got: describe(value), expected: "text" });
  };
}

/** A name, which is data and stays as it is given, blanks at its ends included; or undefined. */
export function name(input: string) {
  const clean = text(input);
  return (value: unknown): string | undefined => {
    return typeof value === "string" && !isUnset(value) ? value : clean(value);
  };
}

export function requiredText(input: string, expected = "text") {
  return required(input, text(input), expected);
}

/** A whole number within bounds, or undefined. */
export function integer(
  input: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {},
) {
  const bounds = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return (value: unknown): number | undefined => {
    if (isUnset(value)) return undefined;
    const number = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
    if (!Number.isSafeInteger(number) || number < min || number > max) {
      throw new InputError({ input, got: describe(value), expected: `a whole number ${bounds}` });
    }
    return number;
  };
}

const ID = "a number such as 12345";

/** A numeric ID, kept as text because some IDs have more digits than a JavaScript number can hold. */
export function id(input: string) {
  return (value: unknown): string | undefined => {
    const cleaned = text(input)(value);
    if (cleaned !== undefined && !/^-?\d+$/.test(cleaned)) {
      throw new InputError({ input, got: describe(value), expected: ID });
    }
    // Mixpanel reads 055 as 55: with one spelling, an ID is compared as what it is.
    return cleaned?.replace(/^(-?)0+(?=\d)/, "$1");
  };
}

/** An ID that Mixpanel takes as a JSON number. */
export function idNumber(input: string) {
  return (value: unknown): number | undefined => {
    const digits = id(input)(value);
    if (digits === undefined) return undefined;
    const number = Number(digits);
    if (!Number.isSafeInteger(number) || number <= 0)
      throw new InputError({ input, got: describe(value), expected: ID });
    return number;
  };
}

const TRUE = new Set(["true", "1", "yes", "y", "t", "on"]);
const FALSE = new Set(["false", "0", "no", "n", "f", "off"]);

/** True, false, or undefined if the input is empty. */
export function boolean(input: string) {
  return (value: unknown): boolean | undefined => {
    if (isUnset(value)) return undefined;
    const word = String(value).trim().toLowerCase();
    if (TRUE.has(word)) return true;
    if (FALSE.has(word)) return false;
    throw new InputError({ input, got: describe(value), expected: "true or false" });
  };
}

/** A switch that Mixpanel writes as `1` or `0`, or undefined if the input is empty. */
export function flag(input: string) {
  return (value: unknown): "0" | "1" | undefined => {
    const on = boolean(input)(value);
    return on === undefined ? undefined : on ? "1" : "0";
  };
}

/** One of the given words, or undefined. `aliases` maps other spellings to them. */
export function choice<T extends string>(
  input: string,
  words: readonly T[],
  aliases: Readonly<Record<string, T>> = {},
) {
  return (value: unknown): T | undefined => {
    const cleaned = text(input)(value);
    if (cleaned === undefined) return undefined;
    const alias = Object.hasOwn(aliases, cleaned) ? aliases[cleaned] : undefined;
    const word = words.find((candidate) => candidate === cleaned) ?? alias;
    if (word === undefined) {
      throw new InputError({ input, got: describe(value), expected: `one of ${words.join(", ")}` });
    }
    return word;
  };
}
