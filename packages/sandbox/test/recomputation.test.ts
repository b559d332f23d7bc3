/** The reports' numbers against a plain recomputation from the stored events, on random data. */
import fc from "fast-check";
import type { ProjectSnapshot } from "../src";
import { QueryClient, type QueryParameters } from "./queryClient";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;
/** Two weeks around the night in which clocks went forward in Los Angeles. */
const FIRST_MS = Date.parse("2024-03-03T00:00:00Z");
const DAYS = { from_date: "2024-03-05", to_date: "2024-03-13" };
const FUNNEL_ID = 1;
const FUNNEL = { funnel_id: FUNNEL_ID, name: "F", steps: [{ event: "A" }, { event: "B" }, { event: "C" }], length: 20 };

interface Row {
  event: string;
  user: string;
  ms: number;
  plan?: string;
  amount?: unknown;
}

const rowOf = fc.record(
  {
    event: fc.constantFrom("A", "B", "C"),
    user: fc.constantFrom("u1", "u2", "u3", "u4", ""),
    ms: fc.integer({ min: 0, max: 14 * 24 * 60 }).map((minutes) => FIRST_MS + minutes * MINUTE_MS),
    plan: fc.constantFrom("free", "pro", "a,b"),
    amount: fc.oneof(fc.integer({ min: -50, max: 9000 }), fc.constantFrom(0.5, 2.25, "many", null)),
  },
  { requiredKeys: ["event", "user", "ms"] },
);
/** No two at one minute, so that their order is known. */
const rowsOf = fc
  .uniqueArray(rowOf, { minLength: 1, maxLength: 60, selector: ({ ms }) => ms })
  .map((rows): Row[] => rows.sort((a, b) => a.ms - b.ms));
const zoneOf = fc.constantFrom("UTC", "America/Los_Angeles", "Asia/Kolkata");

let client: QueryClient;
beforeAll(async () => {
  client = await QueryClient.start({}, { clock: "2024-03-20T12:00:00Z" });
});
afterAll(() => client.close());

/** Holds what the sandbox answers against what the test counts, for random events in random zones. */
async function agree(check: (rows: Row[], clock: (ms: number) => string) => Promise<void>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(rowsOf, zoneOf, async (rows, timeZone) => {
      const events = rows.map(({ event, user, ms, plan, amount }) => ({
        event,
        timeMs: ms,
        properties: {
          time: ms / 1000,
          distinct_id: user,
          $insert_id: `id-${ms}`,
          ...(plan !== undefined && { plan }),
          ...(amount !== undefined && { amount }),
        },
      }));
      const project: ProjectSnapshot = {
        id: 1,
        timeZone,
        events,
        slices: { funnels: { definitions: [{ ...FUNNEL, length_unit: "hour" }] } },
      };
      client.sandbox.restore({ projects: [project] });
      await check(rows, (ms) => new Date(ms).toLocaleString("sv-SE", { timeZone }));
    }),
    { numRuns: 40 },
  );
}

