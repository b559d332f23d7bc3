import fc from "fast-check";
import { insightsRows } from "../../../src/mixpanel/reports/insights";
import type { ReportRow } from "../../../src/mixpanel/reports/rows";
import { anyCharacter } from "../../support/anyText";

const sum = (rows: ReportRow[]) => rows.reduce((total, { value }) => total + (value ?? 0), 0);
const pick = (rows: ReportRow[], ...columns: (keyof ReportRow)[]) =>
  rows.map((row) => columns.map((name) => row[name]));

describe("R2: counts", () => {
  test("of the official example are a row for each date and event", () => {
    const series = {
      "Logged in": { "2020-09-07T00:00:00-07:00": 4325, "2020-08-31T00:00:00-07:00": 9852 },
      "Viewed page": { "2020-08-31T00:00:00-07:00": 10246, "2020-09-07T00:00:00-07:00": 11432 },
    };
    expect(insightsRows({ headers: ["$event"], series })).toEqual([
      { date: "2020-08-31", event: "Logged in", segment: null, value: 9852, is_total: false },
      { date: "2020-08-31", event: "Viewed page", segment: null, value: 10246, is_total: false },
      { date: "2020-09-07", event: "Logged in", segment: null, value: 4325, is_total: false },
      { date: "2020-09-07", event: "Viewed page", segment: null, value: 11432, is_total: false },
    ]);
  });

  test("by hour keep the time of each row, also at midnight", () => {
    const dates = ["2020-08-31T00:00:00-07:00", "2020-08-31T01:00:00-07:00"];
    const series = { Login: Object.fromEntries(dates.map((date) => [date, 1])) };
    expect(pick(insightsRows({ headers: ["$event"], series }), "date")).toEqual(dates.map((date) => [date]));
  });

  test("of several properties have their values in one column, and totals are marked", () => {
    const series = {
      Login: {
        $overall: { all: 6 },
        pro: { $overall: { all: 5 }, US: { all: 3 }, DE: { all: 2 } },
        free: { $overall: { all: 1 }, US: { all: 1 } },
      },
    };
    expect(
      pick(insightsRows({ headers: ["$metric", "plan", "country"], series }), "segment", "value", "is_total"),
    ).toEqual([
      [null, 6, true],
      ["pro", 5, true],
      ["pro / US", 3, false],
      ["pro / DE", 2, false],
      ["free", 1, true],
      ["free / US", 1, false],
    ]);
  });

  test.each([
    ["a date as value, without dates", ["$event", "born"], { "2001-01-01": 1 }, [null, "2001-01-01"]],
    ["a date as value, beside all", ["$event", "born"], { "2001-01-01": { all: 1 } }, [null, "2001-01-01"]],
    ["all as a value", ["$event", "scope"], { all: { "2024-01-01": 1 } }, ["2024-01-01", "all"]],
    ["a header of the dates", ["$event", "plan", "$time"], { pro: { "2024-01-01": 1 } }, ["2024-01-01", "pro"]],
    ["no headers", undefined, { pro: { "2024-01-01": 1 } }, ["2024-01-01", "pro"]],
    ["no headers and no dates", undefined, { pro: { all: 1 } }, [null, "pro"]],
  ])("with %s are read", (_what, headers, metric, place) => {
    expect(pick(insightsRows({ headers, series: { Login: metric } }), "date", "segment")).toEqual([place]);
  });

  test("that are null or too long for a number are still rows", () => {
    const series = { Revenue: { "2024-01-01": "9007199254740993", "2024-01-02": null } };
    expect(pick(insightsRows({ headers: ["$metric"], series }), "value")).toEqual([[9007199254740992], [null]]);
  });

  test.each([[{}], [{ series: [] }], [{ series: { Login: "none" } }], [{ series: { Login: {} } }]])(
    "that are %j have no rows",
    (response) => {
      expect(insightsRows(response)).toEqual([]);
    },
  );
});

/** An event of a generated report. */
interface Counted {
  event: string;
  values: string[];
  date: string;
}

const LEVELS = ["plan", "country", "device"];
const name = fc
  .string({ unit: anyCharacter, minLength: 1, maxLength: 5 })
  .filter((text) => !text.startsWith("$") && !text.includes("/"));
