import { InputError } from "../errors";
import { EXPORTS_PER_HOUR } from "../limits/documented";

const DAY_MS = 86_400_000;

/** First and last day of one export, both inclusive, as yyyy-mm-dd. */
export interface DateWindow {
  from_date: string;
  to_date: string;
}

const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (day: number) => new Date(day).toISOString().slice(0, 10);

/** Number of days in a range, both ends inclusive; 0 or less if it ends before it begins. @param from as yyyy-mm-dd, like `to` */
export function daysOf(from: string, to: string): number {
  return Math.round((dayOf(to) - dayOf(from)) / DAY_MS) + 1;
}

/** Maximum value of the export's `limit` parameter. */
export const MAX_EXPORT_LIMIT = 100_000;

/** A window has at least a month by default, so that most ranges take few of the exports per hour. */
const MIN_WINDOW_DAYS = 31;
/** By default, a range of up to six years takes at most this many of the 60 exports per hour. */
const MOST_WINDOWS = 6;

/** A year: a longer export is likely to be interrupted before it ends. */
export const MAX_WINDOW_DAYS = 366;

/**
 * Default number of days per window: a month, or a sixth of the range if that is longer; at most a year, unless the range would then take
 * more exports than allowed per hour.
 */
export function defaultWindowDays(from: string, to: string): number {
  const days = daysOf(from, to);
  const usual = Math.max(MIN_WINDOW_DAYS, Math.ceil(days / MOST_WINDOWS));
  return Math.max(Math.min(usual, MAX_WINDOW_DAYS), Math.ceil(days / EXPORTS_PER_HOUR));
}

/**
 * Splits a range of days into windows, each of which is one export: after a failure only one window is read again, and each window counts
 * as one of the 60 exports per hour. Example: 2024-01-01 to 2024-01-05 with 2 days gives 01-01 to 01-02, 01-03 to 01-04, 01-05 to 01-05.
 *
 * @param from first day, as yyyy-mm-dd
 * @param to last day, inclusive
 * @param days length of each window; the last may be shorter
 * @returns windows in order, without gap or overlap
 * @throws InputError if the range ends before it begins, or a day is not valid
 */
export function splitRange(from: string, to: string, days: number): DateWindow[] {
  const [first, last] = [dayOf(from), dayOf(to)];
  if (!(last >= first))
    throw new InputError({ input: "To Date", got: to, expected: `From Date (${from}) or a later day` });
  const windows: DateWindow[] = [];
  for (let start = first; start <= last; start += days * DAY_MS) {
    const end = Math.min(start + (days - 1) * DAY_MS, last);
    windows.push({ from_date: dateOf(start), to_date: dateOf(end) });
  }
  return windows;
}
