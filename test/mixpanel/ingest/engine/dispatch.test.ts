import { MixpanelAuthError, MixpanelValidationError } from "../../../../src/mixpanel/errors";
import { reserveMs } from "../../../../src/mixpanel/http/timeLimits";
import type { Batch } from "../../../../src/mixpanel/ingest/engine/batch";
import { Delivery } from "../../../../src/mixpanel/ingest/engine/delivery";
import { Dispatch } from "../../../../src/mixpanel/ingest/engine/dispatch";
import { DEFAULT_CONCURRENCY, MAX_BYTES_IN_FLIGHT } from "../../../../src/mixpanel/ingest/engine/limits";
import { Tally } from "../../../../src/mixpanel/ingest/engine/tally";
import { TimeLeft } from "../../../../src/mixpanel/ingest/engine/timeLeft";
import { INGESTION } from "../../../../src/mixpanel/limits/documented";
import { Limiter } from "../../../../src/mixpanel/limits/limiter";
import { fakeTime } from "../../../support/fakeTime";
import { numbers } from "./runWith";

const LIMIT_MS = 600_000;
const RESERVE_MS = reserveMs(LIMIT_MS);

/** Lets everything happen that waits for nothing. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
}

/** A dispatch with requests that end when the test says so, after the records that they carry are noted in `sent`. */
function dispatchWith(options: Partial<ConstructorParameters<typeof Dispatch>[0]> = {}) {
  const time = fakeTime();
  const { now = Date.now, sleep = async () => {} } = time.options;
  const state = { leftMs: LIMIT_MS, reports: 0 };
  const sent: number[][] = [];
  const ends: ((error?: Error) => void)[] = [];
  const spare: Buffer[] = [];
  const tally = new Tally("things");
  const left = new TimeLeft(() => state.leftMs);
  const send = ({ indexes }: Batch) =>
    new Promise<void>((resolve, reject) => {
      sent.push(indexes);
      ends.push((error) => (error ? reject(error) : resolve()));
    });
  const delivery = new Delivery({ send, tally, limits: { maxRecords: 9, maxBytes: 100 }, time: left });
  const limiter = new Limiter(INGESTION);
  const take = jest.spyOn(limiter, "take");
  const report = () => {
    state.reports++;
  };
  const clock = { now, sleep };
  const dispatch = new Dispatch({ limiter, delivery, tally, time: left, clock, spare, report, ...options });
  /** Ends the oldest request. */
  const end = async (error?: Error) => {
    ends.shift()?.(error);
    await settle();
  };
  return { dispatch, delivery, state, sent, end, spare, tally, take, waits: time.waits };
}

/** A batch of records from this position on. */
const batchAt = (first: number, more: Partial<Batch> & { count?: number; bytes?: number } = {}): Batch => {
  const { count = 1, bytes = 5, ...rest } = more;
  return { body: Buffer.from(new ArrayBuffer(bytes)), indexes: numbers(count).map((at) => first + at), ...rest };
};
const refused = () => new MixpanelAuthError({ message: "refused." });

/** Whether a promise has settled. */
async function isSettled(promise: Promise<void> | undefined): Promise<boolean> {
  let is = false;
  void promise?.then(() => {
    is = true;
  });
  await settle();
  return is;
}

