import { isDate } from "node:util/types";
import { projectTimeToUtc } from "../copy/projectTime";
import { isTimeZone } from "../days";
import { InputError } from "../errors";
import { EARLIEST_TIME_MS } from "../ingest/validate/time";
import { Invalid, invalid } from "./invalid";
import { unwrap } from "./unwrap";

/** Numbers below are seconds, a thousand times as much milliseconds, and so on: a time after 1971 in one unit is no such time in another. */
const SECONDS_BELOW = EARLIEST_TIME_MS;
const UNIT_FACTOR = 1_000;
/** Beyond it, JavaScript has no dates. */
const MAX_DATE_MS = 8.64e15;
const MINUTE_MS = 60_000;

const WHOLE = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?\d+\.\d*$/;
const MAX_COMPACT_DAY = 22_000_000;
const COMPACT_DAY = /^(?:19|20|21)\d{6}$/;
/** ISO 8601 and what databases make of it: blanks, one-digit months, offsets such as +00, zone names. */
const TIME =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:T|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?(?::?00)?|[A-Z][\w+-]*(?:\/[\w+-]+)+)?)?$/i;
const OFFSET = /^([+-])(\d{2})(?::?(\d{2}))?(?::?00)?$/;
const MAX_OFFSET_MINUTES = 18 * 60;

const EXPECTED =
  "a number since 1970 (in seconds, milliseconds, microseconds or nanoseconds), or text such as 2026-01-15, 2026-01-15 10:00:00 or 2026-01-15T10:00:00Z";
const FIX = "Write the time in one of these forms in the query or file.";

const NO_DATE = new Invalid("time_format", "an invalid date", EXPECTED, FIX);
const wrong = (value: unknown) => invalid("time_format", value, EXPECTED, FIX);

/** Turns a local time, in milliseconds as if it were UTC, into UTC. */
export type ToUtc = (localMs: number) => number;

/** Offsets of zone names that occur in times themselves. */
const named = new Map<string, ToUtc | undefined>();
const MAX_NAMED = 100;

/** `+02:00` in milliseconds; undefined if a text is no offset from UTC. */
function offsetMs(text: string): number | undefined {
  const [, sign, hours, minutes = "0"] = OFFSET.exec(text) ?? [];
  if (hours === undefined || Number(minutes) > 59) return undefined;
  const total = Number(hours) * 60 + Number(minutes);
  if (total > MAX_OFFSET_MINUTES) return undefined;
  return (sign === "-" ? -total : total) * MINUTE_MS;
}

function zoneOf(text: string): ToUtc | undefined {
  if (/^(?:Z|UTC|GMT)$/i.test(text)) return (ms) => ms;
  const offset = offsetMs(text);
  if (offset !== undefined) return (ms) => ms - offset;
  // Intl knows some offsets, too, in forms that depend on the version of Node.
  return /^[a-z]/i.test(text) && isTimeZone(text) ? projectTimeToUtc(text) : undefined;
}

function knownZone(text: string): ToUtc | undefined {
  if (!named.has(text)) {
    if (named.size === MAX_NAMED) named.clear();
    named.set(text, zoneOf(text));
  }
  return named.get(text);
}

/**
 * The zone of times that state none.
 *
 * @param zone IANA name such as Europe/Berlin, or an offset such as +02:00
 * @throws InputError if there is no such zone
 */
export function readZone(zone: string, input = "Time Zone"): ToUtc {
  const toUtc = zoneOf(zone.trim());
  if (toUtc !== undefined) return toUtc;
  throw new InputError({
    input,
    got: `"${zone.slice(0, 40)}"`,
    expected: "an IANA time zone such as Europe/Berlin, an offset such as +02:00, or UTC",
  });
}

