import type { Batch } from "../../../src/mixpanel/ingest/batches";
import type { IngestOptions } from "../../../src/mixpanel/ingest/ingest";
import { numbers, run } from "./run";

type Outcome = Parameters<IngestOptions<number>["send"]>[2];

/** How many pieces of memory the bodies of six requests, one after the other, were written to. */
async function bodiesOf(reuseBodies: boolean, onFirst: (outcome: Outcome) => void): Promise<number> {
  const memory: ArrayBufferLike[] = [];
  const send = async ({ body }: Batch, _effect: unknown, outcome: Outcome) => {
    if (memory.push(body.buffer) === 1) onFirst(outcome);
  };
  await run({ records: numbers(18), concurrency: 1, reuseBodies, send });
  return new Set(memory).size;
}

test("a body that was taken is written over: one is sent while the other is filled", async () => {
  expect(await bodiesOf(false, () => {})).toBe(2);
});

test("a body that was sent twice is left alone, as the first connection may still hold it", async () => {
  expect(await bodiesOf(false, ({ retried }) => retried())).toBe(3);
});

test("a body that was copied is written over whatever became of it", async () => {
  expect(await bodiesOf(true, ({ retried }) => retried())).toBe(2);
});
