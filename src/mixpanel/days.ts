/** Days as people write them: `2024-01-31`, `today`, `7 days ago`, `start of month`. */

type Unit = "day" | "week" | "month" | "quarter" | "year";

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;
const AGO = /^(\d{1,4}) (day|week|month|quarter|year)s? ago$/;
const EDGE = /^(start|end) of (?:(this|last) )?(week|month|quarter|year)$/;
/** At most so many days. */
const UNIT_DAYS: Readonly<Record<Unit, number>> = { day: 1, week: 7, month: 31, quarter: 92, year: 366 };
const MAX_AGO_DAYS = 1_000 * UNIT_DAYS.year;
const NAMED: Readonly<Record<string, number>> = { today: 0, yesterday: -1 };

/** What an error says of them. */
export const DAY_EXAMPLES = "a day as yyyy-mm-dd, or words such as today, yesterday, 7 days ago or start of month";

const parse = (day: string) => new Date(`${day}T00:00:00Z`);
const isoOf = (date: Date) => date.toISOString().slice(0, 10);
const wordsOf = (text: string) => text.trim().toLowerCase().replace(/\s+/g, " ");

/** Whether a text is a day of the calendar as yyyy-mm-dd. */
export function isIsoDay(text: string): boolean {
  const date = ISO_DAY.test(text) ? parse(text) : undefined;
  // 2024-02-30 is read as March 1: only a day that exists comes back as it went in.
  return date !== undefined && !Number.isNaN(date.getTime()) && isoOf(date) === text;
}

/** Whether a text says how long ago: not so long that the year would no longer have four digits. */
function isAgo(words: string): boolean {
  const [, count, unit] = AGO.exec(words) ?? [];
  return isUnit(unit) && Number(count) * UNIT_DAYS[unit] <= MAX_AGO_DAYS;
}

/** Whether a text is a day as yyyy-mm-dd, or words for one that `resolveDay` knows. */
export function isDay(text: string): boolean {
  const words = wordsOf(text);
  return isIsoDay(words) || Object.hasOwn(NAMED, words) || isAgo(words) || EDGE.test(words);
}

/** The day so many units later. A day that the month lacks becomes its last one: one month before March 31 is February 29 or 28. */
function shift(day: string, by: number, unit: Unit): string {
  const date = parse(day);
  if (unit === "day" || unit === "week") {
    date.setUTCDate(date.getUTCDate() + by * (unit === "week" ? 7 : 1));
    return isoOf(date);
  }
  const months = by * { month: 1, quarter: 3, year: 12 }[unit];
  const dayOfMonth = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(dayOfMonth, last));
  return isoOf(date);
}

/** The first day of the week (Monday), month, quarter or year that a day is in. */
function startOf(day: string, unit: Unit): string {
  const date = parse(day);
  if (unit === "week") return shift(day, -((date.getUTCDay() + 6) % 7), "day");
  const month = { month: date.getUTCMonth(), quarter: date.getUTCMonth() - (date.getUTCMonth() % 3), year: 0 };
  return isoOf(new Date(Date.UTC(date.getUTCFullYear(), unit === "day" ? date.getUTCMonth() : month[unit], 1)));
}

/**
 * The day that a text stands for. Words never stand for a later day than today: there is no data of it, and the Query API refuses it.
 *
 * @param text one that `isDay` accepts
 * @param today the current day as yyyy-mm-dd, in the time zone that counts
 * @returns yyyy-mm-dd
 */
export function resolveDay(text: string, today: string): string {
  const words = wordsOf(text);
  if (isIsoDay(words)) return words;
  const day = dayOfWords(words, today);
  return day < today ? day : today;
}

function dayOfWords(words: string, today: string): string {
  const named = NAMED[words];
  if (named !== undefined) return shift(today, named, "day");
  const [, count, unit] = AGO.exec(words) ?? [];
  if (isUnit(unit)) return shift(today, -Number(count), unit);
  const [, edge, which, span] = EDGE.exec(words) ?? [];
  if (!isUnit(span)) throw new RangeError(`${words} is no day`);
  const start = startOf(which === "last" ? shift(startOf(today, span), -1, span) : today, span);
  return edge === "start" ? start : shift(shift(start, 1, span), -1, "day");
}

const isUnit = (text: string | undefined): text is Unit => text !== undefined && Object.hasOwn(UNIT_DAYS, text);

/** Whether one of these needs to know which day it is. */
export function isRelative(...days: readonly (string | undefined)[]): boolean {
  return days.some((day) => day !== undefined && !isIsoDay(wordsOf(day)));
}

/** Whether this runtime knows a time zone by that name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const DAY_MS = 86_400_000;

/** The day so many days later; earlier if `days` is negative. @param day as yyyy-mm-dd */
export const dayAfter = (day: string, days = 1): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The day of a moment in a time zone, as yyyy-mm-dd. @param timeZone IANA name @throws RangeError where there is no such time zone */
export function dayIn(timeZone: string, ms: number): string {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}`;
}
