import fc from "fast-check";
import { earliestPipelineStart } from "../../../src/mixpanel/raw/pipelineStart";

const HOUR_MS = 3_600_000;

test.each([
  ["2024-06-15T12:00:00Z", "2023-12-15"],
  ["2024-12-15T23:59:59Z", "2024-06-15"],
  // In the last time zone it is still the day before.
  ["2024-06-15T11:59:59Z", "2023-12-14"],
  ["2024-08-31T12:00:00Z", "2024-02-29"],
  ["2023-08-31T12:00:00Z", "2023-02-28"],
  ["2024-12-31T12:00:00Z", "2024-06-30"],
  ["2024-01-01T12:00:00Z", "2023-07-01"],
])("T22: at %s, the earliest start date of a pipeline is %s", (now, earliest) => {
  expect(earliestPipelineStart(Date.parse(now))).toBe(earliest);
});

test("T22: the earliest start date is accepted by Mixpanel in every time zone", () => {
  const moments = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(moments, fc.integer({ min: -12, max: 14 }), (now, offset) => {
      const today = new Date(now.getTime() + offset * HOUR_MS);
      const month = today.getUTCMonth() - 6;
      const lastOfMonth = new Date(Date.UTC(today.getUTCFullYear(), month + 1, 0)).getUTCDate();
      const start = new Date(Date.UTC(today.getUTCFullYear(), month, Math.min(today.getUTCDate(), lastOfMonth)));
      expect(earliestPipelineStart(now.getTime()) <= start.toISOString().slice(0, 10)).toBe(true);
    }),
  );
});
