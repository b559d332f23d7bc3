import { dayIn } from "../days";
import type { DateWindow } from "../export/windows";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** No clock is further ahead of UTC. */
const MAX_AHEAD_HOURS = 14;

/** The time zones that the days of a project's exports may be in, as IANA names. */
export type TimeZones = readonly string[];

const UTC = "UTC";

function daysIn(zones: TimeZones, ms: number): { first: string; last: string } {
  const days = zones.map((zone) => dayIn(zone, ms)).sort();
  return { first: days[0] ?? dayIn(UTC, ms), last: days.at(-1) ?? dayIn(UTC, ms) };
}

/** The latest day that it may be now. */
export const latestDay = (zones: TimeZones, now: number): string => daysIn(zones, now).last;

/** When a day begins in the first of these time zones, in milliseconds; up to an hour later, where clocks differ from UTC by part of an hour. */
export function beginningOf(day: string, zones: TimeZones): number {
  let ms = Date.parse(day) - MAX_AHEAD_HOURS * HOUR_MS;
  while (latestDay(zones, ms) < day) ms += HOUR_MS;
  return ms;
}

/**
 * The days of the events that arrived since a moment: events happen before they arrive, some of them days before. If the time zone of the
 * days is one of several, the range is right for each of them.
 *
 * @param after arrival in milliseconds since 1970
 * @param lateDays how many days an event may arrive late
 */
export function daysSince(
  after: number,
  { now, lateDays, zones }: { now: number; lateDays: number; zones: TimeZones },
): DateWindow {
  // A time, not a day, is shifted: a day on which clocks change does not have 24 hours.
  const { first } = daysIn(zones, Math.min(after, now) - lateDays * DAY_MS);
  return { from_date: first, to_date: latestDay(zones, now) };
}
