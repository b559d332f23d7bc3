import { MixpanelAuthError, type MixpanelError, MixpanelNetworkError } from "../../../src/mixpanel/errors";
import { MAX_CONCURRENCY, PROFILE_LIMITS } from "../../../src/mixpanel/ingest/limits";
import type { Encoded } from "../../../src/mixpanel/ingest/options";
import { failureOf } from "../failure";
import { numbers, recordsOf, run } from "./run";

const unauthorized = () => new MixpanelAuthError({ message: "importThings: refused.", status: 401 });

describe("a request that fails for good", () => {
  test("ends the run: no more is read or sent, and the message tells how far it came", async () => {
    let [read, requests] = [0, 0];
    function* records() {
      for (const record of numbers(60)) {
        read++;
        yield record;
      }
    }
    const failing = run({
      records: records(),
      concurrency: 1,
      send: async () => {
        if (++requests === 2) throw unauthorized();
      },
    });
    const error = await failureOf(failing);
    expect(error).toMatchObject({ code: "authentication_failed", status: 401 });
    expect(error.message).toBe(
      "importThings: refused. importThings had then stored 3 things, and 0 were refused. The rest was not taken, or only in part; running it again stores nothing twice.",
    );
    expect(requests).toBe(2);
    expect(read).toBeLessThanOrEqual(10);
  });

  test("waits for those that are on their way, and counts them", async () => {
    let requests = 0;
    const failing = run({
      records: numbers(6),
      concurrency: 2,
      send: async () => {
        if (++requests === 2) throw unauthorized();
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      },
    });
    const { message } = await failureOf(failing);
    expect([requests, message]).toEqual([2, expect.stringContaining("had then stored 3 things")]);
  });

  test("has nothing to tell where it came before the first request", async () => {
    function* records() {
      yield 0;
      throw unauthorized();
    }
    const error = await failureOf(run({ records: records(), send: async () => {} }));
    expect(error.message).toBe("importThings: refused.");
  });

  test("is thrown as it is where it is a fault of the code, whenever it comes", async () => {
    const fault = new TypeError("fault");
    async function* slow() {
      for (const record of numbers(9)) {
        for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
        yield record;
      }
    }
    await expect(run({ records: slow(), send: () => Promise.reject(fault) })).rejects.toBe(fault);
  });

  test("is the reader's own where reading fails, after what was on its way", async () => {
    const sent: unknown[] = [];
    function* records() {
      yield* numbers(4);
      throw new RangeError("source broke");
    }
    const failing = run({ records: records(), send: async (batch) => void sent.push(recordsOf(batch)) });
    await expect(failing).rejects.toEqual(new RangeError("source broke"));
    expect(sent).toEqual([[0, 1, 2]]);
  });
});

describe("a write that broke off", () => {
  const broke = (): MixpanelError => new MixpanelNetworkError({ message: "broke.", mayHaveLanded: true });
  const write = { encode: (value: number): Encoded => ({ value, effect: "write" }), concurrency: 1 };

  test("is listed as of unknown fate, and the others go on", async () => {
    let requests = 0;
    const result = await run({
      ...write,
      records: numbers(9),
      send: async () => {
        if (++requests === 2) throw broke();
      },
    });
    expect(result).toMatchObject({ received: 9, imported: 6, failed: 0, unknown: 3 });
    expect(result.unknown_records).toEqual([3, 4, 5].map((index) => ({ index, message: "broke." })));
  });

  test("ends the run the third time, and the message says what to look at", async () => {
    let requests = 0;
    const failing = run({
      ...write,
      records: numbers(30),
      send: async () => {
        if (++requests > 1) throw broke();
      },
    });
    expect((await failureOf(failing)).message).toBe(
      "broke. importThings had then stored 3 things, and 0 were refused. Of 9 things (from record 3 on) it is not known whether they were taken; look at them before sending them again.",
    );
    expect(requests).toBe(4);
  });

  test("lists every record of unknown fate, those of all requests in flight when the run ends among them", async () => {
    const waiting: (() => void)[] = [];
    let requests = 0;
    const failing = run({
      ...write,
      records: numbers(90_000),
      limits: PROFILE_LIMITS,
      concurrency: MAX_CONCURRENCY,
      send: async () => {
        if (++requests > 2) {
          await new Promise<void>((resolve) => {
            waiting.push(resolve);
            if (waiting.length === MAX_CONCURRENCY) for (const go of waiting) go();
          });
        }
        throw broke();
      },
    });
    const { progress } = await failureOf(failing);
    expect(progress).toMatchObject({ unknown: 84_000, failed_records_truncated: false });
    expect(progress?.unknown_records).toHaveLength(84_000);
  });

  test("is what one writing record makes of its batch alone", async () => {
    const effects: unknown[] = [];
    await run({
      records: numbers(9),
      encode: (value) => ({ value, effect: value === 4 ? "write" : "idempotentWrite" }),
      send: async ({ indexes }, effect) => void effects.push([indexes[0], effect]),
    });
    expect(effects).toEqual([
      [0, "idempotentWrite"],
      [3, "write"],
      [6, "idempotentWrite"],
    ]);
  });

  test("leaves in doubt what must not be repeated and its owner's other records; the rest is sent again", async () => {
    const sent: unknown[] = [];
    const result = await run({
      records: numbers(7),
      limits: { maxRecords: 7, maxBytes: 1_000 },
      encode: (value) => ({ value, owner: `owner ${value % 3}`, ...(value === 4 && { effect: "write" }) }),
      send: async (batch, effect) => {
        sent.push([recordsOf(batch), effect]);
        if (effect === "write") throw broke();
      },
    });
    expect(sent).toEqual([
      [[0, 1, 2, 3, 4, 5, 6], "write"],
      [[0, 2, 3, 5, 6], "idempotentWrite"],
    ]);
    expect(result).toMatchObject({ received: 7, sent: 5, imported: 5, unknown: 2, failed: 0 });
    expect(result.unknown_records.map(({ index }) => index)).toEqual([1, 4]);
  });
});
