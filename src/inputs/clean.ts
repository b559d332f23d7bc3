import { DAY_EXAMPLES, isDay, isIsoDay, isTimeZone } from "../mixpanel/days";
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
  return typeof value === "object" ? "an object" : String(value);
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

/** A time below this number is in seconds since 1970 (until the year 5138), a larger one in milliseconds (since 1973). */
const MILLISECONDS_FROM = 100_000_000_000;

/** A time in seconds since 1970, or undefined. Milliseconds are rejected; the error suggests the time in seconds. */
export function epochSeconds(input: string) {
  return (value: unknown): number | undefined => {
    const number = integer(input)(value);
    if (number === undefined || number < MILLISECONDS_FROM) return number;
    let inSeconds = number;
    while (inSeconds >= MILLISECONDS_FROM) inSeconds = Math.floor(inSeconds / 1000);
    throw new InputError({
      input,
      got: String(number),
      expected: "seconds since 1970",
      fix: `Did you mean ${inSeconds}?`,
    });
  };
}

/** A numeric ID, kept as text because some IDs have more digits than a JavaScript number can hold. */
export function id(input: string) {
  return (value: unknown): string | undefined => {
    const cleaned = text(input)(value);
    if (cleaned !== undefined && !/^-?\d+$/.test(cleaned)) {
      throw new InputError({ input, got: describe(value), expected: "a number such as 12345" });
    }
    // Mixpanel reads 055 as 55: with one spelling, an ID is compared as what it is.
    return cleaned?.replace(/^(-?)0+(?=\d)/, "$1");
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

/** A calendar day as yyyy-mm-dd, or undefined. */
export function date(input: string) {
  return (value: unknown): string | undefined => {
    const cleaned = text(input)(value);
    if (cleaned !== undefined && !isIsoDay(cleaned)) {
      throw new InputError({ input, got: describe(value), expected: "a day as yyyy-mm-dd, such as 2024-01-31" });
    }
    return cleaned;
  };
}

/** A calendar day as yyyy-mm-dd, or words for one, such as `7 days ago`; or undefined. */
export function day(input: string) {
  return (value: unknown): string | undefined => {
    const cleaned = text(input)(value);
    if (cleaned !== undefined && !isDay(cleaned)) {
      throw new InputError({ input, got: describe(value), expected: DAY_EXAMPLES });
    }
    return cleaned;
  };
}

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** A date and time with a time zone, as ISO 8601; undefined if it is empty. */
export function instant(input: string) {
  return (value: unknown): string | undefined => {
    const given = text(input)(value);
    if (given === undefined || (ISO_INSTANT.test(given) && !Number.isNaN(Date.parse(given)))) return given;
    throw new InputError({
      input,
      got: describe(value),
      expected: "a date and time with a time zone, such as 2024-01-31T12:00:00Z",
    });
  };
}

/** The IANA name of a time zone, or undefined. */
export function timeZone(input: string) {
  return (value: unknown): string | undefined => {
    const name = text(input)(value);
    if (name === undefined) return undefined;
    if (isTimeZone(name)) return name;
    throw new InputError({ input, got: describe(value), expected: "a time zone such as US/Pacific or Europe/Berlin" });
  };
}

/** @throws InputError when a range of days ends before it begins */
export function assertDateOrder(from: string | undefined, to: string | undefined): void {
  if (from !== undefined && to !== undefined && to < from) {
    throw new InputError({ input: "To Date", got: to, expected: `From Date (${from}) or a later day` });
  }
}
