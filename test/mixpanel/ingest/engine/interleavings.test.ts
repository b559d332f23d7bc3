import fc from "fast-check";
import {
  MixpanelAuthError,
  MixpanelError,
  MixpanelNetworkError,
  MixpanelTooLargeError,
  MixpanelValidationError,
} from "../../../../src/mixpanel/errors";
import type { IngestResult } from "../../../../src/mixpanel/ingest/result";
import { numbers, run } from "./runWith";

const OUTCOMES = ["stored", "partly rejected", "broken off", "too large", "unauthorized"] as const;
type Outcome = (typeof OUTCOMES)[number];

const BATCHES = 3;
const RECORDS = 9;
/** One for each order in which the three can end, for each choice of outcomes. */
const RUNS = 6 * OUTCOMES.length ** BATCHES;

/** What Mixpanel stored, and what the run says of it. */
interface Told {
  stored: number[];
  effects: Set<string>;
  result: IngestResult;
}

/** Sends three concurrent requests of writes, which end in the order that the scheduler chooses. */
async function interleaved(scheduler: fc.Scheduler, outcomes: readonly Outcome[]): Promise<Told> {
  const stored: number[] = [];
  const effects = new Set<string>();
  let begun = 0;
  let open = () => {};
  const allBegun = new Promise<void>((resolve) => {
    open = resolve;
  });
  const running = run({
    records: numbers(RECORDS),
    concurrency: BATCHES,
    encode: (value) => ({ value, effect: "write" }),
    send: async ({ indexes }, effect) => {
      effects.add(effect);
      if (++begun === BATCHES) open();
      await allBegun;
      const [first = 0] = indexes;
      const outcome = outcomes[Math.floor(first / BATCHES)];
      await scheduler.schedule(Promise.resolve(), `${outcome} from ${first}`);
      if (outcome === "too large" && indexes.length === BATCHES)
        throw new MixpanelTooLargeError({ message: "413", status: 413 });
      if (outcome === "unauthorized") throw new MixpanelAuthError({ message: "refused.", status: 401 });
      stored.push(...(outcome === "partly rejected" ? indexes.toSpliced(1, 1) : indexes));
      if (outcome === "broken off") throw new MixpanelNetworkError({ message: "broke.", mayHaveLanded: true });
      if (outcome === "partly rejected")
        throw new MixpanelValidationError({ message: "some", failedRecords: [{ index: 1, message: "bad" }] });
    },
  }).catch((error: unknown) => {
    if (error instanceof MixpanelError && error.progress) return error.progress;
    throw error;
  });
  return { result: await scheduler.waitFor(running), stored, effects };
}

const ascending = (positions: readonly number[]) => [...positions].sort((a, b) => a - b);

test("B7: in whatever order three requests end, and however, each record has its one outcome and is stored at most once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom(...OUTCOMES), { minLength: BATCHES, maxLength: BATCHES }),
      async (scheduler, outcomes) => {
        const { result, stored, effects } = await interleaved(scheduler, outcomes);
        const failed = result.failed_records.map(({ index }) => index);
        const unknown = result.unknown_records.map(({ index }) => index);
        const of = (outcome: Outcome) =>
          numbers(RECORDS).filter((at) => outcomes[Math.floor(at / BATCHES)] === outcome);

        expect([...effects]).toEqual(["write"]);
        expect(new Set(stored).size).toBe(stored.length);
        expect(result.received).toBe(RECORDS);
        expect(result.imported).toBe(stored.length - unknown.length);
        expect(unknown).toEqual(of("broken off"));
        // Whatever was neither stored nor left in doubt is listed, in order.
        expect(failed).toEqual(ascending(numbers(RECORDS).filter((at) => !stored.includes(at))));
        expect([result.failed, result.unknown]).toEqual([failed.length, unknown.length]);
      },
    ),
    { seed: 17, numRuns: RUNS },
  );
});
