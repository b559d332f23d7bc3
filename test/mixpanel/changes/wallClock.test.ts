import fc from "fast-check";
import { isStamp, WallClock } from "../../../src/mixpanel/changes/wallClock";

const ZONES = ["UTC", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"];
const clocks = new Map(ZONES.map((zone) => [zone, new WallClock(zone)]));
const clockOf = (zone: string) => clocks.get(zone) ?? new WallClock(zone);

const instants = fc.oneof(
  fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) }),
  // Around the ends of summer time.
  ...["2024-11-03T09:00:00Z", "2024-10-27T01:00:00Z", "2024-04-06T15:00:00Z"].map((change) =>
    fc.integer({ min: -4 * 3_600_000, max: 4 * 3_600_000 }).map((ms) => Date.parse(change) + ms),
  ),
);

test("G4: no time that the clock shows later is before the position, also when clocks are set back", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      instants,
      fc.integer({ min: 0, max: 48 * 3_600_000 }),
      fc.constantFrom(0, 300_000),
      (zone, ms, later, back) => {
        const clock = clockOf(zone);
        expect(clock.before(clock.stampAt(ms), back) <= clock.stampAt(ms + later)).toBe(true);
      },
    ),
    { numRuns: 1_000 },
  );
});

test("G4: the position moves only forward", () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), instants, fc.integer({ min: 0, max: 7_200_000 }), (zone, ms, later) => {
      const clock = clockOf(zone);
      const [one, other] = [clock.stampAt(ms), clock.stampAt(ms + later)].sort();
      expect(clock.before(one ?? "", 300_000) <= clock.before(other ?? "", 300_000)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test("G4: the position is five minutes back, but an hour and five minutes after clocks were set back", () => {
  const clock = clockOf("America/Los_Angeles");
  expect(clock.before("2024-07-01T12:00:00", 300_000)).toBe("2024-07-01T11:55:00");
  expect(clock.before("2024-11-03T01:59:00", 300_000)).toBe("2024-11-03T01:00:00");
  expect(clock.before("2024-11-03T02:04:00", 300_000)).toBe("2024-11-03T01:59:00");
  expect(clock.before("2024-11-03T02:05:00", 300_000)).toBe("2024-11-03T02:00:00");
});

test.each([
  ["2024-01-15T12:00:00", "2024-01-15T12:00:00"],
  ["2024-01-15 12:00:00.123", "2024-01-15T12:00:00"],
  ["2024-01-15", "2024-01-15T00:00:00"],
  ["2024-01-15T12:00:00Z", "2024-01-15T04:00:00"],
  ["2024-01-15T12:00:00+02:00", "2024-01-15T02:00:00"],
  [1_705_320_000, "2024-01-15T04:00:00"],
  [1_705_320_000_999, "2024-01-15T04:00:00"],
  ["yesterday", undefined],
  ["2024-02-30T12:00:00", undefined],
  [0, undefined],
  [-5, undefined],
  [1e300, undefined],
  [null, undefined],
  [true, undefined],
])("G4: the date %j is read as %s in Los Angeles", (value, stamp) => {
  expect(clockOf("America/Los_Angeles").read(value)).toBe(stamp);
});

test("G4: whatever date is read, it is written as a state keeps it", () => {
  const dates = fc.oneof(
    fc.date({ min: new Date("0001-01-02"), max: new Date("9998-12-30") }).map((date) => date.toISOString()),
    fc.double({ min: -1e13, max: 1e15 }),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), dates, (zone, date) => {
      const stamp = clockOf(zone).read(date);
      expect(stamp === undefined || isStamp(stamp)).toBe(true);
    }),
  );
});
