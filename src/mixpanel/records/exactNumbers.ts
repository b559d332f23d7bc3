/**
 * JSON whose long numbers come out as they went in. A number of JavaScript holds 15 digits for certain; JSON.parse rounds what has more.
 * Node 20 has no JSON.rawJSON: in between, such a number is a text that begins with a character which no text of the outside should hold.
 */

/** Digits from which on a number may lose some. */
const MIN_DIGITS = 16;
/** A noncharacter, which Unicode keeps free for use within programs. Texts that begin with it all the same are told apart by a letter. */
const MARK = "\uFDD0";
const NUMBER = `${MARK}n`;
/** As long as the other, so that either can be taken off. */
const TEXT = `${MARK}t`;

/** Finds all that may be long and more. Written out, as V8 skips through a text by several characters for a fixed sequence alone. */
const MAYBE_LONG = new RegExp("[\\d.]".repeat(MIN_DIGITS));
/** A quote or a number: without anything behind it that could fail, it never goes back. */
const TOKEN = /"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const NO_DIGITS_OF_VALUE = /[eE].*|[-.]/g;
const KEY_END = /\s*:/y;
const MARK_AT_START = /^(?:\uFDD0|\\ufdd0)/i;
/** A quote within a text has a backslash before it; one that begins a text has none. */
const MASK = /(?<!\\)"\uFDD0(?:t|n([-+.\deE]+)")/g;

const isLong = (number: string) =>
  number.length >= MIN_DIGITS && number.replace(NO_DIGITS_OF_VALUE, "").length >= MIN_DIGITS;

/** Where a quoted text ends, its quote included. No regex: on a text of many escapes that would run out of stack. */
function textEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

/** What has to be masked: long numbers, and quoted texts that look like a mask. */
function* maskable(text: string): Generator<{ start: number; end: number; isNumber: boolean }> {
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token !== null; token = TOKEN.exec(text)) {
    const start = token.index;
    const isNumber = token[0] !== '"';
    const end = isNumber ? start + token[0].length : textEnd(text, start);
    if (isNumber ? isLong(token[0]) : MARK_AT_START.test(text.slice(start + 1, start + 7))) {
      yield { start, end, isNumber };
    }
    // Others may have used it meanwhile.
    TOKEN.lastIndex = end;
  }
}

/** Whether JSON has a number of 16 digits or more, outside of quotes. Costs next to nothing where it has no such run of digits at all. */
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
    // As a text, a number in the place of a key would become JSON.
    if (isNumber && KEY_END.test(text)) continue;
    pieces.push(text.slice(copied, start), '"', isNumber ? NUMBER : TEXT);
    if (isNumber) pieces.push(text.slice(start, end), '"');
    copied = isNumber ? end : start + 1;
  }
  pieces.push(text.slice(copied));
  return pieces.join("");
}

/**
 * JSON.parse, but for numbers of 16 digits or more: in the place of each is a text, the same one for the same number, for
 * stringifyExact to write. Texts that begin with U+FDD0 are changed likewise.
 *
 * @throws SyntaxError as JSON.parse does, RangeError where the text is too long to be masked
 */
export function parseExact(text: string): unknown {
  const json = masked(text);
  try {
    return JSON.parse(json);
  } catch (error) {
    // Its own fault, at the position in the text as it came.
    JSON.parse(text);
    throw error;
  }
}

/**
 * JSON.stringify for what parseExact gave, whole, in part or with more added to it: long numbers are written digit for digit.
 *
 * @throws TypeError as JSON.stringify does
 */
export function stringifyExact(value: unknown): string {
  const json = JSON.stringify(value);
  // Undefined for a function or undefined, whatever its type says.
  return json?.includes(MARK) ? json.replace(MASK, (_mask, number?: string) => number ?? '"') : json;
}

/** A text of what parseExact gave, a key among them: the text itself, or the digits of a long number. */
export const textOf = (text: string): string => (text.startsWith(MARK) ? text.slice(NUMBER.length) : text);

/** Whether a number was longer than JavaScript's before it came here: its last digits may be lost, and another may have become the same. */
export const isRounded = (value: unknown): boolean =>
  typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);

/** Whether a value holds such a number, however deep. */
export function holdsRounded(root: unknown): boolean {
  const values = [root];
  while (values.length > 0) {
    const value = values.pop();
    if (isRounded(value)) return true;
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) continue;
    for (const inner of Object.values(value)) values.push(inner);
  }
  return false;
}

/** A value of what parseExact gave: its digits as a text where it is a long number, else itself. */
export const digitsOf = (value: unknown): unknown =>
  typeof value === "string" && value.startsWith(NUMBER) ? value.slice(NUMBER.length) : value;

/** What a number or text of parseExact's stands for: an integer beyond 2^53 keeps its digits as text, other numbers are numbers. */
function plainOf(text: string): unknown {
  if (!text.startsWith(NUMBER)) return textOf(text);
  const number = text.slice(NUMBER.length);
  const isExact = !/^-?\d+$/.test(number) || Number.isSafeInteger(Number(number));
  return isExact ? Number(number) : number;
}

/** Puts what they stand for in the place of parseExact's texts. No recursion: a response may be nested deeper than the stack. */
function replaceMasks(root: object): void {
  const containers: object[] = [root];
  for (let container = containers.pop(); container !== undefined; container = containers.pop()) {
    for (const [key, value] of Object.entries(container)) {
      if (typeof value === "object" && value !== null) containers.push(value);
      const isMasked = typeof value === "string" && value.startsWith(MARK);
      if (!isMasked && !key.startsWith(MARK)) continue;
      if (key.startsWith(MARK)) Reflect.deleteProperty(container, key);
      // Defined, not assigned: a key may be __proto__.
      const plain = { value: isMasked ? plainOf(value) : value, writable: true, enumerable: true, configurable: true };
      Object.defineProperty(container, textOf(key), plain);
    }
  }
}

/**
 * JSON.parse for what Mixpanel responds: integers beyond 2^53, which a number of JavaScript would round, come as text with all their
 * digits. Numbers with a point or an exponent stay numbers.
 *
 * @throws SyntaxError as JSON.parse does
 */
export function parseKeepingDigits(text: string): unknown {
  if (!hasLongNumber(text)) return JSON.parse(text);
  const value = parseExact(text);
  if (typeof value === "string") return plainOf(value);
  if (typeof value === "object" && value !== null) replaceMasks(value);
  return value;
}

/** A number of JSON.parse or parseExact, rounded where it has to be; undefined for what is none. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  const digits = digitsOf(value);
  return digits === value ? undefined : Number(digits);
}
