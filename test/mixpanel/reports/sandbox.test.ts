import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import type { ReportRow } from "../../../src/mixpanel/reports/rows";
import { runInSandbox } from "../../support/inSandbox";

/** A purchase or a visit, as a project stores it. */
interface Stored {
  name: string;
  user: number;
  day: number;
  hour: number;
  plan: string | undefined;
  amount: number | undefined;
}

const DAYS = ["2024-03-08", "2024-03-09", "2024-03-10"];
const range = { from_date: "2024-03-08", to_date: "2024-03-10" };
const NAMES = ["Purchased", "Page View", "Signed Up"];

// Quarters add up without a remainder in any order.
const stored: fc.Arbitrary<Stored> = fc.record({
  name: fc.constantFrom("Purchased", "Purchased", "Page View"),
  user: fc.integer({ min: 0, max: 4 }),
  day: fc.integer({ min: 0, max: 2 }),
  hour: fc.integer({ min: 0, max: 11 }),
  plan: fc.constantFrom("pro", "free", 'the "best"', undefined),
  amount: fc.option(
    fc.integer({ min: -400, max: 4_000 }).map((quarters) => quarters / 4),
    { nil: undefined },
  ),
});

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, clock: "2024-03-10T12:00:00Z", limits: false });
});
afterAll(() => sandbox.close());

function seed(events: readonly Stored[], profiles: Record<string, Record<string, unknown>> = {}): void {
  const seeded = events.map(({ name, user, day, hour, plan, amount }, index) => {
    const timeMs = Date.parse(`${DAYS[day]}T00:00:00Z`) + hour * 3_600_000;
    const own = { time: timeMs / 1000, distinct_id: `user-${user}`, $insert_id: `event-${index}` };
    return { event: name, properties: { ...own, ...(plan && { plan }), ...(amount && { amount }) }, timeMs };
  });
  sandbox.restore({ projects: [{ id: 1, events: seeded, profiles }] });
}

/** The data of a step that fits its output schema, which runAction checks. */
const run = (key: string, params: object): Promise<Record<string, unknown>> =>
  runInSandbox(sandbox, key, { ...params });

async function rowsOf(key: string, params: object): Promise<ReportRow[]> {
  const { rows } = await run(key, { ...params, flatRows: true });
  if (!Array.isArray(rows)) throw new Error(`${key} returned no rows`);
  return rows;
}

const total = (rows: readonly ReportRow[]) => rows.reduce((sum, { value }) => sum + (value ?? 0), 0);
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
const users = (events: readonly Stored[]) => new Set(events.map(({ user }) => user)).size;
const amounts = (events: readonly Stored[]) => events.flatMap(({ amount }) => (amount ? [amount] : []));
const purchasesOf = (events: readonly Stored[]) => events.filter(({ name }) => name === "Purchased");
const on = (day: string | null | undefined, events: readonly Stored[]) => events.filter((one) => DAYS[one.day] === day);

const checkAll = (check: (events: Stored[]) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(fc.array(stored, { maxLength: 40 }), async (events) => {
      seed(events);
      await check(events);
    }),
    { seed: 11, numRuns: 25 },
  );

const event = "Purchased";

