/** Days, buckets and windows of reports, in the time zone of a project. */
import { SandboxError } from "../errors";
import { type TimeZone, timeZoneOf } from "../timeZone";
import type { Project } from "../types";
import { addToWall, durationOf, SECOND_MS, startOfWall, type Unit } from "./units";

/** Keeps a mistyped date from filling the memory: a year of minutes still fits. */
const MAX_BUCKETS = 600_000;
const DATE_LENGTH = "2020-01-31".length;
const SECOND_LENGTH = "2020-01-31T00:00:00".length;

/** Milliseconds since epoch, `toMs` not included. */
export interface TimeRange {
  fromMs: number;
  toMs: number;
}

/** The buckets of a report, in time order. */
export interface Buckets {
  range: TimeRange;
  /** The instants at which they start, in milliseconds since epoch. */
  starts: number[];
  /** Their starts as the report writes them. */
  keys: string[];
  /** What the wall clock shows at their starts. */
  wallStarts: number[];
  /** The index of the bucket that holds an instant of the range. */
  indexOf(ms: number): number;
}

const isoDay = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, DATE_LENGTH);
const isoSecond = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, SECOND_LENGTH);
const spacedSecond = (wallMs: number): string => isoSecond(wallMs).replace("T", " ");

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

/**
 * The calendar of a time zone. It reckons with what the wall clock shows: a day that clocks make longer or shorter is one
 * day, and the two hours that they show twice are one bucket.
 */
export class Calendar {
  constructor(readonly zone: TimeZone) {}

  /** The day of an instant as `yyyy-mm-dd`. */
  formatDay(ms: number): string {
    return isoDay(this.zone.wallOf(ms));
  }

  /** An instant as reports write it with its zone: `2024-03-10T00:00:00-08:00`, with milliseconds where it has some. */
  formatIso(ms: number): string {
    const wallMs = this.zone.wallOf(ms);
    const minutes = (wallMs - ms) / (60 * SECOND_MS);
    const clock = new Date(Math.abs(minutes) * 60 * SECOND_MS).toISOString().slice(11, 16);
    const fraction = wallMs % SECOND_MS === 0 ? "" : `${new Date(wallMs).toISOString().slice(SECOND_LENGTH, -1)}000`;
    return `${isoSecond(wallMs)}${fraction}${minutes < 0 ? "-" : "+"}${clock}`;
  }

  /** The start of a day written `yyyy-mm-dd`; undefined for anything else, such as February 30 or a day before 1970. */
  parseDay(text: string): number | undefined {
    const wallMs = text.length === DATE_LENGTH ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
    return wallMs >= 0 && isoDay(wallMs) === text ? this.zone.instantOf(wallMs) : undefined;
  }

  /** The start of the minute, hour, day, week (Monday) or month that holds the instant. */
  startOf(unit: Unit, ms: number): number {
    return this.startAfter(ms, unit, 0);
  }

  /** The start of the unit that comes `count` units after the one that holds the instant. */
  startAfter(ms: number, unit: Unit, count: number): number {
    return this.zone.instantOf(addToWall(startOfWall(unit, this.zone.wallOf(ms)), unit, count));
  }

  /** The instant at which the wall clock shows the same time `count` units later. */
  add(ms: number, unit: Unit, count: number): number {
    return this.zone.instantOf(addToWall(this.zone.wallOf(ms), unit, count));
  }

  /** How many whole steps of `step` units lie between two instants; `toMs` is not before `fromMs`. Days are 24 hours here. */
  stepsBetween(fromMs: number, toMs: number, unit: Unit, step: number): number {
    if (unit !== "month") return Math.floor((toMs - fromMs) / durationOf(unit, step));
    let steps = 0;
    while (this.add(fromMs, "month", (steps + 1) * step) <= toMs) steps += 1;
    return steps;
  }

  /** Buckets of a unit each; the first one begins at or before the range. Throws a 400 for more than 600,000. */
  buckets(range: TimeRange, unit: Unit): Buckets {
    const first = startOfWall(unit, this.zone.wallOf(range.fromMs));
    const isFine = unit === "second" || unit === "minute" || unit === "hour";
    return this.#bucketsOf(range, (index) => addToWall(first, unit, index), isFine ? spacedSecond : isoDay);
  }

  /** Buckets of a number of days each, the first one beginning with the range. Throws a 400 for more than 600,000. */
  dayBuckets(range: TimeRange, days: number): Buckets {
    const first = startOfWall("day", this.zone.wallOf(range.fromMs));
    return this.#bucketsOf(range, (index) => addToWall(first, "day", index * days), isoDay);
  }

  /** The range that holds the current unit and the `count - 1` before it, up to the end of the current unit. */
  lastUnits(nowMs: number, unit: Unit, count: number): TimeRange {
    return { fromMs: this.startAfter(nowMs, unit, 1 - count), toMs: this.startAfter(nowMs, unit, 1) };
  }

  #bucketsOf(range: TimeRange, wallAt: (index: number) => number, format: (wallMs: number) => string): Buckets {
    const lastWallMs = this.zone.wallOf(range.toMs - 1);
    const wallStarts: number[] = [];
    const starts: number[] = [];
    for (let index = 0; wallAt(index) <= lastWallMs; index += 1) {
      if (index >= MAX_BUCKETS) throw new SandboxError(400, "The date range is too long for this unit.");
      const startMs = this.zone.instantOf(wallAt(index));
      // An hour that clocks skip, or a day that a country did, is no bucket.
      if (this.zone.wallOf(startMs) >= wallAt(index + 1)) continue;
      wallStarts.push(wallAt(index));
      starts.push(startMs);
    }
    return {
      range,
      starts,
      wallStarts,
      keys: wallStarts.map(format),
      indexOf: (ms) => lastIndexAtOrBefore(wallStarts, this.zone.wallOf(ms)),
    };
  }
}

/** The calendar of a project's time zone. */
export function calendarOf(project: Pick<Project, "timeZone">): Calendar {
  return new Calendar(timeZoneOf(project.timeZone));
}

/** The instant as reports write when they were computed: ISO with microseconds, in UTC. */
export function computedAt(nowMs: number): string {
  return new Date(nowMs).toISOString().replace("Z", "000+00:00");
}