/** A number of any unit as milliseconds, cut to whole ones. */
function scaled(value: number): number {
  const size = Math.abs(value);
  let bound = SECONDS_BELOW;
  // A fraction of seconds, such as .923, may be a little less as a JavaScript number, which must not cost a millisecond.
  if (size < bound) return Math.floor(value * UNIT_FACTOR + 0.005);
  for (let divisor = 1; ; divisor *= UNIT_FACTOR) {
    bound *= UNIT_FACTOR;
    // A number in nanoseconds has lost up to 128 of them, which must not cost a millisecond.
    if (size < bound || divisor === UNIT_FACTOR ** 2) return Math.floor((value + divisor / 2_000) / divisor);
  }
}

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** A time of the calendar as milliseconds as if it were UTC; undefined if there is none such. */
function localMs(date: readonly number[], milliseconds: number): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = date;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  // Date.UTC takes years below 100 for years of the 20th century.
  return new Date(0).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1_000 + milliseconds;
}

const noSuchTime = (text: string) =>
  invalid("time_impossible", text, "a day and time that exist in the calendar", "Correct it in the source.");

function fromText(given: string, toUtc: ToUtc): number | Invalid {
  const text = given.trim();
  if (COMPACT_DAY.test(text)) {
    const local = localMs([text.slice(0, 4), text.slice(4, 6), text.slice(6)].map(Number), 0);
    return local === undefined ? noSuchTime(text) : toUtc(local);
  }
  if (WHOLE.test(text)) return text.length > 21 ? wrong(text) : fromBigInt(BigInt(text.replace("+", "")));
  if (DECIMAL.test(text)) return within(scaled(Number(text)), text);
  const match = TIME.exec(text);
  if (match === null) return wrong(text);
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = "", zone] = match;
  const local = localMs(
    [year, month, day, hour, minute, second].map(Number),
    Number(fraction.slice(0, 3).padEnd(3, "0")),
  );
  if (local === undefined) return noSuchTime(text);
  if (zone === undefined) return toUtc(local);
  const stated = knownZone(zone);
  return stated === undefined ? wrong(text) : stated(local);
}

const within = (ms: number, value: unknown) => (Math.abs(ms) <= MAX_DATE_MS ? ms : wrong(value));

/** Divides before the number is rounded to a JavaScript number. */
function fromBigInt(value: bigint): number | Invalid {
  const size = value < 0n ? -value : value;
  const bound = BigInt(SECONDS_BELOW * UNIT_FACTOR);
  if (size < bound) return scaled(Number(value));
  const divisor = size < bound * BigInt(UNIT_FACTOR) ? 1_000n : 1_000_000n;
  const cut = value / divisor;
  return within(Number(value < 0n && value % divisor !== 0n ? cut - 1n : cut), value);
}

/**
 * Reads a time as milliseconds since 1970, the same on every host:
 *
 * - numbers, also as text: seconds, milliseconds, microseconds or nanoseconds, depending on their size; 20260115 is a day
 * - text: ISO 8601 and the spellings of databases; without a zone, it is in the stated one; a day is its midnight
 * - a Date, and BigQuery's `{value}`
 *
 * @param toUtc the stated zone, as `readZone` returns it
 * @returns Invalid for anything else, and for a day that does not exist, such as February 30
 */
export function readTime(value: unknown, toUtc: ToUtc): number | Invalid {
  if (typeof value === "string") return fromText(value, toUtc);
  if (typeof value === "number") {
    // An integer this small may be a day, such as 20260115.
    if (Number.isInteger(value) && value < MAX_COMPACT_DAY) return fromText(String(value), toUtc);
    return Number.isFinite(value) ? within(scaled(value), value) : wrong(value);
  }
  if (typeof value === "bigint") return fromText(String(value), toUtc);
  if (isDate(value)) return Number.isNaN(value.getTime()) ? NO_DATE : value.getTime();
  if (typeof value !== "object" || value === null) return wrong(value);
  const plain = unwrap(value);
  if (Buffer.isBuffer(plain)) return fromText(plain.toString("utf8"), toUtc);
  return (typeof plain === "object" && !isDate(plain)) || plain === undefined ? wrong(value) : readTime(plain, toUtc);
}

/** A time as Mixpanel expects it in properties: ISO text in UTC. @see https://docs.mixpanel.com/docs/data-structure/property-reference/data-type */
export const isoOf = (ms: number): string => new Date(ms).toISOString();
