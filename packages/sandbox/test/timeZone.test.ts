import fc from "fast-check";
import { Calendar } from "../src/query/calendar";
import type { Unit } from "../src/query/units";
import { isTimeZone, timeZoneOf } from "../src/timeZone";

/** Zones with whole, half and quarter hours, with clocks that change at midnight or by half an hour, and that skipped a day. */
const ZONES = [
  "UTC",
  "America/Los_Angeles",
  "US/Pacific",
  "America/Sao_Paulo",
  "America/Havana",
  "America/St_Johns",
  "Europe/Berlin",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Beirut",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Kiritimati",
];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What a clock on the wall shows, by Node's own formatting: `2024-03-10 01:59:59`. */
const shown = (zone: string, ms: number): string => new Date(ms).toLocaleString("sv-SE", { timeZone: zone });

/** What the calendar takes a wall time for, in the same writing. */
const written = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, 19).replace("T", " ");

const zoneOf = fc.constantFrom(...ZONES);
/** Whole seconds from 2000 to 2030. */
const instantOf = fc.integer({ min: 946_684_800, max: 1_893_456_000 }).map((seconds) => seconds * 1000);

test("R3: the wall clock of a zone shows what Node's own formatting says", () => {
  fc.assert(
    fc.property(zoneOf, instantOf, (name, ms) => {
      expect(written(timeZoneOf(name).wallOf(ms))).toBe(shown(name, ms));
    }),
    { numRuns: 500 },
  );
});

test("R3: an instant is found again by what the clock showed, or an earlier one at which it showed the same", () => {
  fc.assert(
    fc.property(zoneOf, instantOf, (name, ms) => {
      const zone = timeZoneOf(name);
      const found = zone.instantOf(zone.wallOf(ms));
      expect(found).toBeLessThanOrEqual(ms);
      expect(shown(name, found)).toBe(shown(name, ms));
    }),
    { numRuns: 500 },
  );
});

test("R3: a day begins at its first instant, whatever clocks do at midnight", () => {
  fc.assert(
    fc.property(zoneOf, instantOf, (name, ms) => {
      const calendar = new Calendar(timeZoneOf(name));
      const day = shown(name, ms).slice(0, 10);
      const start = calendar.parseDay(day) ?? Number.NaN;
      expect(shown(name, start).slice(0, 10)).toBe(day);
      // St. John's changed its clocks a minute past midnight until 2011, so a day ended twice there.
      if (name !== "America/St_Johns") expect(shown(name, start - 1000).slice(0, 10) < day).toBe(true);
      expect([calendar.startOf("day", ms), calendar.formatDay(ms)]).toEqual([start, day]);
    }),
    { numRuns: 500 },
  );
});

/** The first day or hour of the bucket that a time belongs to, by its writing alone. */
function keyOf(unit: Unit, time: string): string {
  const day = time.slice(0, 10);
  if (unit === "hour") return `${time.slice(0, 13)}:00:00`;
  if (unit === "month") return `${day.slice(0, 8)}01`;
  if (unit === "day") return day;
  const noon = new Date(`${day}T12:00:00Z`);
  return new Date(noon.getTime() - ((noon.getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10);
}

test("R3: every instant of a range is in the bucket of the day, hour, week or month that the clock shows", () => {
  const units = fc.constantFrom<Unit>("hour", "day", "week", "month");
  fc.assert(
    fc.property(zoneOf, instantOf, units, fc.integer({ min: 0, max: 40 }), fc.nat(), (name, ms, unit, days, at) => {
      const calendar = new Calendar(timeZoneOf(name));
      const fromMs = calendar.startOf("day", ms);
      const range = { fromMs, toMs: calendar.startAfter(fromMs, "day", days + 1) };
      const buckets = calendar.buckets(range, unit);
      const one = range.fromMs + (at % (range.toMs - range.fromMs));
      expect(buckets.keys[buckets.indexOf(one)]).toBe(keyOf(unit, shown(name, one)));
      expect(new Set(buckets.keys).size).toBe(buckets.keys.length);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["America/Los_Angeles", "2024-03-10", 23, 23],
  ["America/Los_Angeles", "2024-11-03", 25, 24],
  ["America/Sao_Paulo", "2018-11-04", 23, 23],
  ["Australia/Lord_Howe", "2024-04-07", 24.5, 24],
  ["Asia/Kolkata", "2024-03-10", 24, 24],
])("R3: in %s, %s lasts %d hours and has %d of them in a report", (name, day, hours, keys) => {
  const calendar = new Calendar(timeZoneOf(name));
  const fromMs = calendar.parseDay(day) ?? Number.NaN;
  const toMs = calendar.startAfter(fromMs, "day", 1);
  expect([(toMs - fromMs) / HOUR_MS, calendar.buckets({ fromMs, toMs }, "hour").keys.length]).toEqual([hours, keys]);
});

test("R3: a day that a country skipped is no bucket", () => {
  const calendar = new Calendar(timeZoneOf("Pacific/Apia"));
  const range = { fromMs: calendar.parseDay("2011-12-29") ?? 0, toMs: calendar.parseDay("2012-01-01") ?? 0 };
  expect(calendar.buckets(range, "day").keys).toEqual(["2011-12-29", "2011-12-31"]);
});

test("R3: an instant is written with the offset of its zone", () => {
  const ms = Date.parse("2020-08-31T07:00:00Z");
  const written = ["America/Los_Angeles", "Asia/Kolkata", "UTC"].map((name) =>
    new Calendar(timeZoneOf(name)).formatIso(ms),
  );
  expect(written).toEqual(["2020-08-31T00:00:00-07:00", "2020-08-31T12:30:00+05:30", "2020-08-31T07:00:00+00:00"]);
});

test("R3: a name that is no time zone is known as such", () => {
  expect(["Europe/Berlin", "Mars/Olympus"].map(isTimeZone)).toEqual([true, false]);
});
