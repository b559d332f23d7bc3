import fc from "fast-check";
import { funnelRows } from "../../../src/mixpanel/reports/funnels";
import type { ReportRow } from "../../../src/mixpanel/reports/rows";

const step = (event: string, count: number, ratios: [number, number], times: [number | null, number | null]) => ({
  count,
  avg_time: times[0],
  avg_time_from_start: times[1],
  step_conv_ratio: ratios[0],
  overall_conv_ratio: ratios[1],
  goal: event,
  event,
});

/** The response of Mixpanel's own example, and a second date. */
const RESPONSE = {
  meta: { dates: ["2016-09-12", "2016-09-19"] },
  data: {
    "2016-09-19": {
      steps: [step("App Open", 100, [1, 1], [null, null]), step("$custom_event:12345", 0, [0, 0], [null, null])],
      analysis: { completion: 0, starting_amount: 100, steps: 2, worst: 1 },
    },
    "2016-09-12": {
      steps: [
        step("App Open", 300, [1, 1], [2, 5]),
        {
          ...step("$custom_event:12345", 100, [1 / 3, 1 / 3], [133, 133]),
          step_label: "Game Played",
          custom_event: true,
        },
      ],
      analysis: { completion: 100, starting_amount: 300, steps: 2, worst: 1 },
    },
    $overall: { steps: [step("App Open", 400, [1, 1], [2, 5])] },
  },
};

const pick = (rows: ReportRow[], ...columns: (keyof ReportRow)[]) =>
  rows.map((row) => columns.map((name) => row[name]));

test("R2: a funnel is a row for each date and step, then one for each step over all dates", () => {
  expect(pick(funnelRows(RESPONSE), "date", "step", "event", "value", "step_conv_ratio", "is_total")).toEqual([
    ["2016-09-12", 1, "App Open", 300, 1, false],
    ["2016-09-12", 2, "Game Played", 100, 1 / 3, false],
    ["2016-09-19", 1, "App Open", 100, 1, false],
    ["2016-09-19", 2, "$custom_event:12345", 0, 0, false],
    [null, 1, "App Open", 400, 1, true],
    [null, 2, "Game Played", 100, 0.25, true],
  ]);
});

test("R2: times of a total weigh each date by its users, and leave out dates without any", () => {
  expect(pick(funnelRows(RESPONSE).slice(4), "avg_time", "avg_time_from_start")).toEqual([
    [2, 5],
    [133, 133],
  ]);
});

test("R2: a funnel of one date has no total of its own", () => {
  const { "2016-09-12": only } = RESPONSE.data;
  expect(pick(funnelRows({ data: { "2016-09-12": only } }), "date")).toEqual([["2016-09-12"], ["2016-09-12"]]);
});

test.each([
  [{}],
  [{ data: [] }],
  [{ data: { "2024-01-01": null, "2024-01-02": 7 } }],
  [{ data: { "2024-01-01": { $overall: 7, pro: { steps: "none" } } } }],
  [{ data: { "2024-01-01": { steps: [null, 7] } } }],
])("R2: %j has no rows", (response) => {
  expect(funnelRows(response)).toEqual([]);
});

/** A way of one user through a funnel: the seconds between steps, one for each step after the first. */
const user = fc.record({
  date: fc.constantFrom("2024-01-01", "2024-01-02", "2024-01-03"),
  segment: fc.constantFrom("pro", "free", "steps", "undefined"),
  seconds: fc.array(fc.nat(1000), { maxLength: 2 }),
});
type User = typeof user extends fc.Arbitrary<infer One> ? One : never;

const EVENTS = ["Visit", "Sign up", "Purchase"];
const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

function stepsOf(users: User[]) {
  const at = (position: number) => users.filter(({ seconds }) => seconds.length >= position);
  return EVENTS.map((event, position) => {
    const here = at(position);
    const times = [
      here.map(({ seconds }) => seconds[position - 1] ?? 0),
      here.map(({ seconds }) => sum(seconds.slice(0, position))),
    ].map((all) => (all.length === 0 || position === 0 ? null : sum(all) / all.length));
    const ratios = [ratio(here.length, at(Math.max(position - 1, 0)).length), ratio(here.length, at(0).length)];
    return step(event, here.length, [ratios[0] ?? 0, ratios[1] ?? 0], [times[0] ?? null, times[1] ?? null]);
  });
}

const grouped = (users: User[], key: "date" | "segment") =>
  [...new Set(users.map((one) => one[key]))].map((name) => [name, users.filter((one) => one[key] === name)] as const);

/** What Mixpanel says of them, split by their segment. */
const splitResponse = (users: User[]) => ({
  data: Object.fromEntries(
    grouped(users, "date").map(([date, ofDate]) => [
      date,
      Object.fromEntries([
        ["$overall", stepsOf(ofDate)],
        ...grouped(ofDate, "segment").map(([segment, some]) => [segment, stepsOf(some)]),
      ]),
    ]),
  ),
});

test("R2: segments add up to Mixpanel's own total of each date and step", () => {
  fc.assert(
    fc.property(fc.array(user, { maxLength: 40 }), (users) => {
      const rows = funnelRows(splitResponse(users)).filter(({ date }) => date !== null);
      for (const total of rows.filter((row) => row.is_total)) {
        const parts = rows.filter((row) => !row.is_total && row.date === total.date && row.step === total.step);
        expect(sum(parts.map(({ value }) => value ?? 0))).toBe(total.value);
      }
      expect(rows.filter((row) => row.is_total)).toHaveLength(grouped(users, "date").length * EVENTS.length);
    }),
  );
});

test("R2: totals over all dates are what the funnel of all users is", () => {
  fc.assert(
    fc.property(fc.array(user, { minLength: 1, maxLength: 40 }), (users) => {
      fc.pre(grouped(users, "date").length > 1);
      const totals = funnelRows(splitResponse(users)).filter(({ date }) => date === null);
      const expected = [[null, users] as const, ...grouped(users, "segment")].flatMap(([segment, some]) =>
        stepsOf(some).map(({ count, ...numbers }, at) => ({ ...numbers, segment, step: at + 1, value: count })),
      );
      expect(totals).toHaveLength(expected.length);
      for (const one of expected) {
        const row = totals.find(({ segment, step: at }) => segment === one.segment && at === one.step);
        expect(row).toMatchObject({ event: one.event, value: one.value, is_total: true });
        expect(row?.overall_conv_ratio ?? 0).toBeCloseTo(one.overall_conv_ratio);
        expect(row?.step_conv_ratio ?? 0).toBeCloseTo(one.step_conv_ratio);
        expect(row?.avg_time ?? -1).toBeCloseTo(one.avg_time ?? -1);
        expect(row?.avg_time_from_start ?? -1).toBeCloseTo(one.avg_time_from_start ?? -1);
      }
    }),
  );
});
