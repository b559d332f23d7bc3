import fc from "fast-check";
import { retentionRows } from "../../../src/mixpanel/reports/retention";

const OFFICIAL = {
  "2012-01-02": { counts: [9, 7, 6], first: 10 },
  "2012-01-01": { counts: [2, 1, 2], first: 2 },
};

test("R2: retention is a row for each date and interval, by date", () => {
  const common = { segment: null, is_total: false };
  expect(retentionRows(OFFICIAL)).toEqual([
    { date: "2012-01-01", ...common, interval: 0, value: 2, rate: 1, first: 2 },
    { date: "2012-01-01", ...common, interval: 1, value: 1, rate: 0.5, first: 2 },
    { date: "2012-01-01", ...common, interval: 2, value: 2, rate: 1, first: 2 },
    { date: "2012-01-02", ...common, interval: 0, value: 9, rate: 0.9, first: 10 },
    { date: "2012-01-02", ...common, interval: 1, value: 7, rate: 0.7, first: 10 },
    { date: "2012-01-02", ...common, interval: 2, value: 6, rate: 0.6, first: 10 },
  ]);
});

const cohort = { counts: [3], first: 4 };

test.each([
  ["dates above values", { "2024-01-01": { $overall: cohort, pro: cohort } }],
  ["values above dates", { $overall: { "2024-01-01": cohort }, pro: { "2024-01-01": cohort } }],
])("R2: retention that On splits is read with %s", (_what, response) => {
  const common = { date: "2024-01-01", interval: 0, value: 3, rate: 0.75, first: 4 };
  expect(retentionRows(response)).toEqual([
    { ...common, segment: null, is_total: true },
    { ...common, segment: "pro", is_total: false },
  ]);
});

test("R2: a value that looks like a date is a segment", () => {
  expect(retentionRows({ "2024-01-01": { "2023-05-05": cohort } })).toMatchObject([
    { date: "2024-01-01", segment: "2023-05-05" },
  ]);
});

test.each([[{}], [{ "2024-01-01": null }], [{ "2024-01-01": { first: 3 } }], [{ "2024-01-01": [1, 2] }]])(
  "R2: %j, which is no retention, has no rows",
  (response) => {
    expect(retentionRows(response)).toEqual([]);
  },
);

test("R2: rows hold every count of every cohort, and rates that lead back to them", () => {
  const counts = fc.array(fc.nat(1000), { minLength: 1, maxLength: 12 });
  const cohorts = fc.dictionary(
    fc
      .date({ min: new Date("2000-01-01"), max: new Date("2040-01-01"), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10)),
    fc.record({ counts, first: fc.nat(1000) }),
  );
  fc.assert(
    fc.property(cohorts, (response) => {
      const rows = retentionRows(response);
      const dates = Object.keys(response).sort();
      expect(rows.map(({ date, interval, value }) => [date, interval, value])).toEqual(
        dates.flatMap((date) => (response[date]?.counts ?? []).map((count, at) => [date, at, count])),
      );
      for (const { rate, value, first } of rows) {
        expect(rate === null || rate === undefined ? null : rate * (first ?? 0)).toEqual(
          first === 0 ? null : expect.closeTo(value ?? 0),
        );
      }
    }),
  );
});
