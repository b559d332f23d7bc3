import { MixpanelAuthError, MixpanelTooLargeError, MixpanelValidationError } from "../../../../src/mixpanel/errors";
import type { Batch } from "../../../../src/mixpanel/ingest/engine/batch";
import { failureOf } from "../../../support/failure";
import { numbers, recordsOf, run } from "./runWith";

const tooLarge = () => new MixpanelTooLargeError({ message: "413", status: 413 });

const unauthorized = () => new MixpanelAuthError({ message: "importThings: refused.", status: 401 });

describe("a request that is too large", () => {
  /** Mixpanel with a limit of its own on the bytes of a body. */
  const limited = (maxBytes: number, sent: unknown[]) => async (batch: Batch) => {
    if (batch.body.length > maxBytes) throw tooLarge();
    sent.push(recordsOf(batch));
  };

  test("is halved until it is accepted, in order", async () => {
    const sent: unknown[] = [];
    const limits = { maxRecords: 8, maxBytes: 1_000 };
    const result = await run({ records: numbers(8), limits, concurrency: 1, send: limited(7, sent) });
    expect(sent).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
      [6, 7],
    ]);
    expect(result).toMatchObject({ received: 8, sent: 8, imported: 8, failed: 0, batches: 1 + 2 + 4 });
  });

  test("is halved down to one record, and only that record is listed", async () => {
    const sent: unknown[] = [];
    const records = [1, 2, 123_456, 4];
    const limits = { maxRecords: 4, maxBytes: 1_000 };
    const result = await run({ records, limits, concurrency: 1, send: limited(6, sent) });
    expect(sent).toEqual([[1, 2], [4]]);
    expect(result).toMatchObject({ imported: 3, failed: 1 });
    expect(result.failed_records).toEqual([
      { index: 2, rule: "record_too_large", message: "413: the record is too large to be sent" },
    ]);
  });

  test("makes later batches smaller, without rejecting a record", async () => {
    const sent: unknown[] = [];
    const records = [11, 12, 13, 14, 15, 16, 12_345_678, 18];
    const limits = { maxRecords: 6, maxBytes: 1_000 };
    const result = await run({ records, limits, concurrency: 1, send: limited(10, sent) });
    expect(sent).toEqual([[11, 12, 13], [14, 15, 16], [12_345_678], [18]]);
    expect(result).toMatchObject({ imported: 8, failed: 0 });
  });

  const fours = { limits: { maxRecords: 4, maxBytes: 1_000 }, concurrency: 1 };
  const rejected = () =>
    new MixpanelValidationError({ message: "some", failedRecords: [{ index: 0, message: "first" }] });

  test.each([
    ["accepted", () => {}],
    [
      "rejected in part",
      () => {
        throw rejected();
      },
    ],
  ])("B7: does not make later batches smaller than one that was %s before", async (_, respond) => {
    const sizes: number[] = [];
    await run({
      ...fours,
      records: Array.from({ length: 40 }, () => 7),
      send: async ({ indexes }) => {
        sizes.push(indexes.length);
        if (sizes.length === 2) throw tooLarge();
        respond();
      },
    });
    expect(sizes).toEqual([4, 4, 2, 2, 4, 4, 4, 4, 4, 4, 4, 4]);
  });

  test("B7: makes later batches larger again after a larger one was accepted", async () => {
    const sizes: number[] = [];
    await run({
      ...fours,
      records: Array.from({ length: 40 }, () => 7),
      send: async ({ indexes }) => {
        sizes.push(indexes.length);
        if (sizes.length === 1) throw tooLarge();
      },
    });
    expect(sizes.slice(0, 4)).toEqual([4, 2, 2, 4]);
    // The last one has what is left.
    expect(sizes.slice(-4, -1)).toEqual([4, 4, 4]);
  });

  test("lists the rejected records of its halves by their position in the input", async () => {
    const result = await run({
      records: numbers(10),
      limits: { maxRecords: 6, maxBytes: 1_000 },
      concurrency: 1,
      send: async ({ indexes }) => {
        if (indexes.length > 3) throw tooLarge();
        throw new MixpanelValidationError({
          message: "some",
          failedRecords: [{ index: indexes.length - 1, message: "last" }],
        });
      },
    });
    expect(result.failed_records.map(({ index }) => index)).toEqual([2, 5, 7, 9]);
    expect(result.imported).toBe(6);
  });

  test("does not send its second half if the first one fails after all retries", async () => {
    const sent: number[][] = [];
    const records = numbers(3);
    const failing = run({
      records,
      send: async ({ indexes }) => {
        sent.push(indexes);
        throw indexes.length === 3 ? tooLarge() : unauthorized();
      },
    });
    expect((await failureOf(failing)).code).toBe("authentication_failed");
    expect(sent).toEqual([
      [0, 1, 2],
      [0, 1],
    ]);
  });
});

describe("a response that is too large for us, to a request that Mixpanel processed", () => {
  const unreadable = () => new MixpanelTooLargeError({ message: "the response is larger than a step can hold" });

  test("does not halve a request with $add: the outcome of its records is unknown", async () => {
    let requests = 0;
    const result = await run({
      records: numbers(4),
      limits: { maxRecords: 4, maxBytes: 1_000 },
      encode: (value) => ({ value, effect: "write" }),
      send: async () => {
        requests++;
        throw unreadable();
      },
    });
    expect(requests).toBe(1);
    expect(result).toMatchObject({ imported: 0, failed: 0, unknown: 4 });
  });

  test("ends a run of records that are safe to send again", async () => {
    const error = await failureOf(run({ records: numbers(4), send: () => Promise.reject(unreadable()) }));
    expect(error).toMatchObject({ code: "too_large", mayHaveLanded: true });
  });
});
