import { InputError } from "../mixpanel/errors";
import { hasLongNumber } from "../mixpanel/exactNumbers";
import { type RecordSource, recordSource } from "../mixpanel/ingest/source";
import { faultIn, isRecord } from "../mixpanel/json";
import { fileOf } from "../mixpanel/payload";

/**
 * Cleaners: what a builder's form or a previous step hands in becomes a typed value, or an InputError that names the input. An unset
 * input comes as undefined, null or empty text, depending on who calls; all three become undefined. `0` and `false` are values.
 */

const SHOWN_CHARACTERS = 40;

/** What came, in words fit for an error message: never a long text, never the inside of an object. */
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

/** Makes a cleaner refuse an empty input. */
export function required<T>(input: string, clean: (value: unknown) => T | undefined, expected: string) {
  return (value: unknown): T => {
    const cleaned = clean(value);
    if (cleaned === undefined) throw new InputError({ input, got: describe(value), expected });
    return cleaned;
  };
}

/** Text, or undefined. IDs of previous steps come as numbers, and are taken as text. */
export function text(input: string) {
  return (value: unknown): string | undefined => {
    if (isUnset(value)) return undefined;
    if (typeof value === "string") return value.trim();
    if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      throw new InputError({
        input,
        got: "a number of more than 15 digits, which has lost its last ones",
        expected: "it as text",
      });
    }
    if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
    throw new InputError({ input, got: describe(value), expected: "text" });
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

/** A decimal ID: digits alone, kept as text since some have more digits than a number holds. */
export function id(input: string) {
  return (value: unknown): string | undefined => {
    const cleaned = text(input)(value);
    if (cleaned !== undefined && !/^-?\d+$/.test(cleaned)) {
      throw new InputError({ input, got: describe(value), expected: "a number such as 12345" });
    }
    return cleaned;
  };
}

const TRUE = new Set(["true", "1", "yes", "y", "t", "on"]);
const FALSE = new Set(["false", "0", "no", "n", "f", "off"]);

/** True, false, or undefined where it was left empty. */
export function boolean(input: string) {
  return (value: unknown): boolean | undefined => {
    if (isUnset(value)) return undefined;
    const word = String(value).trim().toLowerCase();
    if (TRUE.has(word)) return true;
    if (FALSE.has(word)) return false;
    throw new InputError({ input, got: describe(value), expected: "true or false" });
  };
}

/** A switch that Mixpanel spells `1` and `0`, or undefined where it was left empty. */
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
    const word = words.find((candidate) => candidate === cleaned) ?? aliases[cleaned];
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
    if (cleaned === undefined) return undefined;
    const day = /^\d{4}-\d{2}-\d{2}$/.test(cleaned) ? new Date(`${cleaned}T00:00:00Z`) : undefined;
    // 2024-02-30 is read as March 1: only a day that exists comes back as it went in.
    if (day === undefined || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== cleaned) {
      throw new InputError({ input, got: describe(value), expected: "a day as yyyy-mm-dd, such as 2024-01-31" });
    }
    return cleaned;
  };
}

/** @throws InputError when a range of days ends before it begins */
export function assertDateOrder(from: string | undefined, to: string | undefined): void {
  if (from !== undefined && to !== undefined && to < from) {
    throw new InputError({ input: "To Date", got: to, expected: `a day not before From Date (${from})` });
  }
}

function parseJson(input: string, source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    throw new InputError({
      input,
      got: `text that is not JSON${faultIn(error)}`,
      expected: "JSON, or the output of a previous step",
    });
  }
}

/** JSON as text, as a file of a previous step, or as the object or list itself; undefined where it was left empty. */
export function json(input: string) {
  return (value: unknown): object | undefined => {
    if (isUnset(value)) return undefined;
    const source = fileOf(value)?.toString("utf8");
    const parsed = source === undefined ? value : parseJson(input, source);
    if (source !== undefined && hasLongNumber(source)) {
      throw new InputError({
        input,
        got: "JSON with a number of more than 15 digits, which would lose its last ones",
        expected: "it as text, in quotes",
      });
    }
    if (typeof parsed !== "object" || parsed === null) {
      throw new InputError({ input, got: describe(parsed), expected: "a JSON object or list" });
    }
    return parsed;
  };
}

/** At least one record: a list, one object, JSON or NDJSON as text, or a file of a previous step (gzip or not), read as it is needed. */
export function records(input: string, expected: string) {
  return (value: unknown): RecordSource => {
    if (isUnset(value)) throw new InputError({ input, got: "nothing", expected });
    if (typeof value !== "object" && typeof value !== "string")
      throw new InputError({ input, got: describe(value), expected });
    const source = recordSource(input, value ?? "");
    if (Array.isArray(source) && source.length === 0) throw new InputError({ input, got: "an empty list", expected });
    return source;
  };
}

/** The list that a text is, if it is one: names, too, may begin with a bracket. */
function parseList(input: string, source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return /^\s*\[\s*"/.test(source) ? parseJson(input, source) : undefined;
  }
}

/** Texts of a list input, a JSON list as text, or one text; undefined where there are none. */
export function textList(input: string) {
  return (value: unknown): string[] | undefined => {
    if (isUnset(value)) return undefined;
    const list = typeof value === "string" ? parseList(input, value) : value;
    const elements: unknown[] = Array.isArray(list) ? list : [value];
    const texts = elements.map(text(input)).filter((element) => element !== undefined);
    return texts.length === 0 ? undefined : texts;
  };
}

/**
 * Pairs of a key-value list input, or the object that a previous step made, as an object; undefined where there are none. Values of the
 * same key become a list, or are refused where `repeats` is false.
 */
export function keyValues(input: string, { repeats = false } = {}) {
  return (value: unknown): Record<string, unknown> | undefined => {
    if (isUnset(value)) return undefined;
    const parsed = typeof value === "string" ? parseJson(input, value) : value;
    const expected = "a list of keys and values";
    const pairs: [string, unknown][] = Array.isArray(parsed)
      ? parsed.map((pair: unknown) => {
          if (!isRecord(pair) || typeof pair.key !== "string")
            throw new InputError({ input, got: describe(pair), expected });
          return [pair.key, pair.value];
        })
      : isRecord(parsed)
        ? Object.entries(parsed)
        : [];
    if (!Array.isArray(parsed) && !isRecord(parsed)) throw new InputError({ input, got: describe(parsed), expected });
    const filled = pairs.filter(([key]) => key.trim() !== "");
    const values = new Map<string, unknown[]>();
    for (const [key, value] of filled) values.set(key, [...(values.get(key) ?? []), value]);
    if (!repeats && values.size < filled.length)
      throw new InputError({ input, got: "a key twice", expected: "each key once" });
    const merged = [...values].map(([key, all]) => [key, all.length === 1 ? all[0] : all.flat()]);
    return filled.length === 0 ? undefined : Object.fromEntries(merged);
  };
}
