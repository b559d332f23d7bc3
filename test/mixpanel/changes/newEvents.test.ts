import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { Limiter, processLimiters } from "../../../src/mixpanel/limits/limiter";
import { arrive, fakeDate, NewEventsFlow, passTime } from "../../support/newEventsFlow";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const START = "2024-03-10T12:00:00Z";

let sandbox: Sandbox;
beforeAll(async () => {
  fakeDate(START);
  sandbox = await startSandbox({ port: 0, limits: false });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await sandbox.close();
  jest.useRealTimers();
});

const minutes = (max: number) => fc.integer({ min: 0, max }).map((count) => count * MINUTE_MS);
const events = fc.array(fc.record({ ageMs: fc.integer({ min: 0, max: 5 * DAY_MS }), lagMs: minutes(50) }), {
  maxLength: 8,
});

const step = fc.oneof(
  fc.record({ kind: fc.constant("arrive" as const), events }),
  fc.record({ kind: fc.constant("pass" as const), ms: minutes(40) }),
  fc.record({ kind: fc.constant("poll" as const) }),
  fc.record({ kind: fc.constant("pollAndFail" as const), afterLines: fc.nat({ max: 5 }) }),
  fc.record({ kind: fc.constant("pollAndCrash" as const) }),
  fc.record({ kind: fc.constant("pollWithFailingSteps" as const), failures: fc.integer({ min: 1, max: 3 }) }),
);

const script = fc.record({
  steps: fc.array(step, { minLength: 4, maxLength: 16 }),
  before: fc.array(fc.integer({ min: 1, max: 30 * DAY_MS }), { maxLength: 6 }),
  looksBack: fc.boolean(),
  batchSize: fc.constantFrom(undefined, 1, 2),
  saves: fc.constantFrom("afterEachPage" as const, "atTheEnd" as const),
  maxEvents: fc.integer({ min: 1, max: 12 }),
  /** What arrives while a flow runs, for less than the time after which events count with batching. */
  meanwhileMs: fc.integer({ min: 0, max: 4 * MINUTE_MS }),
});

/** One life of a flow: what arrived, and what may come twice because something failed. */
class Life {
  readonly expected = new Set<string>();
  readonly mayRepeat = new Set<string>();
  /** Whether nothing arrives any more. */
  isEnding = false;
  private number = 0;
  private readonly isBatching: boolean;
  readonly flow: NewEventsFlow;

  constructor({
    batchSize,
    saves,
    maxEvents,
    looksBack,
    meanwhileMs,
  }: typeof script extends fc.Arbitrary<infer T> ? T : never) {
    this.isBatching = batchSize !== undefined;
    this.flow = new NewEventsFlow(sandbox, {
      params: { maxEvents: String(maxEvents), ...(looksBack && { lookBackDate: "2024-02-01" }) },
      saves,
      retries: 3,
      ...(batchSize !== undefined && { batchSize }),
      meanwhile: () => {
        if (!this.isEnding) this.arrive([{ ageMs: 0, lagMs: this.number % 3 === 0 ? meanwhileMs : 0 }]);
      },
    });
  }

  arrive(events: readonly { ageMs: number; lagMs: number }[], isExpected = true): void {
    const named = events.map((event) => ({ ...event, id: `event-${this.number++}` }));
    arrive(sandbox, named);
    if (isExpected) for (const { id } of named) this.expected.add(id);
  }

  async poll(how: { keeps?: boolean } = {}): Promise<void> {
    const exports = this.flow.exports;
    const before = this.flow.delivered.length;
    const { executions } = await this.flow.poll(how);
    expect(executions).toBeLessThanOrEqual(3);
    if (!this.isBatching) expect(this.flow.exports - exports).toBeLessThanOrEqual(3);
    if (how.keeps === false) for (const { id } of this.flow.delivered.slice(before)) this.mayRepeat.add(id);
  }

  async run(one: typeof step extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
    if (one.kind === "arrive") this.arrive(one.events);
    else if (one.kind === "pass") passTime(one.ms);
    else if (one.kind === "poll") await this.poll();
    else if (one.kind === "pollAndCrash") await this.poll({ keeps: false });
    else if (one.kind === "pollWithFailingSteps") {
      this.flow.failures = one.failures;
      await this.poll();
      this.flow.failures = 0;
    } else {
      sandbox.faults.add({ kind: "halfLine", operationId: "raw-event-export", afterLines: one.afterLines });
      await this.poll().catch(() => {});
      sandbox.faults.clear();
    }
  }
}

test("G3: every event is passed on; twice only if something failed, and then with the same key", async () => {
  await fc.assert(
    fc.asyncProperty(script, async (options) => {
      fakeDate(START);
      sandbox.reset();
      jest.spyOn(processLimiters, "of").mockReturnValue(new Limiter({ allowances: [] }));
      const life = new Life(options);
      const { flow } = life;
      life.arrive(
        options.before.map((ageMs) => ({ ageMs, lagMs: 10 * MINUTE_MS })),
        options.looksBack,
      );
      await life.poll();
      // An event that arrived before the first poll and becomes exportable after it is not new.
      passTime(60 * MINUTE_MS);
      for (const one of options.steps) await life.run(one);
      life.isEnding = true;
      for (let polls = 0, found = -1; found !== flow.delivered.length || polls < 8; polls += 1) {
        found = flow.delivered.length;
        passTime(10 * MINUTE_MS);
        await life.poll();
        if (polls === 200) throw new Error("the flow never rests");
      }

      const counts = new Map<string, number>();
      for (const { id } of flow.delivered) counts.set(id, (counts.get(id) ?? 0) + 1);
      expect([...life.expected].filter((id) => !counts.has(id))).toEqual([]);
      expect([...counts.keys()].filter((id) => !life.expected.has(id))).toEqual([]);
      expect([...counts].filter(([id, count]) => count > 1 && !life.mayRepeat.has(id))).toEqual([]);
      const keys = new Map(flow.delivered.map(({ id, key }) => [id, key]));
      expect([...flow.delivered, ...flow.lost].filter(({ id, key }) => keys.get(id) !== key)).toEqual([]);
      expect(new Set(keys.values()).size).toBe(keys.size);
    }),
    { numRuns: 60 },
  );
});
