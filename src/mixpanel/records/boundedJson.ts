/**
 * Parses JSON from outside within bounds. JSON.parse itself has none: it reads any depth, and JSON.stringify then overflows the stack (from
 * about 4,000 levels); and 60 MB of `{},{},…` become more than a gigabyte of objects.
 */
import { BACKSLASH, CLOSING_BRACE, CLOSING_BRACKET, COMMA, OPENING_BRACE, OPENING_BRACKET, QUOTE } from "./bytes";

/** Far more than anything needs: Mixpanel takes three levels of an event, and its responses have fewer than 20. */
export const MAX_JSON_DEPTH = 500;

/** How many values a response may have. An object or list counts as three more, since an empty one takes as much memory as several numbers. */
export const MAX_RESPONSE_VALUES = 10_000_000;
const VALUES_OF_CONTAINER = 3;

/** JSON beyond a bound. It is a SyntaxError, so that whoever reports invalid JSON reports this too. */
export class JsonBoundError extends SyntaxError {}

/** Whether text has enough brackets to be nested too deep. Searching for a character is many times faster than parsing. */
function mayBeDeep(text: string): boolean {
  if (text.length <= MAX_JSON_DEPTH) return false;
  let opened = 0;
  for (const bracket of "{[")
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1))
      if (++opened > MAX_JSON_DEPTH) return true;
  return false;
}

/** Where a string ends, closing quote included. Not a regular expression: with many escapes it would overflow the stack. */
export function textEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

/** Reads JSON without parsing it. @throws JsonBoundError at the first value beyond a bound */
function scan(text: string, { maxDepth = Number.POSITIVE_INFINITY, maxValues = Number.POSITIVE_INFINITY }): void {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) at = textEnd(text, at) - 1;
    else if (character === COMMA) values++;
    else if (character === CLOSING_BRACE || character === CLOSING_BRACKET) depth--;
    else if (character === OPENING_BRACE || character === OPENING_BRACKET) {
      values += VALUES_OF_CONTAINER;
      if (++depth > maxDepth) throw new JsonBoundError(`JSON nested more than ${maxDepth} levels deep`);
    }
    if (values > maxValues) throw new JsonBoundError(`JSON with more than ${maxValues / 1e6} million values`);
  }
}

/** @throws JsonBoundError if JSON is nested more than MAX_JSON_DEPTH levels deep */
export function assertDepth(text: string): void {
  if (mayBeDeep(text)) scan(text, { maxDepth: MAX_JSON_DEPTH });
}

/** @throws JsonBoundError if JSON has more values than a response may have */
export function assertFewValues(text: string): void {
  // Each value takes a character beside the comma or bracket that is counted.
  if (text.length * VALUES_OF_CONTAINER > MAX_RESPONSE_VALUES) scan(text, { maxValues: MAX_RESPONSE_VALUES });
}

/** Whether a value has more levels of objects and lists than JSON may have, as one that contains itself has. */
export function isTooDeep(value: unknown): boolean {
  let level = new Set([value]);
  for (let depth = 0; depth < MAX_JSON_DEPTH && level.size > 0; depth++) {
    const next = new Set<unknown>();
    for (const outer of level) {
      if (typeof outer !== "object" || outer === null || ArrayBuffer.isView(outer)) continue;
      for (const inner of Object.values(outer)) if (typeof inner === "object" && inner !== null) next.add(inner);
    }
    level = next;
  }
  return level.size > 0;
}

/** Like JSON.parse. @throws SyntaxError as JSON.parse does; JsonBoundError if it is nested too deep */
export function parseJson(text: string): unknown {
  assertDepth(text);
  return JSON.parse(text);
}

/** Whether text is JSON, also if it is beyond a bound. */
export function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch (error) {
    return error instanceof JsonBoundError;
  }
}