async function report(path: string, parameters: QueryParameters): Promise<unknown> {
  const { status, body } = await client.get(`/api/query${path}`, { ...DAYS, ...parameters });
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

const dayOf = (time: string): string => time.slice(0, 10);
const inRange = (day: string): boolean => day >= DAYS.from_date && day <= DAYS.to_date;

/** Monday of a day, by the calendar alone. */
function mondayOf(day: string): string {
  const noonMs = Date.parse(`${day}T12:00:00Z`);
  return dayOf(new Date(noonMs - ((new Date(noonMs).getUTCDay() + 6) % 7) * DAY_MS).toISOString());
}

const keyOf: Record<string, (time: string) => string> = {
  hour: (time) => `${time.slice(0, 13)}:00:00`,
  day: dayOf,
  week: (time) => mondayOf(dayOf(time)),
  month: (time) => `${time.slice(0, 7)}-01`,
};

/** Rows by what a function makes of them; undefined leaves a row out. */
function grouped<T>(rows: T[], key: (row: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const name = key(row);
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return groups;
}

const usersOf = (rows: Row[]): number => new Set(rows.map(({ user }) => user).filter((user) => user !== "")).size;

function countOf(type: string, rows: Row[]): number {
  if (type === "general") return rows.length;
  if (type === "unique") return usersOf(rows);
  return usersOf(rows) === 0 ? 0 : rows.length / usersOf(rows);
}

/** Numbers by label and time, as they are: zeros left out, since some reports write them and others do not. */
const withoutZeros = (values: unknown): unknown =>
  JSON.parse(JSON.stringify(values), (_key, value: unknown) => (value === 0 ? undefined : value));

const nonEmpty = (values: Record<string, Record<string, number>>): Record<string, Record<string, number>> =>
  Object.fromEntries(Object.entries(values).filter(([, line]) => Object.keys(line).length > 0));

type Values = Record<string, Record<string, number>>;

function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function valuesIn(body: unknown): Values {
  const data = typeof body === "object" && body !== null && "data" in body ? body.data : undefined;
  const values = typeof data === "object" && data !== null && "values" in data ? data.values : undefined;
  if (!isValues(values)) throw new Error(`No values in ${JSON.stringify(body)}`);
  return values;
}

/** What a count report should hold. */
function counted(
  rows: Row[],
  label: (row: Row) => string | undefined,
  time: (row: Row) => string,
  type: string,
): Values {
  const lines = [...grouped(rows, label)].map(([name, own]) => {
    const cells = [...grouped(own, time)].map(([key, cell]) => [key, countOf(type, cell)] as const);
    return [name, Object.fromEntries(cells.filter(([, count]) => count !== 0))] as const;
  });
  return nonEmpty(Object.fromEntries(lines));
}

const shown = (body: unknown): Values => {
  const values = withoutZeros(valuesIn(body));
  return isValues(values) ? nonEmpty(values) : {};
};

const TYPES = ["general", "unique", "average"];

test.each(TYPES.flatMap((type) => Object.keys(keyOf).map((unit) => [type, unit] as const)))(
  "R1: segmentation counts what is stored: %s by %s",
  async (type, unit) => {
    await agree(async (rows, clock) => {
      const own = rows.filter((row) => row.event === "A" && inRange(dayOf(clock(row.ms))));
      const time = (row: Row) => keyOf[unit]?.(clock(row.ms)) ?? "";
      const all = await report("/segmentation", { event: "A", type, unit });
      expect(shown(all)).toEqual(counted(own, () => "A", time, type));
      const byPlan = await report("/segmentation", { event: "A", type, unit, on: 'properties["plan"]' });
      expect(shown(byPlan)).toEqual(counted(own, ({ plan }) => plan ?? "undefined", time, type));
    });
  },
);

test("R1: sum, average and numeric buckets are those of the stored numbers", async () => {
  await agree(async (rows, clock) => {
    const own = rows.filter((row) => row.event === "A" && inRange(dayOf(clock(row.ms))));
    const days = [...grouped(own, (row) => dayOf(clock(row.ms)))];
    const numberOf = ({ amount }: Row): number => (typeof amount === "number" ? amount : 0);
    const on = 'properties["amount"]';
    const sums = days.map(
      ([day, list]) => [day, list.reduce((sum, row) => sum + numberOf(row), 0), list.length] as const,
    );
    const results = (values: (readonly [string, number])[]) => ({ results: withoutZeros(Object.fromEntries(values)) });
    const sum = await report("/segmentation/sum", { event: "A", on });
    expect(withoutZeros(sum)).toMatchObject(results(sums.map(([day, total]) => [day, total])));
    const average = await report("/segmentation/average", { event: "A", on });
    expect(withoutZeros(average)).toMatchObject(results(sums.map(([day, total, count]) => [day, total / count])));

    const numbers = own.filter(({ amount }) => typeof amount === "number");
    const ranges = valuesIn(await report("/segmentation/numeric", { event: "A", on }));
    const bounds = Object.keys(ranges).map((key) => {
      const [, low = "", high = ""] = /^(-?[\d,.]+) - (-?[\d,.]+)$/.exec(key) ?? [];
      return { key, low: Number(low.replaceAll(",", "")), high: Number(high.replaceAll(",", "")) };
    });
    const rangeOf = (row: Row) => bounds.find(({ low, high }) => numberOf(row) >= low && numberOf(row) < high)?.key;
    expect(numbers.every((row) => rangeOf(row) !== undefined)).toBe(true);
    expect(ranges).toEqual(counted(numbers, rangeOf, (row) => dayOf(clock(row.ms)), "general"));
  });
});

test("R1: event counts and lists of names and values are those of the stored events", async () => {
  await agree(async (rows, clock) => {
    const own = rows.filter((row) => inRange(dayOf(clock(row.ms))));
    const day = (row: Row) => dayOf(clock(row.ms));
    for (const type of TYPES) {
      const events = await report("/events", { event: '["A", "B"]', type, unit: "day" });
      const ab = own.filter(({ event }) => event !== "C");
      expect(shown(events)).toEqual(counted(ab, ({ event }) => event, day, type));
    }
    const values = await report("/events/properties", { event: "B", name: "plan", type: "general", unit: "day" });
    const b = own.filter(({ event }) => event === "B");
    expect(shown(values)).toEqual(counted(b, ({ plan }) => plan, day, "general"));
    const names = await client.get("/api/query/events/names", { type: "general" });
    expect(names.body).toEqual([...new Set(rows.map(({ event }) => event))].sort());
    const top = await client.get("/api/query/events/properties/top", { event: "B", limit: 10 });
    const having = (name: "plan" | "amount") =>
      rows.filter((row) => row.event === "B" && row[name] !== undefined).length;
    const properties = (["plan", "amount"] as const).map((name) => [name, { count: having(name) }] as const);
    expect(top.body).toEqual(Object.fromEntries(properties.filter(([, { count }]) => count > 0)));
    const plans = await client.get("/api/query/events/properties/values", { event: "B", name: "plan" });
    const found = rows.flatMap(({ event, plan }) => (event === "B" && plan !== undefined ? [plan] : []));
    expect(new Set(Array.isArray(plans.body) ? plans.body : [plans.body])).toEqual(new Set(found));
  });
});

/** In which intervals after its beginning a user came back. */
function returnsAfter(rows: Row[], user: string, beginMs: number, event: string, intervals: number): number[] {
  const since = rows.filter((row) => row.user === user && row.event === event && row.ms > beginMs);
  const reached = new Set(since.map(({ ms }) => Math.floor((ms - beginMs) / DAY_MS)));
  return Array.from({ length: intervals + 1 }, (_, interval) => (reached.has(interval) ? 1 : 0));
}

function retentionOf(beginnings: { user: string; day: string; ms: number }[], rows: Row[], event: string) {
  const days = Array.from({ length: 9 }, (_, index) => `2024-03-${String(index + 5).padStart(2, "0")}`);
  return Object.fromEntries(
    days.map((day) => {
      const own = beginnings.filter((one) => one.day === day);
      const returned = own.map(({ user, ms }) => returnsAfter(rows, user, ms, event, 3));
      const counts = [0, 1, 2, 3].map((interval) => returned.reduce((sum, list) => sum + (list[interval] ?? 0), 0));
      return [day, { first: own.length, counts }];
    }),
  );
}

test("R1: retention counts who came back, from the first time and from each day", async () => {
  await agree(async (rows, clock) => {
    const known = rows.filter(({ user }) => user !== "");
    const births = [
      ...grouped(
        known.filter(({ event }) => event === "A"),
        ({ user }) => user,
      ),
    ].map(([user, [first]]) => ({
      user,
      ms: first?.ms ?? 0,
      day: dayOf(clock(first?.ms ?? 0)),
    }));
    const birth = await report("/retention", { born_event: "A", event: "B", interval_count: 3 });
    expect(birth).toEqual(retentionOf(births, known, "B"));

    const days = grouped(
      known.filter(({ event }) => event === "B"),
      (row) => `${row.user} ${dayOf(clock(row.ms))}`,
    );
    const starts = [...days.values()].flatMap(([first]) =>
      first ? [{ user: first.user, ms: first.ms, day: dayOf(clock(first.ms)) }] : [],
    );
    const compounded = await report("/retention", { retention_type: "compounded", event: "B", interval_count: 3 });
    expect(compounded).toEqual(retentionOf(starts, known, "B"));
  });
});

test("R1: frequency counts the users of at least so many hours", async () => {
  await agree(async (rows, clock) => {
    const known = rows.filter(({ user, ms }) => user !== "" && inRange(dayOf(clock(ms))));
    const hours = [...grouped(known, (row) => `${dayOf(clock(row.ms))} ${row.user}`)].map(([key, own]) => ({
      day: dayOf(key),
      hours: new Set(own.map(({ ms }) => clock(ms).slice(0, 13))).size,
    }));
    const body = await report("/retention/addiction", { unit: "day", addiction_unit: "hour" });
    const days = Array.from({ length: 9 }, (_, index) => `2024-03-${String(index + 5).padStart(2, "0")}`);
    const expected = days.map((day) => {
      const own = hours.filter((one) => one.day === day);
      return [day, Array.from({ length: 24 }, (_, index) => own.filter((one) => one.hours > index).length)] as const;
    });
    expect(body).toEqual({ data: Object.fromEntries(expected) });
  });
});

/** How many steps of the funnel a user gets through from a place on, by trying every way. */
function depth(rows: Row[], from: number, step: number, deadlineMs: number): number {
  const name = FUNNEL.steps[step]?.event;
  const next = rows.flatMap((row, at) => (at >= from && row.event === name && row.ms <= deadlineMs ? [at] : []));
  return Math.max(0, ...next.map((at) => 1 + depth(rows, at + 1, step + 1, deadlineMs)));
}

test("R1: a funnel counts each user of a day once, as far as the user got", async () => {
  await agree(async (rows, clock) => {
    const reached = [...grouped(rows, ({ user }) => (user === "" ? undefined : user)).values()].flatMap((own) =>
      own.flatMap((row, at) =>
        row.event === "A"
          ? [{ user: row.user, day: dayOf(clock(row.ms)), steps: 1 + depth(own, at + 1, 1, row.ms + 20 * HOUR_MS) }]
          : [],
      ),
    );
    const body = await report("/funnels", { funnel_id: FUNNEL_ID });
    const days = Array.from({ length: 9 }, (_, index) => `2024-03-${String(index + 5).padStart(2, "0")}`);
    const expected = days.map((day) => {
      const best = [
        ...grouped(
          reached.filter((one) => one.day === day),
          ({ user }) => user,
        ).values(),
      ].map((ways) => Math.max(...ways.map(({ steps }) => steps)));
      const steps = [1, 2, 3].map((step) => ({ count: best.filter((one) => one >= step).length }));
      return [day, { steps, analysis: { starting_amount: steps[0]?.count, completion: steps[2]?.count } }] as const;
    });
    expect(body).toMatchObject({ meta: { dates: days }, data: Object.fromEntries(expected) });
  });
});
