import { InputError } from "../mixpanel/errors";
import { hasLongNumber, holdsRounded } from "../mixpanel/records/exactNumbers";
import { fileOf } from "../mixpanel/records/file";
import { faultIn, isRecord } from "../mixpanel/records/json";
import { type RecordSource, recordSource } from "../mixpanel/records/source";
import { describe, isUnset, text } from "./clean";

/** Cleaners of what comes as JSON, list or file. */

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

/** What JSON text or a previous step gives. @throws InputError where a number in it has lost digits, or would */
function exactJson(input: string, value: unknown): unknown {
  const isText = typeof value === "string";
  const parsed = isText ? parseJson(input, value) : value;
  if (isText ? hasLongNumber(value) : holdsRounded(value)) {
    throw new InputError({
      input,
      got: isText
        ? "JSON with a number of more than 15 digits, which would lose its last digits"
        : "a number of more than 15 digits, which has lost its last digits",
      expected: "the number as text, in quotes",
    });
  }
  return parsed;
}

/** JSON as text, as a file of a previous step, or as the object or list itself; undefined where it was left empty. */
export function json(input: string) {
  return (value: unknown): object | undefined => {
    if (isUnset(value)) return undefined;
    const parsed = exactJson(input, fileOf(value)?.toString("utf8") ?? value);
    if (typeof parsed !== "object" || parsed === null) {
      throw new InputError({ input, got: describe(parsed), expected: "a JSON object or list" });
    }
    return parsed;
  };
}

/**
 * Records: a list, one object, JSON or NDJSON as text, or a file of a previous step (gzip or not), read as it is needed. An empty list or
 * file is no mistake: a scheduled step has days with nothing to do. Only an input that was left empty is one.
 */
export function records(input: string, expected: string) {
  return (value: unknown): RecordSource => {
    if (value === undefined || value === null || value === "")
      throw new InputError({ input, got: "nothing", expected });
    if (typeof value !== "object" && typeof value !== "string")
      throw new InputError({ input, got: describe(value), expected });
    return recordSource(input, value);
  };
}

/** Records as above, and at least one: where they say what to delete, an empty list is a mistake of a previous step. */
export function atLeastOne(input: string, expected: string) {
  const empty = () => new InputError({ input, got: "an empty list or file", expected });
  async function* filled(source: RecordSource): AsyncGenerator<unknown> {
    let isEmpty = true;
    for await (const record of source) {
      isEmpty = false;
      yield record;
    }
    if (isEmpty) throw empty();
  }
  return (value: unknown): RecordSource => {
    const source = records(input, expected)(value);
    if (!Array.isArray(source)) return filled(source);
    if (source.length === 0) throw empty();
    return source;
  };
}

const isText = (value: unknown) => typeof value === "string";

/**
 * The list that a text is in JSON, if it is one. Names may begin with a bracket too: `[404]` is a list only where numbers are IDs, and
 * what begins like a list of texts is refused where it is not JSON.
 */
function parseList(input: string, source: string, numbers: boolean): unknown[] | undefined {
  const beginsWithText = /^\s*\[\s*"/.test(source);
  let list: unknown;
  try {
    list = JSON.parse(source);
  } catch {
    if (beginsWithText) parseJson(input, source);
  }
  if (!Array.isArray(list)) return undefined;
  const isList = beginsWithText || list.every((element) => isText(element) || (numbers && typeof element === "number"));
  return isList ? list : undefined;
}

/**
 * Texts of a list input, a JSON list as text, or one text; undefined where there are none. They are data: each stays as given, blanks at
 * its ends included, and only empty ones are left out.
 *
 * @param options.numbers whether the texts are IDs, so that a JSON list of numbers is a list of them
 */
export function textList(input: string, { numbers = false } = {}) {
  const element = text(input);
  return (value: unknown): string[] | undefined => {
    if (isUnset(value)) return undefined;
    const list = typeof value === "string" ? parseList(input, value, numbers) : value;
    const elements: unknown[] = Array.isArray(list) ? list : [value];
    // A form may hand over an empty row for an input that is not filled in; nothing but null comes from a step that found nothing.
    if (elements.length > 0 && elements.every((one) => one === null || one === undefined)) {
      const fix = "Leave the input empty to ask for all, or skip the step where there is nothing to ask for.";
      throw new InputError({ input, got: "a list of nothing but null", expected: "at least one text", fix });
    }
    const texts = elements
      .map((one) => (typeof one === "string" ? one : (element(one) ?? "")))
      .filter((one) => one !== "");
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
    const parsed = exactJson(input, value);
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
    const merged = [...values].map(([key, all]): [string, unknown] => [key, all.length === 1 ? all[0] : all.flat()]);
    return filled.length === 0 ? undefined : Object.fromEntries(merged);
  };
}
