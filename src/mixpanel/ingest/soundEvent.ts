import { CLOSING_BRACE, COMMA, DOLLAR, OPENING_BRACE, QUOTE } from "../records/bytes";
import { JsonScanner, tableOf, UNSURE } from "../records/jsonScanner";
import { isIdentityEvent } from "./identityEvents";
import { MAX_INSERT_ID_BYTES } from "./insertId";
import { isRefusedId, mayBeRefused } from "./validate/refusedIds";
import { ENTRIES_LIMIT, MAX_EVENT_NAME_CHARACTERS, MAX_NESTING_DEPTH, RECORD_LIMIT_BYTES } from "./validate/rule";
import { EARLIEST_TIME_MS } from "./validate/time";

/** What an event needs beside the rules, so that nothing has to be changed. */
export interface Soundness {
  /** Its time is not after this one, in milliseconds since 1970. */
  nowMs: number;
  /** Whether an event without a `$source` would get one. */
  needsSource: boolean;
}

/** Written by JSON.stringify, `1e20` takes 21 bytes: an event of so many bytes is surely small enough when written in any form. */
const MAX_SOUND_BYTES = RECORD_LIMIT_BYTES / 8;
/** Each value counts toward all limits of entries: an event of fewer keeps every one of them. */
const MAX_VALUES = ENTRIES_LIMIT - 1;
/** No time has more digits. */
const MAX_TIME_DIGITS = 14;

const ID_BYTES = tableOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");
/** First byte of U+FDD0, by which a masked number begins; see exactNumbers.ts. */
const MASK_BYTE = 0xef;
const DIGITS = tableOf("0123456789");
const [ZERO = 0, POINT] = Buffer.from("0.");

const EVENT = Buffer.from('"event"');
const PROPERTIES = Buffer.from('"properties"');

/** Names of properties on which rules or defaults depend. Of several with the same name, each has to be sound. */
const [TIME, DISTINCT_ID, INSERT_ID, USER_ID, DEVICE_ID, SOURCE, REFUSED] = [1, 2, 4, 8, 16, 32, 64] as const;
const NAMES: readonly (readonly [name: string, mark: number])[] = [
  ["time", TIME],
  ["distinct_id", DISTINCT_ID],
  ["$insert_id", INSERT_ID],
  ["$user_id", USER_ID],
  ["$device_id", DEVICE_ID],
  ["$source", SOURCE],
  ["$ignore", REFUSED],
  ["bucket", REFUSED],
  ["$bucket", REFUSED],
];
/** The names by their length with quotes, which hardly any other property shares with them. */
const BY_LENGTH: { bytes: Buffer; mark: number }[][] = Array.from({ length: 16 }, (_, length) =>
  NAMES.filter(([name]) => name.length + 2 === length).map(([name, mark]) => ({
    bytes: Buffer.from(`"${name}"`),
    mark,
  })),
);

function standsAt(bytes: Uint8Array, start: number, text: Uint8Array): boolean {
  for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text[at]) return false;
  return true;
}

function markOf(bytes: Uint8Array, start: number, end: number): number {
  const named = BY_LENGTH[end - start];
  if (named !== undefined) for (const { bytes: name, mark } of named) if (standsAt(bytes, start, name)) return mark;
  return 0;
}

const scanner = new JsonScanner();

/** Reads a text without escapes, so that its bytes are its characters. */
function plainText(start: number): number {
  const end = scanner.text(start);
  return scanner.hasEscape ? UNSURE : end;
}

/** An event's name that is not empty, not too long, and does not link users. */
function nameEnd(bytes: Buffer, start: number): number {
  const end = plainText(start);
  const length = end - start - 2;
  if (length <= 0 || length > MAX_EVENT_NAME_CHARACTERS) return UNSURE;
  return bytes[start + 1] === DOLLAR && isIdentityEvent(bytes.toString("latin1", start + 1, end - 1)) ? UNSURE : end;
}

/** A number of seconds or milliseconds after 1971, and not after `nowMs`. A fraction makes it later by less than one. */
function timeEnd(bytes: Buffer, start: number, nowMs: number): number {
  if (bytes[start] === ZERO) return UNSURE;
  let time = 0;
  let at = start;
  for (; DIGITS[bytes[at] ?? 0] === 1; at++) time = time * 10 + (bytes[at] ?? ZERO) - ZERO;
  if (at - start > MAX_TIME_DIGITS || time * 1000 < EARLIEST_TIME_MS) return UNSURE;
  const hasFraction = bytes[at] === POINT;
  const latest = hasFraction ? time + 1 : time;
  if ((time < EARLIEST_TIME_MS ? latest * 1000 : latest) > nowMs) return UNSURE;
  return hasFraction ? scanner.digits(at + 1) : at;
}

