import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { PolledFlow, shareClock } from "../../support/polledFlow";
import { sendUpdates } from "../../support/profilesInSandbox";

/** Half an hour before the clocks of Los Angeles are set back. */
const START = "2024-11-03T08:30:00Z";
const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const IDS = ["ann", "bob", "cem", "dan", "é"];

let sandbox: Sandbox;
beforeAll(async () => {
  const project = { id: 1, timeZone: "America/Los_Angeles" };
  sandbox = await startSandbox({ port: 0, clock: START, limits: false, seed: { projects: [project] } });
});
beforeEach(() => shareClock(sandbox));
afterEach(() => jest.restoreAllMocks());
afterAll(() => sandbox.close());

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ update: fc.subarray(IDS, { minLength: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ ignored: fc.constantFrom(...IDS) }) },
  { weight: 1, arbitrary: fc.record({ future: fc.constantFrom(...IDS) }) },
  {
    weight: 4,
    arbitrary: fc.record({ pass: fc.constantFrom(0, 1, 59, 299, 301, 1_800, 3_599, 3_600, 7_300, 86_400) }),
  },
  { weight: 5, arbitrary: fc.record({ poll: fc.constantFrom("ok", "ok", "ok", "lost", "fault") }) },
);
const OK = { poll: "ok" };

interface Item {
  changeType: string;
  record: { $distinct_id: string; $properties: { version: number }; changeBasis: string };
}

const itemsOf = (data: unknown[]): Item[] =>
  data.flatMap((body) => {
    if (Array.isArray(body)) return body;
    const { created, updated, ...item } = Object(body);
    if (created === undefined) return [item];
    const of = (changeType: string) => (record: Item["record"]) => ({ changeType, record });
    return [...created.map(of("created")), ...updated.map(of("updated"))];
  });

/** What a flow should have been told, and what it was. */
class Ledger {
  private version = 0;
  /** The last version of each profile that Mixpanel dates. */
  private readonly due = new Map<string, number>();
  private readonly told = new Map<string, number[]>();
  private readonly existing = new Set<string>();
  isStarted = false;
  mayRepeat = false;

  async update(ids: readonly string[], more: object = {}): Promise<void> {
    this.version++;
    const { version } = this;
    for (const id of ids) {
      if (!this.isStarted) this.existing.add(id);
      else if (!("$ignore_time" in more)) this.due.set(id, version);
    }
    await sendUpdates(
      sandbox,
      ids.map(($distinct_id) => ({ $distinct_id, $set: { version }, ...more })),
    );
  }

  take(items: readonly Item[]): void {
    for (const { changeType, record } of items) {
      const { $distinct_id: id, $properties } = record;
      const before = this.told.get(id) ?? [];
      if (!this.mayRepeat) {
        expect(before).not.toContain($properties.version);
        expect(changeType).toBe(before.length > 0 || this.existing.has(id) ? "updated" : "created");
      }
      this.told.set(id, [...before, $properties.version]);
    }
  }

  assertNothingMissed(): void {
    for (const [id, version] of this.due)
      expect(Math.max(...(this.told.get(id) ?? [0]))).toBeGreaterThanOrEqual(version);
  }
}

test.each([
  { maxProfiles: "2", options: {} },
  { maxProfiles: "100", options: {} },
  { maxProfiles: "1", options: { batchSize: 1, saves: "afterEachPage" as const } },
  { maxProfiles: "100", options: { batchSize: 3, saves: "atTheEnd" as const } },
])(
  "G4: in any history nothing is missed, and told twice only after a loss, Max Profiles $maxProfiles, $options",
  async ({ maxProfiles, options }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.array(step, { maxLength: 5 }), async (history, before) => {
        sandbox.reset();
        sandbox.clock.set(Date.parse(START));
        const ledger = new Ledger();
        const flow = new PolledFlow(sandbox, "newAndUpdatedProfiles", { maxProfiles }, options);
        const pollToTheEnd = async () => {
          for (let polls = 0; ; polls++) {
            const items = itemsOf(await flow.poll());
            ledger.take(items);
            if (items.length === 0) return;
            expect(polls).toBeLessThan(IDS.length * 2);
          }
        };
        for (const one of [...before, OK, ...history, OK]) {
          if ("update" in one) await ledger.update(one.update);
          else if ("ignored" in one) await ledger.update([one.ignored], { $ignore_time: true });
          else if ("future" in one)
            await ledger.update([one.future], { $time: Math.floor(sandbox.clock.now() / SECOND_MS) + 30 * 86_400 });
          else if ("pass" in one) sandbox.clock.advance(one.pass * SECOND_MS);
          else if (!ledger.isStarted) {
            if (one !== OK) continue;
            expect(await flow.poll()).toEqual([]);
            ledger.isStarted = true;
            // What happens in the second of the first poll may belong to the time before it.
            sandbox.clock.advance(SECOND_MS);
          } else if (one.poll === "fault") {
            sandbox.faults.add({ kind: "status", status: 500, count: 1, operationId: "engage-query" });
            await expect(flow.poll()).rejects.toThrow("500");
          } else if (one.poll === "lost") {
            ledger.take(itemsOf(await flow.poll({ isLost: true })));
            ledger.mayRepeat = true;
          } else {
            await pollToTheEnd();
            ledger.assertNothingMissed();
            ledger.mayRepeat = false;
          }
        }
      }),
      {
        numRuns: 25,
        // The same second of the wall clock, an hour after the first poll.
        examples: [[[{ pass: 3_599 }, { update: ["dan"] }], [{ update: ["dan", "é"] }]]],
      },
    );
  },
);

test("G4: with Look-back Date, everything since then is told once, however the polls are divided", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...IDS), fc.integer({ min: 0, max: 30 })), { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      async (updates, maxProfiles) => {
        sandbox.reset();
        sandbox.clock.set(Date.parse(START));
        const ledger = new Ledger();
        const last = new Map<string, number>();
        for (const [index, [id, hours]] of updates.entries()) {
          await ledger.update([id]);
          last.set(id, index + 1);
          sandbox.clock.advance(hours * HOUR_MS);
        }
        const params = { maxProfiles: String(maxProfiles), lookBackDate: "2024-11-03", showUpdatedRecords: "false" };
        const flow = new PolledFlow(sandbox, "newAndUpdatedProfiles", params);
        const told: Item[] = [];
        for (let polls = 0; polls < IDS.length + 2; polls++) told.push(...itemsOf(await flow.poll()));
        expect(new Map(told.map(({ record }) => [record.$distinct_id, record.$properties.version]))).toEqual(last);
        expect(told).toHaveLength(last.size);
      },
    ),
    { numRuns: 25 },
  );
});
