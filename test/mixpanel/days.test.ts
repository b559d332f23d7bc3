import fc from "fast-check";
import { dayIn, isDay, isIsoDay, isRelative, resolveDay } from "../../src/mixpanel/days";

// A Wednesday.
const TODAY = "2024-05-15";

test.each([
  ["2024-02-29", "2024-02-29"],
  ["2030-01-01", "2030-01-01"],
  ["today", "2024-05-15"],
  ["Yesterday", "2024-05-14"],
  ["7 days ago", "2024-05-08"],
  ["1 day ago", "2024-05-14"],
  ["0 days ago", "2024-05-15"],
  [" 2  Weeks ago ", "2024-05-01"],
  ["1 month ago", "2024-04-15"],
  ["1 quarter ago", "2024-02-15"],
  ["1 year ago", "2023-05-15"],
  ["start of week", "2024-05-13"],
  ["start of this week", "2024-05-13"],
  ["start of month", "2024-05-01"],
  ["start of quarter", "2024-04-01"],
  ["start of year", "2024-01-01"],
  ["start of last week", "2024-05-06"],
  ["end of last week", "2024-05-12"],
  ["start of last month", "2024-04-01"],
  ["end of last month", "2024-04-30"],
  ["start of last quarter", "2024-01-01"],
  ["end of last quarter", "2024-03-31"],
  ["end of last year", "2023-12-31"],
  // Nothing is later than today.
  ["end of month", TODAY],
])("R3: on May 15, 2024, %j is %s", (text, day) => {
  expect(isDay(text)).toBe(true);
  expect(resolveDay(text, TODAY)).toBe(day);
});

test.each([
  ["2024-03-31", "1 month ago", "2024-02-29"],
  ["2023-03-31", "1 month ago", "2023-02-28"],
  ["2024-02-29", "1 year ago", "2023-02-28"],
  ["2024-01-31", "1 quarter ago", "2023-10-31"],
  ["2024-01-01", "yesterday", "2023-12-31"],
  ["2024-01-01", "end of last month", "2023-12-31"],
  ["2024-05-13", "start of week", "2024-05-13"],
  ["2024-05-12", "start of week", "2024-05-06"],
])("R3: on %s, %j is %s", (today, text, day) => {
  expect(resolveDay(text, today)).toBe(day);
});

test.each([
  "",
  "tomorrow",
  "next week",
  "2024-02-30",
  "2024-1-1",
  "7 days",
  "ago",
  "start of day",
  "-1 days ago",
  "constructor",
  "7 constructors ago",
  "9999 years ago",
  "9999 quarters ago",
])("R3: %j is no day", (text) => {
  expect(isDay(text)).toBe(false);
});

const anyDay = fc
  .date({ min: new Date("1990-01-01"), max: new Date("2050-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const words = fc.oneof(
  fc
    .tuple(fc.nat(400), fc.constantFrom("day", "weeks", "months", "quarters", "years"))
    .map(([n, u]) => `${n} ${u} ago`),
  fc
    .tuple(
      fc.constantFrom("start", "end"),
      fc.constantFrom("", "this ", "last "),
      fc.constantFrom("week", "month", "quarter", "year"),
    )
    .map(([edge, which, unit]) => `${edge} of ${which}${unit}`),
);

test("R3: words always stand for a day of the calendar that is not later than today", () => {
  fc.assert(
    fc.property(anyDay, words, (today, text) => {
      const day = resolveDay(text, today);
      expect([isDay(text), isIsoDay(day), isRelative(text), day <= today]).toEqual([true, true, true, true]);
    }),
  );
});

test("R3: n days ago is n times the day before", () => {
  fc.assert(
    fc.property(anyDay, fc.nat(60), (today, days) => {
      let day = today;
      for (let n = 0; n < days; n++) day = resolveDay("yesterday", day);
      expect(resolveDay(`${days} days ago`, today)).toBe(day);
    }),
  );
});

test.each([
  ["UTC", "2024-05-15"],
  ["US/Pacific", "2024-05-14"],
  ["Pacific/Kiritimati", "2024-05-15"],
  ["Asia/Kolkata", "2024-05-15"],
])("R3: in %s it is %s", (zone, day) => {
  expect(dayIn(zone, Date.UTC(2024, 4, 15, 3))).toBe(day);
});
