/** Days, buckets and windows of reports. All of it in UTC, as in projects made since 2023. */
import { SandboxError } from "../errors";

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** 1970-01-05, the first Monday of the epoch: weeks begin on Mondays. */
const FIRST_MONDAY_MS = 4 * DAY_MS;
/** Keeps a mistyped date from filling the memory: a year of minutes still fits. */
const MAX_BUCKETS = 600_000;

export type Unit = "second" | "minute" | "hour" | "day" | "week" | "month";

const FIXED_UNIT_MS: Record<Exclude<Unit, "month">, number> = {
  second: SECOND_MS,
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
  week: WEEK_MS,
};

/** Milliseconds since epoch, `toMs` not included. */
export interface TimeRange {
  fromMs: number;
  toMs: number;
}

const DATE_LENGTH = "2020-01-31".length;

/** The day of an instant as `yyyy-mm-dd`. */
export function formatDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, DATE_LENGTH);
}

/** An instant as reports write it where days are too coarse: `yyyy-mm-dd hh:mm:ss`. */
export function formatSecond(ms: number): string {
  return new Date(ms).toISOString().slice(0, "2020-01-31T00:00:00".length).replace("T", " ");
}

/** The start of a day written `yyyy-mm-dd`, in milliseconds since epoch; undefined for anything else, such as February 30 or a day before 1970. */
export function parseDay(text: string): number | undefined {
  const ms = text.length === DATE_LENGTH ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return ms >= 0 && formatDay(ms) === text ? ms : undefined;
}

/** The start of the minute, hour, day, week (Monday) or month that holds the instant. */
export function startOf(unit: Unit, ms: number): number {
  if (unit === "month") {
    const date = new Date(ms);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  }
  const origin = unit === "week" ? FIRST_MONDAY_MS : 0;
  const length = FIXED_UNIT_MS[unit];
  return Math.floor((ms - origin) / length) * length + origin;
}

/** The instant `count` units later. A month later is the same day of the next month, or the last one it has. */
export function addUnits(ms: number, unit: Unit, count: number): number {
  if (unit !== "month") return ms + count * FIXED_UNIT_MS[unit];
  const date = new Date(ms);
  const firstOfMonth = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count + 1, 0)).getUTCDate();
  return firstOfMonth + (Math.min(date.getUTCDate(), lastDay) - 1) * DAY_MS + (ms - startOf("day", ms));
}

/** How many whole steps of `step` units lie between two instants; `toMs` is not before `fromMs`. */
export function stepsBetween(fromMs: number, toMs: number, unit: Unit, step: number): number {
  if (unit !== "month") return Math.floor((toMs - fromMs) / (FIXED_UNIT_MS[unit] * step));
  let steps = 0;
  while (addUnits(fromMs, "month", (steps + 1) * step) <= toMs) steps += 1;
  return steps;
}

/** The buckets of a report, in time order. */
export interface Buckets {
  range: TimeRange;
  /** Their starts, in milliseconds since epoch. */
  starts: number[];
  /** Their starts as the report writes them. */
  keys: string[];
  /** The index of the bucket that holds an instant of the range. */
  indexOf(ms: number): number;
}

function lastIndexAtOrBefore(starts: number[], ms: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? Number.POSITIVE_INFINITY) <= ms) low = middle;
    else high = middle;
  }
  return low;
}

function bucketsOf(range: TimeRange, next: (index: number) => number, format: (ms: number) => string): Buckets {
  const starts: number[] = [];
  for (let start = next(0); start < range.toMs; start = next(starts.length)) {
    if (starts.length >= MAX_BUCKETS) throw new SandboxError(400, "The date range is too long for this unit.");
    starts.push(start);
  }
  return { range, starts, keys: starts.map(format), indexOf: (ms) => lastIndexAtOrBefore(starts, ms) };
}

/** Calendar buckets; the first one begins at or before the range. Throws a 400 for more than 600,000. */
export function calendarBuckets(range: TimeRange, unit: Unit): Buckets {
  const first = startOf(unit, range.fromMs);
  const isFine = unit === "second" || unit === "minute" || unit === "hour";
  return bucketsOf(range, (index) => addUnits(first, unit, index), isFine ? formatSecond : formatDay);
}

/** Buckets of a number of days each, the first one beginning with the range. Throws a 400 for more than 600,000. */
export function dayBuckets(range: TimeRange, days: number): Buckets {
  return bucketsOf(range, (index) => range.fromMs + index * days * DAY_MS, formatDay);
}

/** The range that holds the current unit and the `count - 1` before it, up to the end of the current unit. */
export function lastUnits(nowMs: number, unit: Unit, count: number): TimeRange {
  const current = startOf(unit, nowMs);
  return { fromMs: addUnits(current, unit, 1 - count), toMs: addUnits(current, unit, 1) };
}

/** The instant as reports write when they were computed: ISO with microseconds and an offset. */
export function computedAt(nowMs: number): string {
  return new Date(nowMs).toISOString().replace("Z", "000+00:00");
}
