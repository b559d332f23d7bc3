import fc from "fast-check";
import { frequencyReport, frequencyRows } from "../../../src/mixpanel/reports/frequency";

const rowsOf = (response: Record<string, unknown>) => frequencyRows(frequencyReport(response));

test("R2: frequency is a row for each date and number of hours or days", () => {
  expect(rowsOf({ data: { "2012-01-01": [4, 1, 0] } })).toEqual([
    { date: "2012-01-01", segment: null, is_total: false, at_least: 1, value: 4, rate: 1 },
    { date: "2012-01-01", segment: null, is_total: false, at_least: 2, value: 1, rate: 0.25 },
    { date: "2012-01-01", segment: null, is_total: false, at_least: 3, value: 0, rate: 0 },
  ]);
});

test("R2: frequency that On splits has segments", () => {
  expect(rowsOf({ data: { "2012-01-01": { $overall: [3], pro: [2], free: [1] } } })).toMatchObject([
    { segment: null, value: 3, is_total: true },
    { segment: "pro", value: 2, is_total: false },
    { segment: "free", value: 1, is_total: false },
  ]);
});

test("R1: frequency keeps what stands beside its data", () => {
  expect(frequencyReport({ computed_at: "now", data: {} })).toEqual({ computed_at: "now", data: {} });
});

const DAYS = 7;
/** How many days each user of a week was active in. */
const weeks = fc.dictionary(
  fc.constantFrom("2024-01-01", "2024-01-08", "2024-01-15"),
  fc.array(fc.integer({ min: 1, max: DAYS }), { maxLength: 30 }),
);
const cumulative = (users: number[]) =>
  Array.from({ length: DAYS }, (_, at) => users.filter((days) => days > at).length);

test("R2: counts are cumulative: what a row has more than the next one is the users of exactly that many", () => {
  fc.assert(
    fc.property(weeks, fc.boolean(), (users, hasData) => {
      const data = Object.fromEntries(Object.entries(users).map(([date, own]) => [date, cumulative(own)]));
      const rows = rowsOf(hasData ? { data } : data);
      expect(rows).toHaveLength(Object.keys(users).length * DAYS);
      for (const { date, at_least = 0, value } of rows) {
        const next = rows.find((row) => row.date === date && row.at_least === at_least + 1);
        const exactly = (users[date ?? ""] ?? []).filter((days) => days === at_least);
        expect((value ?? 0) - (next?.value ?? 0)).toBe(exactly.length);
      }
    }),
  );
});
