import { readUntil, zonesAfter } from "../../../src/mixpanel/changes/eventFeed";
import { beginningOf } from "../../../src/mixpanel/changes/lookBack";
import { Received } from "../../../src/mixpanel/changes/received";

const PACIFIC = ["UTC", "US/Pacific"];
const feedAt = (now: string, zones: readonly string[] = PACIFIC) => ({
  of: "US 1",
  now: Date.parse(now),
  received: new Received(0),
  backfill: undefined,
  zones,
  allZones: PACIFIC,
  isFirst: false,
});
const range = { from_date: "2024-01-01", to_date: "2024-01-10" };
const shorter = { ...range, to_date: "2024-01-09" };

describe("G3: the time zone of the export's days", () => {
  test("is open while no day is refused", () => {
    expect(zonesAfter(feedAt("2024-01-10T02:00:00Z"), range, range)).toEqual(PACIFIC);
  });

  test("is not the one whose day was refused", () => {
    expect(zonesAfter(feedAt("2024-01-10T02:00:00Z"), range, shorter)).toEqual(["US/Pacific"]);
  });

  test.each([[PACIFIC], [["UTC"]]])(
    "stays open if the day began a moment ago: Mixpanel's clock may be behind: %j",
    (zones) => {
      expect(zonesAfter(feedAt("2024-01-10T00:00:05Z", zones), range, shorter)).toEqual(zones);
    },
  );

  test("decides the days to read, while the position waits for days that may have begun in the other one", () => {
    const read = { ...range, to_date: "2024-01-09" };

    expect(readUntil(feedAt("2024-01-10T05:00:00Z", ["US/Pacific"]), read).now).toBe(
      Date.parse("2024-01-10T00:00:00Z"),
    );
    expect(readUntil(feedAt("2024-01-09T20:00:00Z", ["US/Pacific"]), read).now).toBe(
      Date.parse("2024-01-09T20:00:00Z"),
    );
  });
});

test.each([
  ["UTC", "2024-03-10T00:00:00Z"],
  ["Pacific/Kiritimati", "2024-03-09T10:00:00Z"],
  ["US/Pacific", "2024-03-10T08:00:00Z"],
  ["Etc/GMT+12", "2024-03-10T12:00:00Z"],
])("G3: a day begins in %s at %s", (zone, begins) => {
  expect(beginningOf("2024-03-10", [zone])).toBe(Date.parse(begins));
});
