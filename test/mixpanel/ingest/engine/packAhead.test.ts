import fc from "fast-check";
import { reserveMs } from "../../../../src/mixpanel/http/timeLimits";
import { MAX_BYTES_IN_FLIGHT } from "../../../../src/mixpanel/ingest/engine/limits";
import type { Blockwise } from "../../../../src/mixpanel/records/lines";
import { numbers, recordsOf, run } from "./runWith";

const LIMIT_MS = 600_000;

/** Lets everything happen that waits for nothing. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}

/** Requests that end when the test says so. */
function held() {
  const sent: number[][] = [];
  const ends: (() => void)[] = [];
  return {
    sent,
    send: ({ indexes }: { indexes: number[] }) =>
      new Promise<void>((resolve) => {
        sent.push(indexes);
        ends.push(resolve);
      }),
    end: async () => {
      ends.shift()?.();
      await settle();
    },
  };
}

/** Records in blocks; `idle` stalls the source after them. */
const inBlocks = (records: readonly number[], size: number, idle = Promise.resolve()): Blockwise<number> => ({
  async *blocks() {
    for (let at = 0; at < records.length; at += size) yield records.slice(at, at + size);
    await idle;
  },
  [Symbol.asyncIterator]: () => {
    throw new Error("read by blocks");
  },
});

describe("S5: while all slots are taken", () => {
  test.each<[string, (all: number[]) => number[] | Blockwise<number>]>([
    ["a list", (all) => all],
    ["blocks", (all) => inBlocks(all, 4)],
  ])("one batch is packed while another waits, and no more (%s)", async (_, form) => {
    const { sent, send, end } = held();
    let read = 0;
    const encode = (value: number) => {
      read = value + 1;
      return { value };
    };
    const running = run({ records: form(numbers(30)), concurrency: 1, encode, isFresh: true, send });
    await settle();
    // Three in flight, three that wait, three ahead, and the group with which the next batch begins.
    expect([sent, read]).toEqual([[[0, 1, 2]], 12]);
    await end();
    expect([sent.length, read]).toEqual([2, 15]);
    while (sent.length < 10) await end();
    await end();
    expect(await running).toMatchObject({ received: 30, imported: 30, batches: 10 });
  });

  test("nothing is packed ahead that would not fit beside the bytes in flight", async () => {
    const line = Buffer.alloc(Math.ceil(MAX_BYTES_IN_FLIGHT / 3), " ").fill("1", 0, 1);
    const readWith = async (bytes: number) => {
      const { sent, send, end } = held();
      let read = 0;
      const running = run({
        records: numbers(6),
        concurrency: 1,
        limits: { maxRecords: 1, maxBytes: MAX_BYTES_IN_FLIGHT },
        encode: () => {
          read++;
          return { value: line.subarray(0, bytes) };
        },
        send,
      });
      await settle();
      const ahead = read;
      while (sent.length < 6) await end();
      await end();
      await running;
      return ahead;
    };
    const [small, large] = [await readWith(10), await readWith(line.length)];
    expect(small - large).toBe(1);
  });

  test("time that ends then ends the run, which does not wait for a slow source", async () => {
    const { sent, send, end } = held();
    let left = LIMIT_MS;
    const running = run({
      records: inBlocks(numbers(7), 7, new Promise(() => {})),
      concurrency: 1,
      leftMs: () => left,
      send,
    });
    await settle();
    left = reserveMs(LIMIT_MS) * 0.9;
    await end();
    while (sent.length < 3) await end();
    await end();
    expect(await running).toMatchObject({ imported: 7, received: 7, stopped_by: "time", resume_from: 7 });
  });

  test("a request that fails then ends the run, which does not wait for a slow source", async () => {
    let fail = (_error: Error) => {};
    const failing = run({
      records: inBlocks(numbers(7), 7, new Promise(() => {})),
      concurrency: 1,
      send: () =>
        new Promise<void>((_, reject) => {
          fail = reject;
        }),
    });
    const outcome = expect(failing).rejects.toThrow("refused");
    await settle();
    fail(new Error("refused"));
    await outcome;
  });
});

test("S5: whenever time runs out, runs that continue one another send each record exactly once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("list", "blocks"),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 2, max: 9 }),
      fc.boolean(),
      async (form, count, concurrency, requests, identities) => {
        const all = numbers(count);
        const sent: unknown[] = [];
        let resumeFrom: number | null = 0;
        for (let runs = 0; resumeFrom !== null; runs++) {
          expect(runs).toBeLessThanOrEqual(count);
          let left = requests;
          const result = await run({
            records: form === "list" ? all : inBlocks(all, 5),
            concurrency,
            resumeFrom,
            encode: (value) => ({ value, identity: identities && value % 5 === 0 }),
            leftMs: () => (left > 0 ? LIMIT_MS : 0.4 * reserveMs(LIMIT_MS)),
            send: async (batch) => {
              left--;
              await new Promise(setImmediate);
              sent.push(...[recordsOf(batch)].flat());
            },
          });
          expect(result.failed).toBe(0);
          expect(result.resume_from ?? count).toBeGreaterThan(Number(resumeFrom));
          resumeFrom = result.resume_from;
          if (resumeFrom === count) break;
        }
        // With identity events, a run that stops may have sent some records behind the place where the next one begins.
        const [once, expected] = identities ? [new Set(sent), new Set(all)] : [sent.toSorted(byNumber), all];
        expect(once).toEqual(expected);
      },
    ),
    { seed: 5, numRuns: 150 },
  );
});
const byNumber = (a: unknown, b: unknown) => Number(a) - Number(b);
