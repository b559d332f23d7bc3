import fc from "fast-check";
import { daysSince } from "../../../src/mixpanel/changes/lookBack";
import { dayIn } from "../../../src/mixpanel/days";
import { MixpanelValidationError } from "../../../src/mixpanel/errors";
import { readUpToToday } from "../../../src/mixpanel/export/upToToday";

const DAY_MS = 86_400_000;
const ZONES = ["UTC", "Asia/Tokyo", "US/Pacific", "Pacific/Kiritimati", "Etc/GMT+12"];

test("G3: the days hold each event that arrived since, up to so many days late, in any of the time zones", () => {
  const moment = fc.integer({ min: Date.UTC(2023, 0, 1), max: Date.UTC(2026, 0, 1) });
  const zone = fc.constantFrom(...ZONES);
  fc.assert(
    fc.property(
      moment,
      fc.nat(40 * DAY_MS),
      fc.nat(30),
      fc.nat(DAY_MS),
      zone,
      fc.boolean(),
      (now, ago, lateDays, less, zone, isUtc) => {
        const after = now - ago;
        const { from_date, to_date } = daysSince(after, { now, lateDays, zones: ["UTC", zone] });
        const happened = after + 1 - Math.max(0, lateDays * DAY_MS - less);
        const of = isUtc ? "UTC" : zone;

        expect(dayIn(of, happened) >= from_date).toBe(true);
        expect(dayIn(of, now) <= to_date).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test("G3: a position in the future, as of a clock that was set back, still makes a range", () => {
  const now = Date.UTC(2024, 0, 10);
  expect(daysSince(now + 5 * DAY_MS, { now, lateDays: 1, zones: ["UTC"] })).toEqual({
    from_date: "2024-01-09",
    to_date: "2024-01-10",
  });
});

describe("G3: a last day that has not begun where the project is", () => {
  const refusal = new MixpanelValidationError({ message: "To Date: (400: to_date cannot be later than today)." });
  const reading = (until: string) => {
    const read: string[] = [];
    return {
      read,
      once: async ({ to_date }: { to_date: string }) => {
        read.push(to_date);
        if (to_date > until) throw refusal;
      },
    };
  };

  test("is left out", async () => {
    const { read, once } = reading("2024-01-09");
    const range = { from_date: "2024-01-01", to_date: "2024-01-10" };

    expect(await readUpToToday(range, once)).toEqual({ from_date: "2024-01-01", to_date: "2024-01-09" });
    expect(read).toEqual(["2024-01-10", "2024-01-09"]);
  });

  test("leaves nothing if it is the only one", async () => {
    const { once } = reading("2024-01-09");
    expect(await readUpToToday({ from_date: "2024-01-10", to_date: "2024-01-10" }, once)).toBeUndefined();
  });

  test("is not the reason of other errors", async () => {
    const error = new MixpanelValidationError({ message: "where: (400: syntax error)." });
    const range = { from_date: "2024-01-01", to_date: "2024-01-10" };
    await expect(readUpToToday(range, () => Promise.reject(error))).rejects.toBe(error);
  });
});
