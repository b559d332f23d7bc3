import { defaultWindowDays, splitRange } from "../../../src/mixpanel/export/windows";
import { thrownBy } from "../../support/failure";

test("a range is cut into windows without gap or overlap, over the end of February", () => {
  expect(splitRange("2024-02-26", "2024-03-04", 3)).toEqual([
    { from_date: "2024-02-26", to_date: "2024-02-28" },
    { from_date: "2024-02-29", to_date: "2024-03-02" },
    { from_date: "2024-03-03", to_date: "2024-03-04" },
  ]);
});

test("a range that fits one window is that window", () => {
  expect(splitRange("2024-01-01", "2024-01-31", 31)).toEqual([{ from_date: "2024-01-01", to_date: "2024-01-31" }]);
});

test("a single day is one window", () => {
  expect(splitRange("2024-01-01", "2024-01-01", 1)).toEqual([{ from_date: "2024-01-01", to_date: "2024-01-01" }]);
});

test("a leap year in weeks is 53 exports, within the hour's 60", () => {
  expect(splitRange("2024-01-01", "2024-12-31", 7)).toHaveLength(53);
});

test("a range that ends before it begins is refused by name", () => {
  expect(thrownBy(() => splitRange("2024-01-02", "2024-01-01", 1))).toMatchObject({
    code: "invalid_input",
    input: "To Date",
  });
});

test.each([
  ["2024-01-01", "2024-01-01", 31],
  ["2024-01-01", "2024-06-30", 31],
  ["2024-01-01", "2024-12-31", 61],
  ["2018-01-01", "2023-12-31", 366],
])(
  "from %s to %s a window is %d days, so that six years spend no more than six of the hour's exports",
  (from, to, days) => {
    expect(defaultWindowDays(from, to)).toBe(days);
    expect(splitRange(from, to, days).length).toBeLessThanOrEqual(6);
  },
);

test.each([
  ["2015-01-01", "2026-11-20", 366],
  ["1970-01-01", "2029-12-31", 366],
  ["1970-01-01", "2049-12-31", 487],
])("from %s to %s a window is %d days: a year at the most, unless an hour's exports would not do", (from, to, days) => {
  expect(defaultWindowDays(from, to)).toBe(days);
  expect(splitRange(from, to, days).length).toBeLessThanOrEqual(60);
});