describe("B7: packed batches", () => {
  test("are sent in order, as many at once as are allowed", async () => {
    const { dispatch, sent, end, state } = dispatchWith({ concurrency: 2 });
    expect(dispatch.next()).toBeUndefined();
    for (const first of numbers(4)) {
      dispatch.add(batchAt(first));
      expect(dispatch.next()).toBeInstanceOf(Promise);
      expect(dispatch.next()).toBeUndefined();
    }
    await settle();
    expect([sent, dispatch.unsent]).toEqual([
      [[0], [1]],
      [2, 3],
    ]);
    await end();
    expect([sent, dispatch.unsent, state.reports]).toEqual([[[0], [1], [2]], [3], 1]);
    for (const _ of numbers(3)) await end();
    expect([sent.length, dispatch.unsent, state.reports]).toEqual([4, [], 4]);
    expect(await isSettled(dispatch.end())).toBe(true);
  });

  test("are at most ten at once unless the caller says otherwise", async () => {
    const { dispatch, sent } = dispatchWith();
    for (const first of numbers(DEFAULT_CONCURRENCY + 2)) {
      dispatch.add(batchAt(first));
      dispatch.next();
    }
    await settle();
    expect(sent).toHaveLength(DEFAULT_CONCURRENCY);
  });

  test("are sent with all packed before them, but without those packed after them", async () => {
    const { dispatch, sent } = dispatchWith();
    dispatch.add(batchAt(0));
    dispatch.add(batchAt(1));
    dispatch.next();
    dispatch.add(batchAt(2));
    await settle();
    expect([sent, dispatch.unsent]).toEqual([[[0], [1]], [2]]);
  });

  test("are all under way when the dispatch is done, and have ended when it has", async () => {
    const { dispatch, end } = dispatchWith({ concurrency: 1 });
    dispatch.add(batchAt(0));
    dispatch.next();
    dispatch.add(batchAt(1));
    dispatch.next();
    const { done } = dispatch;
    expect(await isSettled(done)).toBe(false);
    await end();
    const ended = dispatch.end();
    expect([await isSettled(done), await isSettled(ended)]).toEqual([true, false]);
    await end();
    expect(await isSettled(ended)).toBe(true);
  });

  test("allow to read on when those before them are under way", async () => {
    const { dispatch, end } = dispatchWith({ concurrency: 1 });
    const pauses = [0, 1, 2].map((first) => {
      dispatch.add(batchAt(first));
      return dispatch.next();
    });
    const settled = () => Promise.all(pauses.map(isSettled));
    expect(await settled()).toEqual([true, true, false]);
    await end();
    expect(await settled()).toEqual([true, true, true]);
  });

  test.each([
    ["fit", 0, true],
    ["do not fit", 1, false],
  ])(
    "allow to read on while they wait only if two such bodies %s beside the bytes in flight",
    async (_, over, isAllowed) => {
      const { dispatch } = dispatchWith({ concurrency: 1 });
      dispatch.add(batchAt(0, { bytes: MAX_BYTES_IN_FLIGHT / 2 }));
      dispatch.next();
      await settle();
      dispatch.add(batchAt(1, { bytes: MAX_BYTES_IN_FLIGHT / 4 + over }));
      expect(await isSettled(dispatch.next())).toBe(isAllowed);
    },
  );

  test("are sent by position at the end", async () => {
    const { dispatch, sent } = dispatchWith();
    for (const first of [5, 0, 3]) dispatch.add(batchAt(first));
    await dispatch.finish();
    await settle();
    expect(sent).toEqual([[0], [3], [5]]);
    // All of them were sent, so that nothing has to be waited for.
    expect(await isSettled(dispatch.next())).toBe(true);
  });

  test("are sent at the end after those that were packed before", async () => {
    const { dispatch, sent, end } = dispatchWith({ concurrency: 1 });
    for (const first of [7, 8]) {
      dispatch.add(batchAt(first));
      dispatch.next();
    }
    dispatch.add(batchAt(0));
    void dispatch.finish();
    await settle();
    for (const _ of numbers(3)) await end();
    expect(sent).toEqual([[7], [8], [0]]);
  });

  test("are those from whose last record on the next run goes on, if this one is cut", async () => {
    const { dispatch, tally } = dispatchWith();
    dispatch.add(batchAt(4, { count: 3 }));
    await dispatch.finish();
    expect(tally.close(0, { unsent: [], cut: true, byTime: false }).resume_from).toBe(7);
  });

  test("of one owner are sent one after another", async () => {
    const { dispatch, sent, end } = dispatchWith();
    for (const first of [0, 1]) dispatch.add(batchAt(first, { owners: ["user-1"] }));
    dispatch.add(batchAt(2, { owners: ["user-2"] }));
    await dispatch.finish();
    await settle();
    expect(sent).toEqual([[0], [2]]);
    await end();
    expect(sent).toEqual([[0], [2], [1]]);
  });
});

describe("B7: the rate limit", () => {
  test("counts the records and bytes of each request, and may use all of it unless the caller says otherwise", async () => {
    for (const rateShare of [undefined, 0.5]) {
      const { dispatch, take } = dispatchWith({ rateShare });
      dispatch.add(batchAt(0, { count: 3, bytes: 40 }));
      await dispatch.finish();
      expect(take).toHaveBeenCalledWith([3, 40], expect.objectContaining({ share: rateShare ?? 1 }));
    }
  });

  test("is a run's own if it shares none", async () => {
    const { dispatch, sent, take } = dispatchWith({ limiter: undefined });
    dispatch.add(batchAt(0));
    await dispatch.finish();
    await settle();
    expect([sent, take.mock.calls]).toEqual([[[0]], []]);
  });

  test.each([
    [0, true],
    [1, false],
  ])("is waited for until half of the reserve is left: %p ms later", async (later, isSent) => {
    const { dispatch, sent, take, state } = dispatchWith();
    take.mockImplementation(async (_, { accepts }) =>
      accepts(LIMIT_MS - RESERVE_MS / 2 + later) ? undefined : { waitMs: 1 },
    );
    dispatch.add(batchAt(0));
    await dispatch.finish();
    await settle();
    expect([sent.length, dispatch.unsent.length]).toEqual(isSent ? [1, 0] : [0, 1]);
    expect([dispatch.isTimeShort, dispatch.stopped.aborted]).toEqual([!isSent, !isSent]);
    expect(state.reports).toBe(0);
  });
});

