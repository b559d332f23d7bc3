/**
 * Parses and writes JSON without rounding long numbers. A JavaScript number holds 15 digits exactly; JSON.parse rounds longer ones. Node 20
 * has no JSON.rawJSON, so a long number is masked: between parsing and writing it is a string that begins with a special character. With ¤
 * for that character:
 *
 *     {"id":12345678901234567890,"n":5}         JSON that comes in
 *     {"id":"¤n12345678901234567890","n":5}     masked, then given to JSON.parse
 *     {"id":12345678901234567890,"n":5}         written by stringifyExact, which removes ¤n and the quotes
 *
 * A string that begins with ¤ itself gets ¤t in front, "¤x" becomes "¤t¤x", so that it cannot be taken for a number.
 */

import { assertDepth, textEnd } from "./boundedJson";

/** A number with this many digits, or more, may lose some. */
const MIN_DIGITS = 16;
/** A noncharacter, which Unicode reserves for internal use. The letter after it tells a masked number from a string that begins with it. */
const MARK = "\uFDD0";
const NUMBER = `${MARK}n`;
/** As long as NUMBER, so that both are removed in the same way. */
const TEXT = `${MARK}t`;

/** Finds every long number, and other runs of digits. Repeated instead of {16}, because V8 searches faster for a fixed sequence. */
const MAYBE_LONG = new RegExp("[\\d.]".repeat(MIN_DIGITS));
/** A quote or a number. Nothing follows that could fail to match, so the expression never backtracks. */
const TOKEN = /"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const NO_DIGITS_OF_VALUE = /[eE].*|[-.]/g;
const KEY_END = /\s*:/y;
const MARK_AT_START = /^(?:\uFDD0|\\ufdd0)/i;
/** A string that begins with MARK. A quote inside a string follows a backslash; the quote at its start does not. */
const MASK = /(?<!\\)"\uFDD0(?:t|n([-+.\deE]+)")/g;

const isLong = (number: string) =>
  number.length >= MIN_DIGITS && number.replace(NO_DIGITS_OF_VALUE, "").length >= MIN_DIGITS;

/** The positions to mask: long numbers, and strings that begin with MARK. */
function* maskable(text: string): Generator<{ start: number; end: number; isNumber: boolean }> {
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token !== null; token = TOKEN.exec(text)) {
    const start = token.index;
    const isNumber = token[0] !== '"';
    const end = isNumber ? start + token[0].length : textEnd(text, start);
    if (isNumber ? isLong(token[0]) : MARK_AT_START.test(text.slice(start + 1, start + 7))) {
      yield { start, end, isNumber };
    }
    // TOKEN is shared: between two yields, another caller may have moved it.
    TOKEN.lastIndex = end;
  }
}

/** Whether JSON contains a number of 16 digits or more outside of strings. Fast if the text has no run of 16 digits. */
export function hasLongNumber(text: string): boolean {
  if (!MAYBE_LONG.test(text)) return false;
  for (const { isNumber } of maskable(text)) if (isNumber) return true;
  return false;
}

function masked(text: string): string {
  const pieces: string[] = [];
  let copied = 0;
  for (const { start, end, isNumber } of maskable(text)) {
    KEY_END.lastIndex = end;
    // A number in the place of a key is invalid JSON. Masked, it would become a valid key.
    if (isNumber && KEY_END.test(text)) continue;
    pieces.push(text.slice(copied, start), '"', isNumber ? NUMBER : TEXT);
    if (isNumber) pieces.push(text.slice(start, end), '"');
    copied = isNumber ? end : start + 1;
  }
  pieces.push(text.slice(copied));
  return pieces.join("");
}

/**
 * Like JSON.parse, but replaces each number of 16 digits or more by a masked string, which stringifyExact turns back into the number. The
 * same number always gives the same string. Strings that begin with U+FDD0 are masked, too.
 *
 * @throws SyntaxError as parseJson does; RangeError if the text is too long to be masked
 */
export function parseExact(text: string): unknown {
  assertDepth(text);
  return parseMasked(text);
}

function parseMasked(text: string): unknown {
  const json = masked(text);
  try {
    return JSON.parse(json);
  } catch (error) {
    // Throws the error with its position in the original text, not in the masked one.
    JSON.parse(text);
    throw error;
  }
}

/**
 * Like JSON.stringify, for values from parseExact, their parts, or larger values that contain them: writes long numbers with all digits.
 *
 * @throws TypeError as JSON.stringify does
 */
export function stringifyExact(value: unknown): string {
  const json = JSON.stringify(value);
  // Its type says string, but JSON.stringify returns undefined for undefined and for functions.
  return json?.includes(MARK) ? json.replace(MASK, (_mask, number?: string) => number ?? '"') : json;
}

/** Unmasks a string or key from parseExact: returns the original string, or the digits of a long number. */
export const textOf = (text: string): string => (text.startsWith(MARK) ? text.slice(NUMBER.length) : text);

/** Whether a number is an integer beyond 2^53: its last digits may already be lost, and two such numbers may have become equal. */
export const isRounded = (value: unknown): boolean =>
  typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);

/** Unmasks a value from parseExact: the digits of a long number as text, any other value unchanged. */
export const digitsOf = (value: unknown): unknown =>
  typeof value === "string" && value.startsWith(NUMBER) ? value.slice(NUMBER.length) : value;

/** Unmasks a string from parseExact: an integer beyond 2^53 becomes text with all its digits, any other number a number. */
function plainOf(text: string): unknown {
  if (!text.startsWith(NUMBER)) return textOf(text);
  const number = text.slice(NUMBER.length);
  const isExact = !/^-?\d+$/.test(number) || Number.isSafeInteger(Number(number));
  return isExact ? Number(number) : number;
}

/** Unmasks all strings and keys of an object or list in place. No recursion: deep nesting would overflow the stack. */
function replaceMasks(root: object): void {
  const containers: object[] = [root];
  for (let container = containers.pop(); container !== undefined; container = containers.pop()) {
    for (const [key, value] of Object.entries(container)) {
      if (typeof value === "object" && value !== null) containers.push(value);
      const isMasked = typeof value === "string" && value.startsWith(MARK);
      if (!isMasked && !key.startsWith(MARK)) continue;
      if (key.startsWith(MARK)) Reflect.deleteProperty(container, key);
      // Not an assignment: if the key is __proto__, that would change the prototype.
      const plain = { value: isMasked ? plainOf(value) : value, writable: true, enumerable: true, configurable: true };
      Object.defineProperty(container, textOf(key), plain);
    }
  }
}

/**
 * Parses Mixpanel's responses: like JSON.parse, but integers beyond 2^53, which JavaScript would round, become text with all their digits.
 * Numbers with a decimal point or an exponent stay numbers.
 *
 * @throws SyntaxError as parseJson does
 */
export function parseKeepingDigits(text: string): unknown {
  assertDepth(text);
  return parseAnyDepth(text);
}

/** Like parseKeepingDigits, for a caller that itself refuses what is nested too deep. @throws SyntaxError as JSON.parse does */
export function parseAnyDepth(text: string): unknown {
  if (!hasLongNumber(text)) return JSON.parse(text);
  const value = parseMasked(text);
  if (typeof value === "string") return plainOf(value);
  if (typeof value === "object" && value !== null) replaceMasks(value);
  return value;
}

/** A number from JSON.parse or parseExact as a JavaScript number, rounded if it is long; undefined if the value is not a number. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  const digits = digitsOf(value);
  return digits === value ? undefined : Number(digits);
}
