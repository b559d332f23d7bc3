import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { mirrorRows } from "../../../src/mixpanel/rows/mirrorRows";
import { fakeTime } from "../../support/fakeTime";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, limits: false });
});
afterAll(() => sandbox.close());

type Row = Record<string, unknown>;
type Table = Map<string, Row>;

const REFUSED = Number.POSITIVE_INFINITY;
const ID = fc.integer({ min: 0, max: 11 }).map((n) => `u${n}`);
const VALUE = fc.constantFrom<unknown>(1, 2, "x", "y", null, [1, "a"], { k: 1 }, true, REFUSED);
const ROW = fc.dictionary(fc.constantFrom("a", "b", "c"), VALUE, { noNullPrototype: true });

/** What happens to the table before a run. */
const CHANGE = fc.oneof(
  { weight: 5, arbitrary: fc.record({ what: fc.constant("put" as const), id: ID, row: ROW }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("drop" as const), id: ID }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("rename" as const), id: ID, to: ID }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("dropColumn" as const), column: fc.constantFrom("a", "b") }) },
);
/** What goes wrong in a run: its requests after the first few fail, before or after Mixpanel has processed them; its state is not saved, or lost. */
const MISHAP = fc.record({
  outage: fc.option(fc.record({ after: fc.nat(2), afterProcessing: fc.boolean(), count: fc.constantFrom(6, 10_000) }), {
    freq: 3,
  }),
  isSaved: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  isLost: fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});
const HISTORY = fc.array(fc.record({ changes: fc.array(CHANGE, { maxLength: 8 }), mishap: MISHAP }), {
  minLength: 1,
  maxLength: 8,
});

function apply(table: Table, change: typeof CHANGE extends fc.Arbitrary<infer T> ? T : never): void {
  if (change.what === "put") table.set(change.id, change.row);
  else if (change.what === "drop") table.delete(change.id);
  else if (change.what === "dropColumn") for (const [id, { [change.column]: _, ...row }] of table) table.set(id, row);
  else {
    const row = table.get(change.id);
    table.delete(change.id);
    if (row !== undefined) table.set(change.to, row);
  }
}

const rowsOf = (table: Table) => [...table].map(([distinct_id, row]) => ({ distinct_id, ...row }));
const valuesOf = (row: Row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
const stored = () => sandbox.projects.get(1)?.profiles ?? new Map<string, { properties: Row }>();
const sent = () => sandbox.requests.list({}).at(-1)?.id ?? 0;

/** Runs a mirror as a flow does. */
const runOf = (table: Table, state: unknown, resendAll: boolean) =>
  mirrorRows(
    new MixpanelClient({
      credentials: { projectToken: "sandbox-token" },
      projectId: "1",
      apiHost: sandbox.url,
      transport: fakeTime().options,
    }),
    rowsOf(table),
    {
      target: { kind: "users" },
      ignoreTime: true,
      removal: "delete",
      maxRemovedPercent: 100,
      allowEmpty: true,
      state,
      resendAll,
    },
  );

test("W3, expectations 14 and 16: through changes, outages and lost states, profiles equal the table after a whole run, and a second run sends nothing", async () => {
  let wholeRuns = 0;
  await fc.assert(
    fc.asyncProperty(HISTORY, async (history) => {
      sandbox.reset();
      const table: Table = new Map();
      let state: unknown;
      let resendAll = false;
      /** Profiles that no state knows any more: nothing can tell that they came from the table. */
      const orphans = new Set<string>();
      /** Properties of which the same is true, as `id/property`. */
      const strays = new Set<string>();
      const forget = () => {
        for (const [id, { properties }] of stored()) {
          orphans.add(id);
          for (const name in properties) strays.add(`${id}/${name}`);
        }
      };
      const known = (id: string, row: Row) =>
        Object.fromEntries(Object.entries(row).filter(([name]) => !strays.has(`${id}/${name}`)));
      for (const { changes, mishap } of history) {
        for (const change of changes) apply(table, change);
        const { outage, isSaved, isLost } = mishap;
        if (isLost) state = undefined;
        if (isLost) forget();
        if (outage !== null) {
          sandbox.faults.add({ kind: "status", status: 503, path: "/engage", ...outage });
        }
        const result = await runOf(table, state, resendAll);
        sandbox.faults.clear();
        const { mirror } = result;
        expect(result.received).toBe(
          Number(mirror.added) + Number(mirror.changed) + mirror.unchanged + result.rejected + result.held,
        );
        if (!isSaved) {
          // As after a failure later in the flow: the next run must send all rows.
          resendAll = true;
          forget();
          continue;
        }
        state = JSON.parse(JSON.stringify(mirror.state));
        if (result.stopped_by !== null) continue;
        resendAll = false;
        wholeRuns++;
        const rejected = new Set(result.rejected_rows.map(({ row }) => Object(row).distinct_id));
        for (const [id, row] of table) {
          if (rejected.has(id)) continue;
          orphans.delete(id);
          for (const name in valuesOf(row)) strays.delete(`${id}/${name}`);
          expect([id, known(id, stored().get(id)?.properties ?? {})]).toEqual([id, valuesOf(row)]);
        }
        for (const id of stored().keys()) expect(table.has(id) || orphans.has(id)).toBe(true);
        const before = sent();
        const second = await runOf(table, state, false);
        expect(sent()).toBe(before);
        expect(second.mirror.unchanged).toBe(table.size - rejected.size);
      }
    }),
    { numRuns: 80 },
  );
  expect(wholeRuns).toBeGreaterThan(80);
}, 120_000);
