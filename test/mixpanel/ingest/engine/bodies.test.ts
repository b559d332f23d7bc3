import { gunzipSync } from "node:zlib";
import type { Batch } from "../../../../src/mixpanel/ingest/engine/batch";
import type { IngestOptions } from "../../../../src/mixpanel/ingest/engine/options";
import { numbers, run } from "./runWith";

type Outcome = Parameters<IngestOptions<number>["send"]>[2];

/** How many pieces of memory the bodies of six requests, one after the other, were written to. */
async function bodiesOf(gzip: boolean, onFirst: (outcome: Outcome) => void): Promise<number> {
  const memory: ArrayBufferLike[] = [];
  const send = async ({ body }: Batch, _effect: unknown, outcome: Outcome) => {
    if (memory.push(body.buffer) === 1) onFirst(outcome);
  };
  await run({ records: numbers(18), concurrency: 1, gzip, send });
  return new Set(memory).size;
}

test("the buffer of an accepted body is reused: four buffers are enough for one sent, two waiting and one being filled", async () => {
  expect(await bodiesOf(false, () => {})).toBe(4);
});

test("the buffer of a body that was retried is not reused, because the first connection may still read it", async () => {
  expect(await bodiesOf(false, ({ retried }) => retried())).toBe(5);
});

test("the buffer of a body that was copied is reused, whatever its outcome", async () => {
  expect(await bodiesOf(true, ({ retried }) => retried())).toBe(4);
});

test("a run with gzip passes each body compressed; other runs pass it unchanged", async () => {
  const sent: unknown[] = [];
  const send = async ({ body, compressed }: Batch) => {
    const unzipped = compressed && gunzipSync(await compressed).toString();
    sent.push([body.toString(), unzipped]);
  };
  for (const gzip of [true, false]) await run({ records: numbers(6), concurrency: 1, gzip, send });
  expect(sent).toEqual([
    ["[0,1,2]", "[0,1,2]"],
    ["[3,4,5]", "[3,4,5]"],
    ["[0,1,2]", undefined],
    ["[3,4,5]", undefined],
  ]);
});

test("packing yields regularly to other tasks of the process", async () => {
  let turns = 0;
  let running = true;
  const count = () => {
    turns++;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  await run({ records: numbers(20_000), limits: { maxRecords: 20_000, maxBytes: 1_000_000 }, send: async () => {} });
  running = false;
  expect(turns).toBeGreaterThanOrEqual(20_000 / 256 - 2);
});

test("S7: a run of few records takes little memory, and a run of many makes no body larger step by step again", async () => {
  const sizesOf = async (count: number) => {
    const sizes: number[] = [];
    await run({
      records: numbers(count),
      limits: { maxRecords: 10, maxBytes: 1_000_000 },
      encode: () => ({ value: "x".repeat(9_000) }),
      concurrency: 1,
      send: async ({ body, indexes }) => {
        if (indexes.length === 1) sizes.push(body.buffer.byteLength);
        else sizes.push(Math.ceil(body.buffer.byteLength / body.length));
      },
    });
    return sizes;
  };
  expect(Math.max(...(await sizesOf(1)))).toBeLessThan(50_000);
  for (const times of await sizesOf(50)) expect(times).toBeLessThanOrEqual(3);
});
