import { InputError } from "../errors";
import { EXPORTS_PER_HOUR } from "../limits/documented";

const DAY_MS = 86_400_000;

/** Days of one export, both included, as yyyy-mm-dd. */
export interface DateWindow {
  from_date: string;
  to_date: string;
}

const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (day: number) => new Date(day).toISOString().slice(0, 10);

/** Days of a range, both ends included; 0 or less where it ends before it begins. @param from and to as yyyy-mm-dd */
export function daysOf(from: string, to: string): number {
  return Math.round((dayOf(to) - dayOf(from)) / DAY_MS) + 1;
}

/** The most events that one call of the export may be limited to. */
export const MAX_EXPORT_LIMIT = 100_000;

/** What breaks off is read again by the window: a month at least, so that few exports do. */
const MIN_WINDOW_DAYS = 31;
/** Of the 60 exports an hour, a range of up to six years spends this many at the most unless told otherwise. */
const MOST_WINDOWS = 6;

/** A year: more days in one export are cut off sooner than they end. */
export const MAX_WINDOW_DAYS = 366;

/**
 * Days of each window where nobody says how many: a month, or a sixth of the range where that is longer; a year at the most, unless the
 * range would then take more exports than an hour has.
 */
export function defaultWindowDays(from: string, to: string): number {
  const days = daysOf(from, to);
  const usual = Math.max(MIN_WINDOW_DAYS, Math.ceil(days / MOST_WINDOWS));
  return Math.max(Math.min(usual, MAX_WINDOW_DAYS), Math.ceil(days / EXPORTS_PER_HOUR));
}

/**
 * Cuts a range of days into windows, each to be exported on its own: what breaks is read again by the window, and each window is one of
 * the 60 exports an hour.
 *
 * @param from first day, as yyyy-mm-dd
 * @param to last day, included
 * @param days length of each window; the last may be shorter
 * @returns windows in order, without gap or overlap
 * @throws InputError where the range ends before it begins, or an end is no day
 */
export function splitRange(from: string, to: string, days: number): DateWindow[] {
  const [first, last] = [dayOf(from), dayOf(to)];
  if (!(last >= first)) throw new InputError({ input: "To Date", got: to, expected: `a day not before ${from}` });
  const windows: DateWindow[] = [];
  for (let start = first; start <= last; start += days * DAY_MS) {
    const end = Math.min(start + (days - 1) * DAY_MS, last);
    windows.push({ from_date: dateOf(start), to_date: dateOf(end) });
  }
  return windows;
}
