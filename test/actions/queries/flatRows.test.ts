import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { isRecord } from "../../../src/mixpanel/records/json";
import { runAction } from "../../support/harness";
import { sandboxConnection } from "../../support/inSandbox";

const DAY_SECONDS = 86_400;
const FIRST_SECOND = Date.UTC(2024, 0, 1) / 1000;
const DAYS = ["2024-01-01", "2024-01-02", "2024-01-03"];
const STEPS = ["Visit", "Sign up", "Purchase"];
const ON = { on: "plan" };

/** Random events of five users over three days, the same in each run. */
const events = fc
  .sample(
    fc.record({
      event: fc.constantFrom(...STEPS),
      user: fc.constantFrom("anna", "bert", "carl", "dora", "emil"),
      second: fc.nat(DAYS.length * DAY_SECONDS - 1),
      plan: fc.constantFrom("pro", "free"),
    }),
    { numRuns: 120, seed: 7 },
  )
  .map(({ event, user, second, plan }, at) => ({
    event,
    properties: { time: FIRST_SECOND + second, distinct_id: user, $insert_id: `id-${at}`, plan },
  }));

const funnels = {
  definitions: [{ funnel_id: 7, name: "Way", steps: STEPS.map((event) => ({ event })), length: 1, length_unit: "day" }],
};

const saved = { name: "Saved", unit: "day", units: DAYS.length };
const bookmarks = {
  definitions: [
    { ...saved, bookmark_id: 1, events: STEPS, type: "general" },
    { ...saved, bookmark_id: 2, events: STEPS, type: "general", property: "plan" },
    { ...saved, bookmark_id: 3, kind: "funnels", funnel_id: 7, trend: true, property: "plan" },
    {
      ...saved,
      bookmark_id: 4,
      kind: "retention",
      born_event: "Visit",
      event: "Purchase",
      interval_count: 2,
      property: "plan",
    },
  ],
};

let sandbox: Sandbox;
beforeAll(async () => {
  const seed = { projects: [{ id: 1, events, slices: { funnels, bookmarks } }] };
  sandbox = await startSandbox({ port: 0, limits: false, clock: `${DAYS.at(-1)}T23:59:59Z`, seed });
});
afterAll(() => sandbox.close());

interface Row {
  date: string | null;
  event: string;
  segment: string | null;
  step: number;
  interval: number;
  at_least: number;
  value: number;
  first: number;
  is_total: boolean;
}

const isRow = (row: unknown): row is Row => isRecord(row) && typeof row.value === "number";

/** What a query of the sandbox returns, and its rows. */
async function query(key: string, params: Record<string, unknown>) {
  const connection = sandboxConnection(sandbox);
  const range = params.bookmark_id === undefined ? { from_date: DAYS[0], to_date: DAYS.at(-1) } : {};
  const outcome = await runAction(key, { connection, params: { ...range, ...params, flatRows: true } });
  expect(outcome).toMatchObject({ value: { data: { rows: expect.any(Array) } } });
  const data: unknown = "value" in outcome && isRecord(outcome.value) ? outcome.value.data : undefined;
  const held = isRecord(data) ? data : {};
  const rows = (Array.isArray(held.rows) ? held.rows : []).filter(isRow);
  return { data: held, rows };
}

const sum = (rows: readonly Row[]) => rows.reduce((total, { value }) => total + value, 0);
const dayOf = ({ properties }: (typeof events)[number]) =>
  DAYS[Math.floor((properties.time - FIRST_SECOND) / DAY_SECONDS)];

