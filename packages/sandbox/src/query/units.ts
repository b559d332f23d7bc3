/** Units of time, and arithmetic with them on what a wall clock shows. */
export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** 1970-01-05, the first Monday of the epoch: weeks begin on Mondays. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

export type Unit = "second" | "minute" | "hour" | "day" | "week" | "month";
export type FixedUnit = Exclude<Unit, "month">;

const FIXED_UNIT_MS: Record<FixedUnit, number> = {
  second: SECOND_MS,
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
  week: WEEK_MS,
};

/** How long a span of units is, in milliseconds: days of 24 hours, whatever clocks do. */
export function durationOf(unit: FixedUnit, count: number): number {
  return count * FIXED_UNIT_MS[unit];
}

/** The wall time at which the minute, hour, day, week (Monday) or month began that holds another. */
export function startOfWall(unit: Unit, wallMs: number): number {
  if (unit === "month") {
    const date = new Date(wallMs);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  }
  const origin = unit === "week" ? FIRST_MONDAY_MS : 0;
  const length = FIXED_UNIT_MS[unit];
  return Math.floor((wallMs - origin) / length) * length + origin;
}

/** The wall time `count` units later. A month later is the same day of the next month, or the last one it has. */
export function addToWall(wallMs: number, unit: Unit, count: number): number {
  if (unit !== "month") return wallMs + durationOf(unit, count);
  const date = new Date(wallMs);
  const firstOfMonth = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count + 1, 0)).getUTCDate();
  const timeOfDay = wallMs - startOfWall("day", wallMs);
  return firstOfMonth + (Math.min(date.getUTCDate(), lastDay) - 1) * DAY_MS + timeOfDay;
}