function isPlaceholder(bytes: Buffer, start: number, end: number): boolean {
  return mayBeRefused(bytes, start, end) && isRefusedId(bytes.toString("utf8", start, end));
}

function insertIdEnd(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (ID_BYTES[bytes[at] ?? 0] === 1) at++;
  const length = at - start - 1;
  const isText = bytes[start] === QUOTE && bytes[at] === QUOTE && length > 0 && length <= MAX_INSERT_ID_BYTES;
  return isText && !isPlaceholder(bytes, start + 1, at) ? at + 1 : UNSURE;
}

/** An ID that is text, and stays as it is. */
function idEnd(bytes: Buffer, start: number, mark: number): number {
  const end = plainText(start);
  if (bytes[start + 1] === MASK_BYTE) return UNSURE;
  if (mark === DISTINCT_ID) return isPlaceholder(bytes, start + 1, end - 1) ? UNSURE : end;
  // Empty text names nobody.
  return end === start + 2 ? UNSURE : end;
}

function propertyEnd(bytes: Buffer, start: number, mark: number, { nowMs }: Soundness): number {
  if (mark === 0) return scanner.value(start, MAX_NESTING_DEPTH);
  if (mark === TIME) return timeEnd(bytes, start, nowMs);
  if (mark === INSERT_ID) return insertIdEnd(bytes, start);
  return mark === REFUSED ? UNSURE : idEnd(bytes, start, mark);
}

function propertiesEnd(bytes: Buffer, start: number, soundness: Soundness): number {
  if (bytes[start] !== OPENING_BRACE) return UNSURE;
  let found = 0;
  for (let at = start; at === start || bytes[at] === COMMA; at = scanner.filled(at)) {
    const key = scanner.filled(at + 1);
    const keyEnd = plainText(key);
    const mark = markOf(bytes, key, keyEnd);
    at = scanner.afterColon(keyEnd);
    if (at === UNSURE || !scanner.count()) return UNSURE;
    found |= mark;
    at = propertyEnd(bytes, at, mark, soundness);
    if (at === UNSURE) return UNSURE;
    if (bytes[scanner.filled(at)] === CLOSING_BRACE) {
      const needed = TIME | INSERT_ID | (soundness.needsSource ? SOURCE : 0);
      const hasUser = (found & (DISTINCT_ID | USER_ID | DEVICE_ID)) !== 0;
      return hasUser && (found & needed) === needed ? scanner.filled(at) + 1 : UNSURE;
    }
  }
  return UNSURE;
}

function memberEnd(bytes: Buffer, start: number, isName: boolean, soundness: Soundness): number {
  const key = isName ? EVENT : PROPERTIES;
  const value = standsAt(bytes, start, key) ? scanner.afterColon(start + key.length) : UNSURE;
  if (value === UNSURE) return UNSURE;
  const end = isName ? nameEnd(bytes, value) : propertiesEnd(bytes, value, soundness);
  return end === UNSURE ? UNSURE : scanner.filled(end);
}

/**
 * Proves by its bytes that an event keeps every rule of /import and would be sent exactly as it stands. What is not certain is left to
 * validateEvent and completeEvent, which know why: an escape in an ID, a time in the future, a placeholder, 255 properties.
 *
 * @returns the position after the event that begins at `start`; UNSURE if that is not certain
 */
export function soundEventEnd(bytes: Buffer, start: number, soundness: Soundness): number {
  if (bytes[start] !== OPENING_BRACE) return UNSURE;
  scanner.begin(bytes, MAX_VALUES);
  const first = scanner.filled(start + 1);
  const isNameFirst = standsAt(bytes, first, EVENT);
  const comma = memberEnd(bytes, first, isNameFirst, soundness);
  if (comma === UNSURE || bytes[comma] !== COMMA) return UNSURE;
  const brace = memberEnd(bytes, scanner.filled(comma + 1), !isNameFirst, soundness);
  const isWhole = brace !== UNSURE && bytes[brace] === CLOSING_BRACE && brace - start < MAX_SOUND_BYTES;
  return isWhole ? brace + 1 : UNSURE;
}