describe("R2: rows over HTTP", () => {
  test("of a funnel add up to its analysis, by date and over all dates", async () => {
    const { data, rows } = await query("queryFunnelSavedReports", { funnel_id: 7 });
    const starts = DAYS.map((date) => rows.find((row) => row.date === date && row.step === 1)?.value);
    const ends = DAYS.map((date) => rows.find((row) => row.date === date && row.step === STEPS.length)?.value);
    expect(data).toMatchObject({
      data: Object.fromEntries(
        DAYS.map((date, at) => [date, { analysis: { starting_amount: starts[at], completion: ends[at] } }]),
      ),
    });
    for (const total of rows.filter((row) => row.is_total)) {
      expect(sum(rows.filter((row) => !row.is_total && row.step === total.step))).toBe(total.value);
    }
    expect(rows).toHaveLength((DAYS.length + 1) * STEPS.length);
  });

  test("the counts of a funnel split into segments add up to those of the same funnel without segments", async () => {
    const [whole, split] = await Promise.all([
      query("queryFunnelSavedReports", { funnel_id: 7 }),
      query("queryFunnelSavedReports", { funnel_id: 7, ...ON }),
    ]);
    for (const { date, step, value } of whole.rows.filter((row) => row.date !== null)) {
      const same = split.rows.filter((row) => row.date === date && row.step === step);
      expect(sum(same.filter((row) => !row.is_total))).toBe(value);
      expect(sum(same.filter((row) => row.is_total))).toBe(value);
    }
  });

  test("of retention hold the users who began, each once", async () => {
    const { rows } = await query("queryRetention", { born_event: "Visit", event: "Purchase", interval_count: 2 });
    const began = rows.filter(({ interval }) => interval === 0).reduce((total, { first }) => total + first, 0);
    const visitors = new Set(
      events.filter(({ event }) => event === "Visit").map(({ properties }) => properties.distinct_id),
    );
    expect(began).toBe(visitors.size);
    expect(rows).toHaveLength(DAYS.length * 3);
    expect(rows.filter(({ value, first }) => value > first)).toEqual([]);
  });

  test("R1: of retention with Where have all who began, and fewer who came back", async () => {
    const params = { born_event: "Visit", event: "Purchase", interval_count: 2 };
    const [all, filtered] = await Promise.all([
      query("queryRetention", params),
      query("queryRetention", { ...params, where: 'properties["plan"] == "pro"' }),
    ]);
    expect(filtered.rows.map(({ first }) => first)).toEqual(all.rows.map(({ first }) => first));
    expect(sum(filtered.rows)).toBeLessThan(sum(all.rows));
  });

  test("of retention that is split have a segment", async () => {
    const { rows } = await query("queryRetention", { born_event: "Visit", interval_count: 1, ...ON });
    expect(new Set(rows.map(({ segment }) => segment))).toEqual(new Set(["pro", "free"]));
  });

  test("of frequency count the active users of a day, then those active in at least 2, 3 and more hours", async () => {
    const { rows } = await query("queryFrequency", { unit: "day", addiction_unit: "hour" });
    const hours = (date: string) => {
      const ofDay = events.filter((one) => dayOf(one) === date);
      return ofDay.map(({ properties }) => `${properties.distinct_id} ${Math.floor(properties.time / 3_600)}`);
    };
    for (const date of DAYS) {
      // Added up, users in at least 1, 2, 3 … hours are the hours of all users.
      expect(sum(rows.filter((row) => row.date === date))).toBe(new Set(hours(date)).size);
    }
    expect(rows).toHaveLength(DAYS.length * 24);
  });
});

describe("R2: rows of a saved report over HTTP", () => {
  test.each([1, 2])("of counts add up to the events of each name and day (%i)", async (bookmark_id) => {
    const { rows } = await query("queryInsightsSavedReports", { bookmark_id });
    const parts = rows.filter((row) => !row.is_total);
    for (const name of STEPS) {
      for (const date of DAYS) {
        const expected = events.filter((one) => one.event === name && dayOf(one) === date).length;
        expect(sum(parts.filter((row) => row.event === name && row.date === date))).toBe(expected);
      }
    }
    expect(sum(parts)).toBe(events.length);
  });

  test("of a funnel are those of the funnel itself", async () => {
    const [report, funnel] = await Promise.all([
      query("queryInsightsSavedReports", { bookmark_id: 3 }),
      query("queryFunnelSavedReports", { funnel_id: 7, ...ON }),
    ]);
    const shown = ({ rows }: { rows: Row[] }) =>
      rows
        .filter(({ value }) => value > 0)
        .map(({ date, segment, step, event, value, is_total }) =>
          JSON.stringify({ date, segment, step, event, value, is_total }),
        )
        .sort();
    expect(shown(report)).toEqual(shown(funnel));
    expect(shown(report)).not.toEqual([]);
  });

  test("of retention are those of the retention query, beside the average", async () => {
    const [report, retention] = await Promise.all([
      query("queryInsightsSavedReports", { bookmark_id: 4 }),
      query("queryRetention", { born_event: "Visit", event: "Purchase", interval_count: 2 }),
    ]);
    const shown = (rows: Row[]) => rows.map(({ date, interval, value, first }) => ({ date, interval, value, first }));
    const totals = report.rows.filter(({ is_total, segment }) => is_total && segment === null);
    expect(shown(totals.filter(({ date }) => date !== null))).toEqual(shown(retention.rows));
    expect(totals.filter(({ date }) => date === null)).toHaveLength(3);
    expect(new Set(report.rows.map(({ event }) => event))).toEqual(new Set(["Visit and then Purchase"]));
  });
});

test("R1: an activity stream over HTTP is the latest events of its users", async () => {
  const own = events
    .filter(({ properties }) => ["anna", "bert"].includes(properties.distinct_id))
    .map(({ properties }) => properties.time)
    .sort((one, other) => other - one);
  const connection = sandboxConnection(sandbox);
  const outcome = await runAction("queryActivityStream", {
    connection,
    params: { distinct_ids: ["anna", "bert"], from_date: DAYS[0], to_date: DAYS.at(-1), maxEvents: 5 },
  });
  expect(outcome).toMatchObject({
    value: {
      data: {
        results: { events: own.slice(0, 5).map((time) => ({ properties: { time } })) },
        truncated: true,
        total: own.length,
      },
    },
  });
});
