import { InputError } from "../mixpanel/errors";
import { parseJson } from "../mixpanel/records/boundedJson";
import { CsvFile, csvFileOf } from "../mixpanel/records/csvFile";
import { hasLongNumber } from "../mixpanel/records/exactNumbers";
import { fileOf } from "../mixpanel/records/file";
import { filled } from "../mixpanel/records/filled";
import { faultIn, isRecord, type JsonObject } from "../mixpanel/records/json";
import { plainJson } from "../mixpanel/records/plainJson";
import { type RecordSource, recordSource } from "../mixpanel/records/source";
import { describe, isUnset, text } from "./clean";

/** Cleaners for JSON, lists and files. */

function parsedJson(input: string, source: string): unknown {
  try {
    return parseJson(source);
  } catch (error) {
    throw new InputError({
      input,
      got: `text that is not JSON${faultIn(error)}`,
      expected: "JSON, or the output of a previous step",
    });
  }
}

/** Parses JSON. @throws InputError for a number that would lose digits, and for thousands of levels */
function exactJson(input: string, source: string): unknown {
  const parsed = parsedJson(input, source);
  if (hasLongNumber(source)) {
    throw new InputError({
      input,
      got: "JSON with a number of more than 15 digits, which would lose its last digits",
      expected: "the number as text, in quotes",
    });
  }
  return plainJson(input, parsed, { mayBeRounded: true });
}

/** Parses JSON, or copies a previous step's value, each as exactly as above. */
const readJson = (input: string, value: unknown): unknown =>
  typeof value === "string" ? exactJson(input, value) : plainJson(input, value);

/** JSON as text, as a file of a previous step, or as the object or list itself; undefined if the input is empty. */
export function json(input: string) {
  return (value: unknown): object | undefined => {
    if (isUnset(value)) return undefined;
    const parsed = readJson(input, fileOf(value)?.toString("utf8") ?? value);
    if (typeof parsed !== "object" || parsed === null) {
      throw new InputError({ input, got: describe(parsed), expected: "a JSON object or list" });
    }
    return parsed;
  };
}

/** A JSON object, as above. */
export function jsonObject(input: string) {
  return (value: unknown): JsonObject | undefined => {
    const parsed = json(input)(value);
    if (parsed === undefined || isRecord(parsed)) return parsed;
    throw new InputError({ input, got: describe(parsed), expected: "a JSON object" });
  };
}

/** A JSON list, as above. */
export function jsonList(input: string) {
  return (value: unknown): unknown[] | undefined => {
    const parsed = json(input)(value);
    if (parsed === undefined || Array.isArray(parsed)) return parsed;
    throw new InputError({ input, got: describe(parsed), expected: "a JSON list" });
  };
}

/**
 * Records: a list, one object, JSON or NDJSON as text, or a file of a previous step (gzip or not), read as needed. An empty list or file is
 * allowed, because a scheduled step may have nothing to do. An empty input is an error.
 */
export function records(input: string, expected: string) {
  return (value: unknown): RecordSource => {
    if (value === undefined || value === null || value === "")
      throw new InputError({ input, got: "nothing", expected });
    if (typeof value !== "object" && typeof value !== "string")
      throw new InputError({ input, got: describe(value), expected });
    // A list is copied, so that one that cannot be read fails here, and not when its records are sent.
    return recordSource(input, Array.isArray(value) ? Array.from(value) : value);
  };
}

/** Records as above, or CSV, which the step reads as rows. */
export function recordsOrCsv(input: string, expected: string) {
  const clean = records(input, expected);
  return (value: unknown): RecordSource | CsvFile => {
    const file = Array.isArray(value) ? undefined : fileOf(value);
    return (file && csvFileOf(file)) ?? clean(value);
  };
}

/** Records or CSV, at least one. For deletions: an empty list would be a mistake of a previous step. */
export function atLeastOne(input: string, expected: string) {
  const clean = recordsOrCsv(input, expected);
  return (value: unknown): RecordSource | CsvFile => {
    const source = clean(value);
    return source instanceof CsvFile ? source : filled(source, input, expected);
  };
}

const isText = (value: unknown) => typeof value === "string";

/**
 * Parses text as a JSON list, if it is one. Names can also begin with a bracket, so `[404]` is a list only if numbers are IDs. Text that
 * begins like a list of texts but is not valid JSON is rejected.
 */
