import fc from "fast-check";
import { resultRows, seriesRows } from "../../../src/mixpanel/reports/series";
import { topEventRows, topPropertyRows } from "../../../src/mixpanel/reports/tops";

const line = (segment: string) => ({ event: "Purchased", segment });
const total = (numbers: readonly (number | null)[]) => numbers.reduce<number>((sum, one) => sum + (one ?? 0), 0);

/** Names of segments that objects hold in surprising ways. */
const name = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "10", "2", "toString", ""));
const date = fc.integer({ min: 1, max: 28 }).map((day) => `2024-02-${String(day).padStart(2, "0")}`);
const counts = fc.dictionary(date, fc.integer({ min: 0, max: 1_000 }));
const entriesOf = (pairs: [string, Record<string, number>][]): Record<string, Record<string, number>> =>
  Object.fromEntries(pairs);

test("R2: rows add up to the response, with one row for each date and line", () => {
  const response = fc.record({
    series: fc.uniqueArray(date),
    values: fc.array(fc.tuple(name, counts)).map(entriesOf),
    lines: fc.array(name),
  });
  fc.assert(
    fc.property(response, ({ series, values, lines }) => {
      const rows = seriesRows({ data: { series, values } }, line, lines);
      const dates = new Set([...series, ...Object.values(values).flatMap((one) => Object.keys(one))]);
      const segments = new Set([...Object.keys(values), ...lines]);
      expect(total(rows.map(({ value }) => value))).toBe(total(Object.values(values).flatMap(Object.values<number>)));
      expect(rows).toHaveLength(dates.size * segments.size);
      expect(new Set(rows.map((row) => JSON.stringify([row.date, row.segment]))).size).toBe(rows.length);
      const order = rows.map((row) => String(row.date));
      expect(order).toEqual([...order].sort());
    }),
    { seed: 11, numRuns: 200 },
  );
});

test("R2: a number that is missing on a date is 0, and one that is not a number is null", () => {
  const data = { series: ["2024-01-02", "2024-01-01"], values: { pro: { "2024-01-01": "many" } } };
  expect(seriesRows({ data }, line, ["free"])).toEqual([
    { date: "2024-01-01", event: "Purchased", segment: "pro", value: null },
    { date: "2024-01-01", event: "Purchased", segment: "free", value: 0 },
    { date: "2024-01-02", event: "Purchased", segment: "pro", value: 0 },
    { date: "2024-01-02", event: "Purchased", segment: "free", value: 0 },
  ]);
});

test("R2: an integer of more than 15 digits, which comes as text, is a number in rows", () => {
  const long = { "2024-01-01": "12345678901234567890" };
  const value = Number("12345678901234567890");
  expect(resultRows({ results: long }, "Purchased")).toMatchObject([{ value }]);
  expect(seriesRows({ data: { series: [], values: { pro: long } } }, line)).toMatchObject([{ value }]);
  const events = [{ event: "Purchased", amount: "12345678901234567890" }];
  expect(topEventRows({ events })).toMatchObject([{ value }]);
});

test("R2: a response without dates has no rows", () => {
  expect(seriesRows({ data: {} }, line)).toEqual([]);
  expect(resultRows({}, "Purchased")).toEqual([]);
});

test("R2: sums and averages become rows by date", () => {
  fc.assert(
    fc.property(counts, (results) => {
      const rows = resultRows({ results }, "Purchased");
      expect(rows.map(({ date }) => date)).toEqual(Object.keys(results).sort());
      expect(rows.map(({ date, value }) => [date, value])).toEqual(
        Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1)),
      );
    }),
    { seed: 11 },
  );
});

test("R2: the most frequent properties come first", () => {
  expect(topPropertyRows({ plan: { count: 2 }, amount: { count: 9 } }, "Purchased")).toEqual([
    { event: "Purchased", property: "amount", value: 9 },
    { event: "Purchased", property: "plan", value: 2 },
  ]);
  expect(topEventRows({ events: [{ event: "Purchased", amount: 2.5, percent_change: 1 }] })).toEqual([
    { event: "Purchased", value: 2.5 },
  ]);
});
