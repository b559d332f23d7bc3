import { Readable } from "node:stream";
import { MixpanelNetworkError } from "../../../../src/mixpanel/errors";
import { reserveMs } from "../../../../src/mixpanel/http/timeLimits";
import { failureOf } from "../../../support/failure";
import { numbers, run } from "./runWith";

const LIMIT_MS = 600_000;
/** What a run of this limit keeps in reserve: less than this, and it reads no more. */
const RESERVE_MS = reserveMs(LIMIT_MS);

/** A time limit that the test moves on. */
function timed() {
  let left = LIMIT_MS;
  return {
    leftMs: () => left,
    set: (ms: number) => {
      left = ms;
    },
  };
}

describe("B7: a run whose time is short", () => {
  test("sends what it has packed in the order in which it was read, and the next run begins behind it", async () => {
    const { leftMs, set } = timed();
    const sent: number[][] = [];
    const result = await run({
      records: numbers(60),
      concurrency: 1,
      leftMs,
      encode: (value) => ({ value, identity: value % 2 === 0 }),
      send: async ({ indexes }) => {
        sent.push(indexes);
        set(0.9 * RESERVE_MS);
      },
    });
    const { resume_from } = result;
    expect(sent.flat().sort((a, b) => a - b)).toEqual(numbers(resume_from ?? 0));
    // Of the two kinds of records, the ones that were read first go first.
    expect(sent.slice(1).map(([first = 0]) => first)).toEqual(
      sent
        .slice(1)
        .map(([first = 0]) => first)
        .sort((a, b) => a - b),
    );
    expect(result).toMatchObject({ stopped_by: "time", failed: 0, imported: resume_from, received: resume_from });
    expect(resume_from).toBeLessThan(20);
  });

  test("begins no request that would wait for longer than the time that is left", async () => {
    const { leftMs } = timed();
    let now = 0;
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
    };
    const waits = { rateShare: 1 / 1_000_000, clock };
    const result = await run({ records: numbers(60), leftMs: () => leftMs() - now, ...waits, send: async () => {} });
    expect(result.stopped_by).toBe("time");
    expect(result).toMatchObject({ imported: result.resume_from, failed: 0 });
    expect(now).toBeLessThan(LIMIT_MS);
  });

  test("fails with the error of the first request that had no time for a retry, if nothing was sent before", async () => {
    const { leftMs, set } = timed();
    const send = async () => {
      set(0);
      throw new MixpanelNetworkError({ message: "cut.", mayHaveLanded: false });
    };
    const error = await failureOf(run({ records: numbers(9), concurrency: 1, leftMs, send }));
    expect(error).toMatchObject({ code: "network_error", progress: { imported: 0, resume_from: 0 } });
  });

  test("still begins a request that can be sent at once, if just enough time is left", async () => {
    const { leftMs, set } = timed();
    const encode = (value: number) => {
      if (value === 4) set(RESERVE_MS / 2);
      return { value };
    };
    const result = await run({ records: numbers(60), concurrency: 1, leftMs, encode, send: async () => {} });
    expect(result).toMatchObject({ stopped_by: "time", failed: 0 });
    expect(result.imported).toBeGreaterThan(3);
  });

  test("is no failure if something was sent before", async () => {
    const { leftMs, set } = timed();
    let requests = 0;
    const send = async () => {
      if (++requests === 1) return;
      set(0);
      throw new MixpanelNetworkError({ message: "cut.", mayHaveLanded: false });
    };
    const result = await run({ records: numbers(9), concurrency: 1, leftMs, send });
    expect(result).toMatchObject({ imported: 3, failed: 0, resume_from: 3, stopped_by: "time" });
  });

  test("looks at the time while it only checks records", async () => {
    const { leftMs, set } = timed();
    const encode = (value: number) => {
      if (value === 300) set(0);
      return { value };
    };
    const result = await run({ records: numbers(2_000), leftMs, validateOnly: true, encode, send: async () => {} });
    expect(result).toMatchObject({ received: 512, imported: 0, resume_from: 512, stopped_by: "time" });
  });
});

describe("B7: a run that its caller ends", () => {
  test("before the first record is no failure", async () => {
    const result = await run({ records: Readable.from(numbers(9)), signal: AbortSignal.abort(), send: async () => {} });
    expect(result).toMatchObject({ received: 0, resume_from: 0, stopped_by: "time" });
  });

  test.each(["stream", "blocks"])("while it waits for the next record of a source ends at once: %s", async (form) => {
    const ending = new AbortController();
    const stream = async function* () {
      yield* [0, 1];
      ending.abort();
      await new Promise(() => {});
    };
    const blocks = async function* () {
      for await (const record of stream()) yield [record];
    };
    const records = form === "stream" ? stream() : { blocks, [Symbol.asyncIterator]: stream };
    const result = await run({ records, signal: ending.signal, send: async () => {} });
    expect(result).toMatchObject({ imported: 2, resume_from: 2, stopped_by: "time" });
  });

  test("sends what it has read, and begins no other request", async () => {
    const ending = new AbortController();
    const sent: number[] = [];
    const send = async ({ indexes }: { indexes: number[] }) => {
      sent.push(...indexes);
      ending.abort();
    };
    const result = await run({ records: numbers(60), concurrency: 1, signal: ending.signal, send });
    expect(sent).toEqual(numbers(result.resume_from ?? 0));
    expect(sent.length).toBeLessThan(15);
  });
});