function parseList(input: string, source: string, numbers: boolean): unknown[] | undefined {
  const beginsWithText = /^\s*\[\s*"/.test(source);
  let list: unknown;
  try {
    list = parseJson(source);
  } catch {
    if (beginsWithText) parsedJson(input, source);
  }
  if (!Array.isArray(list)) return undefined;
  const isList = beginsWithText || list.every((element) => isText(element) || (numbers && typeof element === "number"));
  return isList ? list : undefined;
}

/**
 * The texts of a list input, of a JSON list as text, or a single text; undefined if there are none. Texts are data: they keep spaces at
 * their start and end. Empty ones are left out.
 *
 * @param options.numbers whether the texts are IDs, so that a JSON list may contain numbers
 */
export function textList(input: string, { numbers = false } = {}) {
  const element = text(input);
  return (value: unknown): string[] | undefined => {
    if (isUnset(value)) return undefined;
    const list = typeof value === "string" ? parseList(input, value, numbers) : value;
    const elements: unknown[] = Array.isArray(list) ? list : [value];
    // An input that is not filled in can come as one empty row. A previous step that found nothing can return only nulls.
    if (elements.length > 0 && elements.every((one) => one === null || one === undefined)) {
      const fix = "Skip this step if the previous one found nothing. If the input is optional, it can be left empty.";
      throw new InputError({ input, got: "a list of nothing but null", expected: "at least one text", fix });
    }
    const texts = elements
      .map((one) => (typeof one === "string" ? one : (element(one) ?? "")))
      .filter((one) => one !== "");
    return texts.length === 0 ? undefined : texts;
  };
}

/**
 * A list of IDs that says what a step changes: at least one, and none of them null, which stands for an ID that a previous step did not
 * find.
 */
export function explicitIds(input: string, expected: string) {
  const clean = textList(input, { numbers: true });
  return (value: unknown): string[] => {
    const list = typeof value === "string" ? parseList(input, value, true) : value;
    const hasNull = Array.isArray(list) && list.some((one) => one === null || one === undefined);
    if (hasNull || (typeof value === "string" && /^\s*\[\s*null\b/.test(value)))
      throw new InputError({ input, got: "a list with null in it", expected: "IDs alone" });
    const ids = clean(value);
    if (ids === undefined) throw new InputError({ input, got: describe(value), expected });
    return ids;
  };
}

/** What holds keys and values, but is no object of them. */
const PAIRS = /^\[object (Map|URLSearchParams|Headers|FormData)\]$/;

const isPairs = (value: unknown): value is Iterable<[unknown, unknown]> =>
  PAIRS.test(Object.prototype.toString.call(value));

/** The pairs of a list of them, of an object, or of what programs keep pairs in. */
function pairsOf(input: string, value: unknown): [string, unknown][] {
  const expected = "a list of keys and values";
  const listed: unknown = isPairs(value) ? Array.from(value, ([key, value]) => ({ key, value })) : value;
  if (Array.isArray(listed))
    return Array.from(listed, (pair: unknown) => {
      if (!isRecord(pair) || typeof pair.key !== "string")
        throw new InputError({ input, got: describe(pair), expected });
      return [pair.key, pair.value];
    });
  if (!isRecord(listed)) throw new InputError({ input, got: describe(listed), expected });
  return Object.entries(listed);
}

interface KeyValueOptions {
  /** Whether a key may be there more than once. */
  repeats?: boolean;
  /** Whether the values are files, which are read later. */
  files?: boolean;
}

/**
 * The pairs of a key-value list input, or an object from a previous step, as an object; undefined if there are none. Values of the same key
 * become a list, or are rejected if `repeats` is false.
 */
export function keyValues(input: string, { repeats = false, files = false }: KeyValueOptions = {}) {
  return (value: unknown): Record<string, unknown> | undefined => {
    if (isUnset(value)) return undefined;
    const pairs = pairsOf(input, typeof value === "string" ? exactJson(input, value) : value);
    const filled = pairs.filter(([key]) => key.trim() !== "");
    const values = new Map<string, unknown[]>();
    for (const [key, value] of filled) {
      const all = values.get(key) ?? [];
      // Checked, and not copied: a date is more than the text that JSON makes of it.
      if (!files) plainJson(input, value);
      all.push(value);
      values.set(key, all);
    }
    if (!repeats && values.size < filled.length)
      throw new InputError({ input, got: "a key twice", expected: "each key once" });
    const merged = [...values].map(([key, all]): [string, unknown] => [key, all.length === 1 ? all[0] : all.flat()]);
    return filled.length === 0 ? undefined : Object.fromEntries(merged);
  };
}

/** A group of inputs or a row, whose inputs are read by themselves: the object, or JSON text of one. */
export function objectOf(input: string, value: unknown, expected = "a JSON object"): JsonObject {
  if (isUnset(value)) return {};
  const file = isRecord(value) ? undefined : fileOf(value)?.toString("utf8");
  const object = file === undefined ? value : exactJson(input, file);
  if (!isRecord(object) || isPairs(object))
    throw new InputError({ input, got: describe(object), expected: file === undefined ? expected : "a JSON object" });
  return { ...object };
}
