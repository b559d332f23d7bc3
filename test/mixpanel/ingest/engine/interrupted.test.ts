import fc from "fast-check";
import type { Blockwise } from "../../../../src/mixpanel/records/lines";
import { numbers, recordsOf, run } from "./runWith";

/** Records one by one, or in blocks. */
const asStream = async function* (records: number[]) {
  yield* records;
};
const asBlocks = (records: number[]) => ({
  async *blocks() {
    for (let at = 0; at < records.length; at += 5) yield records.slice(at, at + 5);
  },
  [Symbol.asyncIterator]: () => asStream(records),
});

describe("F1: a run whose signal is aborted", () => {
  test("says where the next one begins: what is before was sent, and every record that was read has an outcome", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("list", "stream", "blocks"),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: 1, max: 4 }),
        async (form, count, abortedAt, concurrency) => {
          const ending = new AbortController();
          const all = numbers(count);
          const sent: unknown[] = [];
          let requests = 0;
          const result = await run({
            records: form === "list" ? all : form === "stream" ? asStream(all) : asBlocks(all),
            concurrency,
            signal: ending.signal,
            send: async (batch) => {
              if (++requests === abortedAt) ending.abort();
              await new Promise(setImmediate);
              sent.push(...[recordsOf(batch)].flat());
            },
          });
          const { received, imported, failed, resume_from, stopped_by } = result;
          expect(received).toBe(imported + failed);
          const end = resume_from ?? count;
          expect(sent).toEqual(expect.arrayContaining(numbers(end)));
          expect(stopped_by).toBe(resume_from === null ? null : "time");
        },
      ),
    );
  });

  test.each(["stream", "blocks"])(
    "sends what was read, and does not wait for a source that is slow: %s",
    async (form) => {
      const ending = new AbortController();
      const isIdle = new Promise<void>(() => {});
      const slow = async function* () {
        yield* [1, 2];
        setImmediate(() => ending.abort());
        await isIdle;
      };
      const blocks = async function* () {
        for await (const record of slow()) yield [record];
      };
      const blockwise: Blockwise<number> = { blocks, [Symbol.asyncIterator]: slow };
      const sent: unknown[] = [];
      const result = await run({
        records: form === "stream" ? slow() : blockwise,
        signal: ending.signal,
        send: async (batch) => void sent.push(recordsOf(batch)),
      });
      expect(sent).toEqual([[1, 2]]);
      expect(result).toMatchObject({ received: 2, imported: 2, resume_from: 2, stopped_by: "time" });
    },
  );

  test("before the first record, it sends nothing and fails not", async () => {
    const send = jest.fn(async () => {});
    const result = await run({ records: asStream(numbers(9)), signal: AbortSignal.abort(), send });
    expect(result).toMatchObject({ received: 0, imported: 0, resume_from: 0, stopped_by: "time" });
    expect(send).not.toHaveBeenCalled();
  });
});
