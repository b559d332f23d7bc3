import {
  MixpanelAuthError,
  type MixpanelError,
  MixpanelNetworkError,
  MixpanelValidationError,
} from "../../../../src/mixpanel/errors";
import { MAX_CONCURRENCY, MAX_UNKNOWN, PROFILE_LIMITS } from "../../../../src/mixpanel/ingest/engine/limits";
import type { Encoded } from "../../../../src/mixpanel/ingest/engine/options";
import { failureOf } from "../../../support/failure";
import { numbers, recordsOf, run } from "./runWith";

const unauthorized = () => new MixpanelAuthError({ message: "importThings: refused.", status: 401 });

describe("a request that fails after all retries", () => {
  test("ends the run: nothing more is read or sent, and the message says what was stored", async () => {
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
      "importThings: refused. Before that, Mixpanel stored 3 things and rejected 0. Not stored: records 3 to 5, and everything from record 6 on. It is safe to run it again: this creates no duplicates.",
    );
    expect(requests).toBe(2);
    expect(read).toBeLessThanOrEqual(10);
  });

  test("waits for the requests in flight, and counts their records", async () => {
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
    expect([requests, message]).toEqual([2, expect.stringContaining("Mixpanel stored 3 things")]);
  });

  test("adds nothing to the message if nothing was sent before", async () => {
    function* records() {
      yield 0;
      throw unauthorized();
    }
    const error = await failureOf(run({ records: records(), send: async () => {} }));
    expect(error.message).toBe("importThings: refused.");
  });

  test("throws an error of the code unchanged, at any time", async () => {
    const fault = new TypeError("fault");
    async function* slow() {
      for (const record of numbers(9)) {
        for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
        yield record;
      }
    }
    await expect(run({ records: slow(), send: () => Promise.reject(fault) })).rejects.toBe(fault);
  });

  test("throws the reader's error if reading fails, after the requests in flight have ended", async () => {
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

describe("a write whose connection broke", () => {
  const broke = (): MixpanelError => new MixpanelNetworkError({ message: "broke.", mayHaveLanded: true });
  const write = { encode: (value: number): Encoded => ({ value, effect: "write" }), concurrency: 1 };

  test("is listed with an unknown outcome, and the others are sent", async () => {
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

  test("T10: ends the run after five in a row, and the message says what was stored, is unknown and was not sent", async () => {
    let requests = 0;
    const failing = run({
      ...write,
      records: numbers(30),
      send: async () => {
        if (++requests > 1) throw broke();
      },
    });
    const error = await failureOf(failing);
    expect(error.message).toBe(
      "broke. Before that, Mixpanel stored 3 things and rejected 0. 15 more may or may not have been stored: records 3 to 17. Not stored: everything from record 18 on. Do not send all records again, because that would store some of them a second time: send only those that were not stored, and check in Mixpanel first whether the others were stored.",
    );
    expect(error.progress).toMatchObject({ received: 18, imported: 3, unknown: 15, failed: 0, resume_from: 18 });
    expect(requests).toBe(6);
  });

  test("T10: does not end the run if other requests get a response in between, even a rejection", async () => {
    let requests = 0;
    const result = await run({
      ...write,
      records: numbers(90),
      send: async () => {
        requests++;
        if (requests % 10 === 0) throw new MixpanelValidationError({ message: "bad", status: 400 });
        if (requests % 5 !== 0) throw broke();
      },
    });
    expect(result).toMatchObject({ received: 90, imported: 9, failed: 9, unknown: 72, resume_from: null });
  });

  test("T10: lists the records that were waiting for an earlier request of their owner when the run ended", async () => {
    const isFirst = (value: number) => value < 3 || (value >= 15 && value < 18);
    const failing = run({
      records: numbers(30),
      concurrency: 9,
      encode: (value) => ({ value, effect: "write", owner: isFirst(value) ? "first" : `${value}` }),
      send: async ({ indexes }) => {
        // Five others break off before the first one does, which the held back one waits for.
        if (indexes[0] === 0) for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
        throw broke();
      },
    });
    const { message, progress } = await failureOf(failing);
    expect(progress?.failed_records).toEqual(
      [15, 16, 17].map((index) => ({
        index,
        message: "not sent: the run ended before its turn",
      })),
    );
    expect(progress?.unknown_records.map(({ index }) => index)).not.toContain(15);
    expect(progress?.received).toBe((progress?.failed ?? 0) + (progress?.unknown ?? 0));
    expect(message).toContain("and rejected 0.");
    expect(message).toContain(`Not stored: records 15 to 17, and everything from record ${progress?.resume_from} on.`);
  });

  test("T10: lists every record with an unknown outcome, including those in flight when the run ended", async () => {
    const waiting: (() => void)[] = [];
    const records = MAX_CONCURRENCY * PROFILE_LIMITS.maxRecords;
    const failing = run({
      ...write,
      records: numbers(records + 2_000),
      limits: PROFILE_LIMITS,
      concurrency: MAX_CONCURRENCY,
      send: async () => {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          if (waiting.length === MAX_CONCURRENCY) for (const go of waiting) go();
        });
        throw broke();
      },
    });
    const { progress } = await failureOf(failing);
    expect(progress).toMatchObject({ unknown: records, failed_records_truncated: false, resume_from: records });
    expect(progress?.unknown_records).toHaveLength(records);
  });

  test("T10: ends the run before there are more records with an unknown outcome than can be listed", async () => {
    let requests = 0;
    const failing = run({
      ...write,
      records: numbers(400_000),
      limits: PROFILE_LIMITS,
      send: async () => {
        if (++requests % 2 === 0) throw broke();
      },
    });
    const { progress } = await failureOf(failing);
    expect(progress?.unknown).toBeGreaterThan(MAX_UNKNOWN);
    expect(progress?.unknown_records).toHaveLength(progress?.unknown ?? 0);
    expect(progress).toMatchObject({ failed_records_truncated: false });
  });

  test("makes only its own batch a write, not other batches", async () => {
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

  test("leaves the records that must not be repeated and their owners' other records unknown, and sends the rest again", async () => {
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