const counted = (levels: number): fc.Arbitrary<Counted[]> =>
  fc.array(
    fc.record({
      event: fc.constantFrom("Login", "Purchase"),
      values: fc.array(fc.oneof(name, fc.constantFrom("all", "2020-01-01", "1. One")), {
        minLength: levels,
        maxLength: levels,
      }),
      date: fc.constantFrom("2024-01-01T00:00:00+01:00", "2024-01-02T00:00:00+01:00"),
    }),
    { maxLength: 30 },
  );

const nested = (rows: Counted[], keyOf: (row: Counted) => string, below: (rows: Counted[]) => unknown) =>
  Object.fromEntries(
    [...new Set(rows.map(keyOf))].map((key) => [key, below(rows.filter((row) => keyOf(row) === key))]),
  );

/** What Mixpanel says of events: by value of each property, with $overall beside the values, then by date. */
function metricOf(rows: Counted[], levels: number, byDate: boolean, level = 0): unknown {
  const numbers = (some: Counted[]) =>
    byDate
      ? nested(
          some,
          ({ date }) => date,
          (own) => own.length,
        )
      : { all: some.length };
  if (level === levels) return numbers(rows);
  const parts = nested(
    rows,
    ({ values }) => values[level] ?? "",
    (some) => metricOf(some, levels, byDate, level + 1),
  );
  return { $overall: numbers(rows), ...parts };
}

test("R2: rows that are no totals add up to Mixpanel's own totals, of each event, date and level", () => {
  const report = fc
    .integer({ min: 0, max: LEVELS.length })
    .chain((levels) => fc.tuple(fc.constant(levels), fc.boolean(), counted(levels)));
  fc.assert(
    fc.property(report, ([levels, byDate, events]) => {
      const series = nested(
        events,
        ({ event }) => event,
        (own) => metricOf(own, levels, byDate),
      );
      const rows = insightsRows({ headers: ["$event", ...LEVELS.slice(0, levels)], series });
      const parts = rows.filter((row) => !row.is_total);
      expect(sum(parts)).toBe(events.length);
      for (const part of parts) {
        const own = events.filter(
          ({ event, values, date }) =>
            event === part.event &&
            (levels === 0 ? part.segment === null : values.join(" / ") === part.segment) &&
            (part.date === null || date.startsWith(String(part.date))),
        );
        expect(part.value).toBe(own.length);
      }
      for (const total of rows.filter((row) => row.is_total)) {
        const below = parts.filter(
          ({ event, date, segment }) =>
            event === total.event &&
            date === total.date &&
            (total.segment === null || `${segment} / `.startsWith(`${total.segment} / `)),
        );
        expect(sum(below)).toBe(total.value);
      }
    }),
  );
});

