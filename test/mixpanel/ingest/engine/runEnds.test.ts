import { InputError, MixpanelAuthError, MixpanelTooLargeError, SourceError } from "../../../../src/mixpanel/errors";
import { DEFAULT_CONCURRENCY } from "../../../../src/mixpanel/ingest/engine/limits";
import { failureOf } from "../../../support/failure";
import { numbers, recordsOf, run } from "./runWith";

const asStream = async function* (records: readonly number[]) {
  yield* records;
};
const asBlocks = (records: readonly number[]) => ({
  async *blocks() {
    for (let at = 0; at < records.length; at += 4) yield records.slice(at, at + 4);
  },
  // Blocks are not read one by one.
  [Symbol.asyncIterator]: () => {
    throw new Error("read one by one");
  },
});
const FORMS: [string, (records: number[]) => Iterable<number> | AsyncIterable<number>][] = [
  ["a list", (records) => records],
  ["a stream", asStream],
  ["blocks", asBlocks],
];

describe.each(FORMS)("B7: records that come as %s", (_, given) => {
  test("are sent from the position at which the run resumes", async () => {
    const sent: unknown[] = [];
    const send = async (batch: Parameters<typeof recordsOf>[0]) => void sent.push([recordsOf(batch), batch.indexes]);
    const result = await run({ records: given(numbers(10)), resumeFrom: 6, send });
    expect(sent).toEqual([
      [
        [6, 7, 8],
        [6, 7, 8],
      ],
      [[9], [9]],
    ]);
    expect(result).toMatchObject({ received: 4, imported: 4, resume_from: null });
  });

  test("are not read on after a request has failed", async () => {
    let read = 0;
    const encode = (value: number) => {
      read++;
      return { value };
    };
    const send = async () => {
      throw new MixpanelAuthError({ message: "refused." });
    };
    const error = await failureOf(run({ records: given(numbers(100)), concurrency: 1, encode, send }));
    expect(error.progress).toMatchObject({ imported: 0, resume_from: expect.any(Number) });
    expect(read).toBeLessThan(16);
  });

  test("are not read at all if the run has no time", async () => {
    const send = jest.fn(async () => {});
    let left = 600_000;
    const records = given(numbers(1_000));
    const encode = (value: number) => {
      left = 0;
      return { value };
    };
    const error = await failureOf(
      run({ records, encode, send, leftMs: () => left, limits: { maxRecords: 900, maxBytes: 10_000 } }),
    );
    expect(error).toMatchObject({ code: "timeout", mayHaveLanded: false, operation: "importThings" });
    expect(error.message).toBe(
      "importThings: the time limit was reached before the first request. Raise the Time Limit of the connection, or send fewer things per run.",
    );
    expect(send).not.toHaveBeenCalled();
  });
});

test.each([
  ["the source", new SourceError("Events", new Error("gone"))],
  ["an input", new InputError({ input: "File", got: "half a file", expected: "all of it" })],
])("B7: if reading fails because of %s, what was read before is sent, and the error says so", async (_, fault) => {
  const sent: unknown[] = [];
  function* records() {
    yield* numbers(4);
    throw fault;
  }
  const error = await failureOf(run({ records: records(), send: async (batch) => void sent.push(recordsOf(batch)) }));
  expect(error).toBe(fault);
  expect(sent).toEqual([[0, 1, 2], [3]]);
  expect(error.progress).toMatchObject({ received: 4, imported: 4, resume_from: 4, stopped_by: null });
});

test("B7: a request that fails after the source has failed is the error of the run", async () => {
  function* records() {
    yield* numbers(4);
    throw new SourceError("Events", new Error("gone"));
  }
  const send = async () => {
    throw new MixpanelAuthError({ message: "refused." });
  };
  expect((await failureOf(run({ records: records(), send }))).code).toBe("authentication_failed");
});

test("B7: by default, ten requests are sent at once", async () => {
  let [inFlight, most] = [0, 0];
  await run({
    records: numbers(60),
    send: async () => {
      most = Math.max(most, ++inFlight);
      for (let turn = 0; turn < 30; turn++) await new Promise(setImmediate);
      inFlight--;
    },
  });
  expect(most).toBe(DEFAULT_CONCURRENCY);
});

test("B7: the caller's limits stay as they are when Mixpanel accepts less", async () => {
  const limits = { maxRecords: 4, maxBytes: 1_000 };
  let requests = 0;
  await run({
    records: numbers(8),
    limits,
    concurrency: 1,
    send: async () => {
      if (++requests === 1) throw new MixpanelTooLargeError({ message: "413", status: 413 });
    },
  });
  expect(limits).toEqual({ maxRecords: 4, maxBytes: 1_000 });
});

test("B7: progress is reported after requests, and a result says how long the run took", async () => {
  let now = 1_000;
  const clock = { now: () => now, sleep: async () => {} };
  const reports: unknown[] = [];
  const result = await run({
    records: numbers(9),
    concurrency: 1,
    clock,
    progressMs: 50,
    onProgress: ({ imported, duration_ms }) => reports.push([imported, duration_ms]),
    send: async () => {
      now += 40;
    },
  });
  expect(reports).toEqual([[6, 80]]);
  expect(result.duration_ms).toBe(120);
});

test("B7: a run without a limit on its rate does not wait, and one with a share of it does", async () => {
  const waits: number[] = [];
  let now = 0;
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      waits.push(ms);
      now += ms;
    },
  };
  const one = { records: numbers(600), limits: { maxRecords: 1, maxBytes: 1_000 }, clock, send: async () => {} };
  await run({ ...one, rateShare: Number.POSITIVE_INFINITY });
  expect(waits).toEqual([]);
  await run({ ...one, rateShare: 1 / 100_000 });
  expect(waits.length).toBeGreaterThan(0);
});

test("B7: a fault of whoever is told of the progress ends the run", async () => {
  const fault = new TypeError("fault");
  const onProgress = () => {
    throw fault;
  };
  await expect(run({ records: numbers(9), progressMs: 0, onProgress, send: async () => {} })).rejects.toBe(fault);
});

test("B7: if reading fails otherwise, the error says where the next run begins", async () => {
  const fault = new MixpanelAuthError({ message: "refused." });
  function* records() {
    yield 0;
    throw fault;
  }
  const failing = run({ records: records(), encode: () => ({ message: "invalid" }), send: async () => {} });
  expect((await failureOf(failing)).progress).toMatchObject({ received: 1, failed: 1, resume_from: 1 });
});

test("B7: at the end of the records, what was read first is sent first, also of events with requests of their own", async () => {
  const sent: number[][] = [];
  await run({
    records: numbers(9).values(),
    concurrency: 5,
    encode: (value) => ({ value, identity: value === 3 || value === 5 }),
    send: async ({ indexes }) => void sent.push(indexes),
  });
  expect(sent).toEqual([[0, 1, 2], [3], [4, 6, 7], [5], [8]]);
});