describe("R2: on random events, rows are what a plain count of the events gives", () => {
  test("querySegmentation, split by a property", () =>
    checkAll(async (events) => {
      const purchases = purchasesOf(events);
      const rows = await rowsOf("querySegmentation", { event, ...range, on: 'properties["plan"]' });
      expect(total(rows)).toBe(purchases.length);
      for (const { date, segment, value } of rows)
        expect(value).toBe(on(date, purchases).filter(({ plan = "undefined" }) => plan === segment).length);
    }));

  test("querySegmentation, unique users by day and of the whole range", () =>
    checkAll(async (events) => {
      const purchases = purchasesOf(events);
      const daily = await rowsOf("querySegmentation", { event, ...range, type: "unique" });
      expect(daily.map(({ date, value }) => [date, value])).toEqual(
        DAYS.map((day) => [day, users(on(day, purchases))]),
      );
      const [whole] = await rowsOf("querySegmentation", { event, ...range, type: "unique", interval: 3 });
      expect(whole).toEqual({ date: DAYS[0], event, segment: null, value: users(purchases) });
    }));

  test("querySegmentationNumeric", () =>
    checkAll(async (events) => {
      const rows = await rowsOf("querySegmentationNumeric", { event, ...range, on: "amount" });
      expect(total(rows)).toBe(amounts(purchasesOf(events)).length);
    }));

  test("querySegmentationSum and querySegmentationAverage", () =>
    checkAll(async (events) => {
      const purchases = purchasesOf(events);
      const sums = await rowsOf("querySegmentationSum", { event, ...range, on: "amount" });
      const averages = await rowsOf("querySegmentationAverage", { event, ...range, on: "amount" });
      expect(total(sums)).toBe(sum(amounts(purchases)));
      for (const { date, value } of averages) {
        const { length } = on(date, purchases);
        expect(value).toBe(length === 0 ? 0 : sum(amounts(on(date, purchases))) / length);
      }
    }));

  test("R8: queryEventCounts, several events in one query", () =>
    checkAll(async (events) => {
      sandbox.requests.clear();
      const rows = await rowsOf("queryEventCounts", { event: NAMES, ...range });
      expect(sandbox.requests.list()).toHaveLength(1);
      expect(rows).toHaveLength(NAMES.length * DAYS.length);
      for (const { date, event: name, value } of rows)
        expect(value).toBe(on(date, events).filter((one) => one.name === name).length);
    }));

  test("queryEventProperty", () =>
    checkAll(async (events) => {
      const purchases = purchasesOf(events);
      const rows = await rowsOf("queryEventProperty", { event, name: "plan", ...range });
      expect(total(rows)).toBe(purchases.filter(({ plan }) => plan !== undefined).length);
      for (const { date, segment, value } of rows)
        expect(value).toBe(on(date, purchases).filter(({ plan }) => plan === segment).length);
    }));

  test("R4: queryRevenue", () =>
    checkAll(async (events) => {
      const purchases = purchasesOf(events).filter(({ amount }) => amount);
      const paid = purchases.filter(({ amount = 0 }) => amount > 0);
      const columns = (some: readonly Stored[]) => {
        const revenue = sum(amounts(some));
        return { revenue, purchases: some.length, average: some.length === 0 ? null : revenue / some.length };
      };
      const { rows, totals } = await run("queryRevenue", { event, on: "amount", ...range, totalPayingUsers: true });
      expect(rows).toEqual(
        DAYS.map((date) => ({
          date,
          event,
          ...columns(on(date, purchases)),
          paying_users: users(on(date, paid)),
        })),
      );
      expect(totals).toEqual({ ...columns(purchases), paying_users: users(paid) });
    }));
});

describe("R1: each operation runs over HTTP with its required inputs", () => {
  beforeAll(() => {
    const base = { user: 1, day: 2, hour: 1, plan: "pro", amount: 10 };
    const transactions = [{ $amount: 10, $time: "2024-03-10T01:00:00" }];
    seed(
      [
        { ...base, name: "Purchased" },
        { ...base, name: "Page View", day: 1 },
      ],
      {
        "user-1": { $transactions: transactions },
        "user-2": { plan: "free" },
      },
    );
  });

  test.each<[string, object, object]>([
    ["querySegmentation", { event, ...range }, { legend_size: 1 }],
    ["querySegmentationNumeric", { event, ...range, on: "amount" }, { legend_size: 1 }],
    ["querySegmentationSum", { event, ...range, on: "amount" }, { results: { "2024-03-10": 10 } }],
    ["querySegmentationAverage", { event, ...range, on: "amount" }, { results: { "2024-03-10": 10 } }],
    ["queryRevenue", { event, ...range, on: "amount" }, { totals: { revenue: 10, paying_users: null } }],
    ["queryEventCounts", { event, ...range }, { data: { values: { Purchased: { "2024-03-10": 1 } } } }],
    ["queryEventCounts", { event, interval: 1 }, { data: { series: ["2024-03-10"] } }],
    ["queryTopEvents", {}, { events: [{ event, amount: 1, percent_change: 1 }] }],
    ["listEventNames", {}, { results: ["Page View", "Purchased"] }],
    ["queryEventProperty", { event, name: "plan", ...range }, { data: { values: { pro: { "2024-03-10": 1 } } } }],
    ["listEventProperties", { event }, { results: { plan: { count: 1 }, amount: { count: 1 } } }],
    ["listPropertyValues", { event, name: "plan" }, { results: ["pro"] }],
    ["queryTransactions", {}, { totals: { profiles: 1, transactions: 1, revenue: 10 }, truncated: false }],
  ])("%s %j", async (key, params, result) => {
    expect(await run(key, params)).toMatchObject(result);
  });
});