describe("R2: a funnel report", () => {
  const metric = (cell: (at: number) => unknown) =>
    Object.fromEntries([10, 2, 1].map((at) => [`${at}. Step ${at}`, cell(at)]));

  test("has a row for each step, in the order of their numbers", () => {
    const series = {
      "Sign-up": {
        count: metric((at) => ({ all: 100 / at })),
        step_conv_ratio: metric((at) => ({ all: 1 / at })),
        overall_conv_ratio: metric((at) => ({ all: 0.5 / at })),
        avg_time: metric(() => ({ all: null })),
        avg_time_from_start: metric((at) => ({ all: at })),
        unknown: metric(() => ({ all: 7 })),
      },
    };
    const row = (step: number, at: number) => ({
      date: null,
      funnel: "Sign-up",
      event: `Step ${at}`,
      segment: null,
      step,
      value: 100 / at,
      step_conv_ratio: 1 / at,
      overall_conv_ratio: 0.5 / at,
      avg_time: null,
      avg_time_from_start: at,
      is_total: false,
    });
    expect(insightsRows({ headers: ["$funnel", "$metric", "$step"], series })).toEqual([
      row(1, 1),
      row(2, 2),
      row(3, 10),
    ]);
  });

  test("that is split and by date has segments, their total, and totals over the dates", () => {
    const byDate = (first: number, second: number) => ({
      "2024-01-01T00:00:00Z": { all: first },
      "2024-01-02T00:00:00Z": { all: second },
    });
    const series = {
      F: {
        count: {
          "1. A": { $overall: byDate(4, 6), pro: byDate(1, 2), free: byDate(3, 4) },
          "2. B": { $overall: byDate(2, 0), pro: byDate(1, 0), free: byDate(1, 0) },
        },
      },
    };
    const rows = insightsRows({ series }).filter(({ step }) => step === 2);
    expect(pick(rows, "date", "segment", "value", "overall_conv_ratio", "is_total")).toEqual([
      ["2024-01-01", null, 2, null, true],
      ["2024-01-01", "pro", 1, null, false],
      ["2024-01-01", "free", 1, null, false],
      ["2024-01-02", null, 0, null, true],
      ["2024-01-02", "pro", 0, null, false],
      ["2024-01-02", "free", 0, null, false],
      [null, null, 2, 0.2, true],
      [null, "pro", 1, 1 / 3, true],
      [null, "free", 1, 1 / 7, true],
    ]);
  });

  test("whose split stands above its numbers has the same rows as one whose split stands below", () => {
    const steps = (first: unknown, second: unknown) => ({ "1. A": first, "2. B": second });
    const metrics = (first: number, second: number) => ({
      count: steps({ all: first }, { all: second }),
      overall_conv_ratio: steps({ all: 1 }, { all: second / first }),
    });
    const above = { F: { $overall: metrics(4, 2), pro: metrics(3, 1) } };
    const below = {
      F: {
        count: steps({ $overall: { all: 4 }, pro: { all: 3 } }, { $overall: { all: 2 }, pro: { all: 1 } }),
        overall_conv_ratio: steps({ $overall: { all: 1 }, pro: { all: 1 } }, { $overall: 0.5, pro: 1 / 3 }),
      },
    };
    const rows = insightsRows({ series: above });
    expect(pick(rows, "segment", "step", "value", "overall_conv_ratio", "is_total")).toEqual([
      [null, 1, 4, 1, true],
      [null, 2, 2, 0.5, true],
      ["pro", 1, 3, 1, false],
      ["pro", 2, 1, 1 / 3, false],
    ]);
    expect(rows).toEqual(insightsRows({ series: below }));
  });

  test("with a total over its dates gets no second one", () => {
    const cell = { $overall: { all: 5 }, "2024-01-01": { all: 2 }, "2024-01-02": { all: 3 } };
    expect(pick(insightsRows({ series: { F: { count: { "1. A": cell } } } }), "date", "value", "is_total")).toEqual([
      ["2024-01-01", 2, false],
      ["2024-01-02", 3, false],
      [null, 5, true],
    ]);
  });
});

describe("R2: a retention report", () => {
  const cell = (first: number, counts: number[], rates?: number[]) => ({ first, counts, rates });

  test("has a row for each date and interval, and marks the average", () => {
    const series = {
      "A and then B": {
        $average: cell(3, [2, 1], [0.7, 0.3]),
        "2024-01-02T00:00:00Z": cell(2, [1, 0]),
        "2024-01-01T00:00:00Z": cell(4, [3, 2], [0.75, 0.5]),
      },
    };
    const row = { event: "A and then B", segment: null };
    expect(insightsRows({ headers: ["$metric", "$time"], series })).toEqual([
      { date: "2024-01-01", ...row, is_total: false, interval: 0, value: 3, rate: 0.75, first: 4 },
      { date: "2024-01-01", ...row, is_total: false, interval: 1, value: 2, rate: 0.5, first: 4 },
      { date: "2024-01-02", ...row, is_total: false, interval: 0, value: 1, rate: 0.5, first: 2 },
      { date: "2024-01-02", ...row, is_total: false, interval: 1, value: 0, rate: 0, first: 2 },
      { date: null, ...row, is_total: true, interval: 0, value: 2, rate: 0.7, first: 3 },
      { date: null, ...row, is_total: true, interval: 1, value: 1, rate: 0.3, first: 3 },
    ]);
  });

  test("that is split has segments and their total", () => {
    const dates = (count: number) => ({ "2024-01-01": cell(4, [count]), $average: cell(4, [count]) });
    const series = { R: { $overall: dates(3), pro: dates(2), "2023-01-01": dates(1) } };
    expect(pick(insightsRows({ series }), "date", "segment", "value", "is_total")).toEqual([
      ["2024-01-01", null, 3, true],
      ["2024-01-01", "pro", 2, false],
      ["2024-01-01", "2023-01-01", 1, false],
      [null, null, 3, true],
      [null, "pro", 2, true],
      [null, "2023-01-01", 1, true],
    ]);
  });
});
