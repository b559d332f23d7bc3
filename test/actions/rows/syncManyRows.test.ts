import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runAction } from "../../support/harness";
import { runInSandbox, sandboxConnection } from "../../support/inSandbox";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, sample: true, limits: false });
});
afterAll(() => sandbox.close());

const TOKEN = { projectToken: "sandbox-token" };
const DAY = Date.UTC(2026, 0, 15) / 1000;
const many = (length: number) => Array.from({ length }, (_, at) => at);

/** A way in which a row is wrong: what it changes, and the rule that it breaks. A row may be something else than an object. */
type Fault = readonly [rule: string, change: unknown];

/** Wrong at every 33rd place, each time in the next way. */
function rowsWith(count: number, good: (n: number) => object, faults: readonly Fault[]) {
  const wrong: { position: number; row: unknown; rule: string }[] = [];
  const rows = many(count).map((n): unknown => {
    if (n % 33 !== 5) return good(n);
    const [rule, change] = faults[wrong.length % faults.length] ?? ["", {}];
    const isChange = typeof change === "object" && change !== null && !Array.isArray(change);
    const row = isChange ? { ...good(n), ...change } : change;
    wrong.push({ position: n, row: JSON.parse(JSON.stringify(row)), rule });
    return row;
  });
  return { rows, wrong };
}

async function sync(params: Record<string, unknown>) {
  const connection = sandboxConnection(sandbox, TOKEN);
  const outcome = await runAction("syncRows", { connection, params });
  if (!("value" in outcome)) throw outcome.error;
  return JSON.parse(JSON.stringify(Object(outcome.value).data));
}

const nested = (depth: number): object => (depth === 0 ? { end: 1 } : { deeper: nested(depth - 1) });

const EVENT_FAULTS: readonly Fault[] = [
  ["event_name", { event: "" }],
  ["event_name", { event: null }],
  ["time_missing", { time: null }],
  ["time_format", { time: "yesterday" }],
  ["time_impossible", { time: "2026-02-30" }],
  ["time_too_early", { time: 1000 }],
  ["time_too_late", { time: "2999-01-01" }],
  ["distinct_id_refused", { distinct_id: "undefined" }],
  ["distinct_id_refused", { distinct_id: "0" }],
  ["id_rounded", { distinct_id: 2 ** 60 }],
  ["insert_id_refused", { $insert_id: "null" }],
  ["linked_id_missing", { event: "$identify", $anon_id: null }],
  ["event_ignored", { $ignore: true }],
  ["properties_count", Object.fromEntries(many(300).map((n) => [`p${n}`, n]))],
  ["array_length", { tags: many(300) }],
  ["object_keys", { cart: Object.fromEntries(many(300).map((n) => [`k${n}`, n])) }],
  ["nesting_depth", { cart: nested(4) }],
  ["value_not_finite", { amount: Number.POSITIVE_INFINITY }],
  ["value_number", { price: "twelve" }],
  ["row_shape", null],
  ["row_shape", ["Row Stored", 1]],
  ["row_shape", "Row Stored"],
];

describe("W4: 100,000 rows, 3 % of them wrong in every documented way", () => {
  const { rows, wrong } = rowsWith(
    100_000,
    (n) => ({ event: "Many Rows", time: DAY + (n % 3_600), distinct_id: `u-${n % 1_000}`, n, price: "1.50" }),
    EVENT_FAULTS,
  );
  const run = {
    rows,
    target: "events",
    mapping: [{ column: "price", type: "number" }],
    resultOptions: { maxListed: 5_000 },
  };
  const storedNumbers = async () => {
    const params = { from_date: "2026-01-15", to_date: "2026-01-15", event: "Many Rows", maxEvents: "100000" };
    const { events } = await runInSandbox(sandbox, "downloadData", params);
    return events
      .map(({ properties }: { properties: { n: number } }) => properties.n)
      .sort((a: number, b: number) => a - b);
  };
  const good = many(rows.length).filter((n) => n % 33 !== 5);

  it("expectations 1, 3 and 4: the good ones are stored once, the wrong ones returned exactly, also by a second run", async () => {
    for (let round = 0; round < 2; round++) {
      const result = await sync(run);
      expect(result).toMatchObject({
        received: rows.length,
        imported: good.length,
        rejected: wrong.length,
        held: 0,
        unconfirmed: 0,
        held_rows: [],
        resume_from: null,
      });
      const found = result.rejected_rows.map((one: (typeof wrong)[number]) => ({
        position: one.position,
        row: one.row,
        rule: one.rule,
      }));
      expect(found).toEqual(wrong);
      expect(await storedNumbers()).toEqual(good);
    }
  });

  it("expectation 18: a result with 100,000 rejections is small, and counts them by reason", async () => {
    const result = await sync({
      ...run,
      rows: rows.map((_, n) => ({ event: "x", time: n % 2 ? "never" : null, distinct_id: "u", pad: "x".repeat(500) })),
      mapping: "",
      resultOptions: {},
    });
    expect(result).toMatchObject({ received: 100_000, imported: 0, rejected: 100_000, rejected_rows_truncated: true });
    expect(result.rejected_by_reason).toMatchObject([
      { rule: "time_missing", column: "time", count: 50_000, first: 0 },
      { rule: "time_format", column: "time", count: 50_000, first: 1 },
    ]);
    expect(JSON.stringify(result).length).toBeLessThan(1_500_000);
  });
});

describe("W4: profiles and groups, 3 % of them wrong in every documented way", () => {
  const SHARED: readonly Fault[] = [
    ["operand_empty", { plan: null, n: null }],
    ["value_not_finite", { n: Number.NEGATIVE_INFINITY }],
    ["update_size", { plan: "x".repeat(1_100_000) }],
    ["row_shape", 7],
  ];
  const USER_FAULTS: readonly Fault[] = [
    ["profile_distinct_id", { id: "" }],
    ["profile_distinct_id", { id: null }],
    ["profile_distinct_id_refused", { id: "null" }],
    ["id_rounded", { id: 2 ** 60 }],
    ...SHARED,
  ];
  const GROUP_FAULTS: readonly Fault[] = [
    ["group_key", { kind: "" }],
    ["group_id", { id: null }],
    ["group_id_refused", { id: "undefined" }],
    ["id_rounded", { id: 2 ** 60 }],
    ...SHARED,
  ];
  it.each([
    ["users", { distinctIdColumn: "id" }, USER_FAULTS],
    ["groups", { groupKeyColumn: "kind", groupIdColumn: "id" }, GROUP_FAULTS],
  ])("expectation 1: %s", async (configuration, values, faults) => {
    const isUser = configuration === "users";
    const { rows, wrong } = rowsWith(
      264,
      (n) => ({ id: `many-${n}`, ...(isUser ? {} : { kind: "company" }), plan: "many-rows", n }),
      faults,
    );
    const result = await sync({ rows, target: { configuration, values } });
    expect(result).toMatchObject({ received: 264, imported: 264 - wrong.length, rejected: wrong.length, held: 0 });
    expect(result.rejected_rows.map(({ position, rule }: (typeof wrong)[number]) => ({ position, rule }))).toEqual(
      wrong.map(({ position, rule }) => ({ position, rule })),
    );
    if (!isUser) return;
    const where = 'properties["plan"] == "many-rows"';
    const { total } = await runInSandbox(sandbox, "queryProfiles", { where });
    expect(total).toBe(264 - wrong.length);
  });
});
