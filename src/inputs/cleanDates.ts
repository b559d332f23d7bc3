import { DAY_EXAMPLES, isDay, isIsoDay, isTimeZone } from "../mixpanel/days";
import { InputError } from "../mixpanel/errors";
import { describe, integer, text } from "./clean";

/** Cleaners for days, times and time zones. */

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