describe("B7: the end of a dispatch", () => {
  test("is announced when time is short, while what is packed is sent", async () => {
    const { dispatch, sent, state } = dispatchWith();
    state.leftMs = RESERVE_MS - 1;
    expect([dispatch.isTimeShort, dispatch.stopped.aborted]).toEqual([false, false]);
    for (const first of [0, 1]) dispatch.add(batchAt(first));
    await dispatch.finish();
    await settle();
    expect([sent, dispatch.isTimeShort, dispatch.stopped.aborted]).toEqual([[[0], [1]], true, true]);
    // Time that was short stays short.
    state.leftMs = LIMIT_MS;
    dispatch.add(batchAt(2));
    await dispatch.finish();
    expect(dispatch.isTimeShort).toBe(true);
  });

  test("is not announced while there is time", async () => {
    const { dispatch, sent } = dispatchWith();
    dispatch.add(batchAt(0));
    await dispatch.finish();
    await settle();
    expect([sent, dispatch.isTimeShort, dispatch.stopped.aborted]).toEqual([[[0]], false, false]);
  });

  test("is a failed request: batches that wait are not sent any more", async () => {
    const { dispatch, sent, end, delivery, tally } = dispatchWith({ concurrency: 1 });
    for (const first of numbers(3)) dispatch.add(batchAt(first));
    dispatch.next();
    await settle();
    await end(refused());
    expect(await isSettled(dispatch.end())).toBe(true);
    expect([sent, dispatch.unsent, dispatch.stopped.aborted]).toEqual([[[0]], [1, 2], true]);
    expect([delivery.failure, dispatch.isTimeShort]).toEqual([{ error: refused() }, false]);
    dispatch.add(batchAt(3));
    await dispatch.finish();
    expect([sent, dispatch.unsent]).toEqual([[[0]], [1, 2, 3]]);
    // Only the record that was sent has an outcome.
    expect(tally.close(0, { unsent: dispatch.unsent, cut: false, byTime: false })).toMatchObject({ resume_from: 1 });
  });

  test("is a clock or a report that fails; the first failure counts", async () => {
    const [first, second] = [new Error("no clock"), new Error("no report")];
    const withoutTurn = dispatchWith();
    withoutTurn.take.mockRejectedValue(first);
    withoutTurn.dispatch.add(batchAt(0));
    withoutTurn.dispatch.next();
    await withoutTurn.dispatch.end();
    expect(withoutTurn.delivery.failure).toEqual({ error: first });
    const withoutReport = dispatchWith({
      report: () => {
        throw second;
      },
    });
    for (const at of [0, 1]) withoutReport.dispatch.add(batchAt(at));
    await withoutReport.dispatch.finish();
    await settle();
    await withoutReport.end();
    expect(withoutReport.delivery.failure).toEqual({ error: second });
    withoutReport.delivery.failure = { error: first };
    await withoutReport.end();
    await withoutReport.dispatch.end();
    expect(withoutReport.delivery.failure).toEqual({ error: first });
  });

  test("keeps the failure of a request that failed before the turn of another did", async () => {
    const { dispatch, delivery, take, end } = dispatchWith({ concurrency: 2 });
    let fail = (_error: Error) => {};
    dispatch.add(batchAt(0));
    dispatch.next();
    await settle();
    take.mockImplementation(
      () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    );
    dispatch.add(batchAt(1));
    dispatch.next();
    await settle();
    await end(refused());
    fail(new Error("no clock"));
    await dispatch.end();
    expect(delivery.failure).toEqual({ error: refused() });
  });
});

describe("B7: the body of a request", () => {
  const rejected = () => new MixpanelValidationError({ message: "rejected." });
  const spareAfter = async (outcome: Error | undefined, gzip?: boolean) => {
    const { dispatch, end, spare } = dispatchWith({ gzip });
    const batch = batchAt(0);
    dispatch.add(batch);
    await dispatch.finish();
    await settle();
    await end(outcome);
    await dispatch.end();
    return spare.map(({ buffer }) => buffer === batch.body.buffer);
  };

  test("is reused after it was accepted, or whenever it was compressed", async () => {
    expect(await spareAfter(undefined)).toEqual([true]);
    expect(await spareAfter(rejected())).toEqual([]);
    expect(await spareAfter(undefined, true)).toEqual([true]);
    expect(await spareAfter(rejected(), true)).toEqual([true]);
  });

  test("is compressed at once, unless the run has failed", async () => {
    const { dispatch, delivery } = dispatchWith({ gzip: true });
    const [before, after] = [batchAt(0), batchAt(1)];
    dispatch.add(before);
    delivery.failure = { error: refused() };
    dispatch.add(after);
    expect([before.compressed, after.compressed]).toEqual([expect.any(Promise), undefined]);
    const plain = batchAt(0);
    dispatchWith().dispatch.add(plain);
    expect(plain.compressed).toBeUndefined();
  });

  test("is not reused while it is compressed, and a failure to compress it is the request's", async () => {
    const { dispatch, end, spare, delivery } = dispatchWith({ gzip: true });
    const batch = batchAt(0);
    dispatch.add(batch);
    let fail = (_error: Error) => {};
    batch.compressed = new Promise((_, reject) => {
      fail = reject;
    });
    await dispatch.finish();
    await settle();
    await end();
    expect(spare).toEqual([]);
    fail(new Error("no memory"));
    await settle();
    expect([spare.length, delivery.failure]).toEqual([1, undefined]);
  });
});
