import { MixpanelAuthError } from "../../../../src/mixpanel/errors";
import { reserveMs } from "../../../../src/mixpanel/http/timeLimits";
import type { IngestOptions } from "../../../../src/mixpanel/ingest/engine/options";
import { ingest } from "../../../../src/mixpanel/ingest/engine/run";
import { lineEnd, splitLines } from "../../../../src/mixpanel/records/lines";
import { recordSource } from "../../../../src/mixpanel/records/source";
import { failureOf } from "../../../support/failure";
import { fakeTime } from "../../../support/fakeTime";
import { numbers, recordsOf } from "./runWith";

const { now = Date.now, sleep = async () => {} } = fakeTime().options;
const LIMIT_MS = 600_000;

/** Runs 0, 1, 2, … as lines of one block. All but multiples of seven are sent as they stand; `taken` counts the lines that were looked at. */
function runLines(count: number, options: Pick<IngestOptions<unknown>, "send"> & Partial<IngestOptions<unknown>>) {
  const taken = { count: 0 };
  const endOf = (bytes: Buffer, start: number) => {
    taken.count++;
    const end = lineEnd(bytes, start);
    return Number(bytes.toString("utf8", start, end)) % 7 === 0 ? 0 : end;
  };
  const done = ingest<unknown>({
    operation: "importThings",
    noun: "things",
    records: splitLines("Things", [Buffer.from(numbers(count).join("\n"))]),
    limits: { maxRecords: 3, maxBytes: 1_000 },
    encode: (value) => ({ value }),
    verbatim: () => ({ endOf, note: {} }),
    clock: { now, sleep },
    concurrency: 1,
    ...options,
  });
  return { done, taken };
}

describe("B7: lines that are sent as they stand", () => {
  test.each([0, 1, 5, 7, 19, 20])(
    "are sent from the position at which the run resumes: %p of 20",
    async (resumeFrom) => {
      const sent: unknown[] = [];
      const send: IngestOptions<unknown>["send"] = async (batch) => void sent.push(...[recordsOf(batch)].flat());
      expect(await runLines(20, { resumeFrom, send }).done).toMatchObject({
        received: 20 - resumeFrom,
        resume_from: null,
      });
      expect(sent).toEqual(numbers(20).slice(resumeFrom));
    },
  );

  test("are not read on after a request has failed", async () => {
    const send = async () => {
      throw new MixpanelAuthError({ message: "refused." });
    };
    const { done, taken } = runLines(100, { send });
    expect((await failureOf(done)).progress).toMatchObject({ imported: 0, resume_from: expect.any(Number) });
    expect(taken.count).toBeLessThan(16);
  });

  test("are not read on when time is short, and the next run goes on behind them", async () => {
    let left = LIMIT_MS;
    const sent: unknown[] = [];
    const { done, taken } = runLines(100, {
      leftMs: () => left,
      send: async (batch) => {
        sent.push(...[recordsOf(batch)].flat());
        left = reserveMs(LIMIT_MS) * 0.9;
      },
    });
    const { received, resume_from, stopped_by } = await done;
    expect([received, resume_from, stopped_by]).toEqual([sent.length, sent.length, "time"]);
    expect(sent).toEqual(numbers(sent.length));
    expect(taken.count).toBeLessThan(16);
  });

  test("leave other tasks of the process their turns, and time is watched meanwhile", async () => {
    let [turns, isRunning, asked] = [0, true, 0];
    const count = () => {
      turns++;
      if (isRunning) setImmediate(count);
    };
    setImmediate(count);
    const leftMs = () => {
      asked++;
      return LIMIT_MS;
    };
    const limits = { maxRecords: 20_000, maxBytes: 1_000_000 };
    await runLines(20_000, { limits, leftMs, send: async () => {} }).done;
    isRunning = false;
    for (const times of [turns, asked]) expect(times).toBeGreaterThanOrEqual(20_000 / 256 - 2);
    expect(turns).toBeLessThan(400);
  });

  test("are found in the text of an async iterable too", async () => {
    async function* pieces() {
      yield* ["1\n2\n", "3\n4\n5"];
    }
    const sent: unknown[] = [];
    const send: IngestOptions<unknown>["send"] = async (batch) => void sent.push(recordsOf(batch));
    const { done, taken } = runLines(0, { records: recordSource("Things", pieces()), resumeFrom: 1, send });
    expect(await done).toMatchObject({ received: 4, imported: 4, resume_from: null });
    expect(sent).toEqual([[2, 3, 4], [5]]);
    expect(taken.count).toBeGreaterThan(0);
  });

  test("are none in a list, whose records are encoded one by one", async () => {
    const sent: unknown[] = [];
    const records = ["1", "2"].map((line) => Buffer.from(line));
    const send: IngestOptions<unknown>["send"] = async (batch) => void sent.push(recordsOf(batch));
    const { done, taken } = runLines(0, { records, send });
    expect(await done).toMatchObject({ imported: 2 });
    expect([sent, taken.count]).toEqual([[[1, 2]], 0]);
  });
});

test("B7: records that come one by one leave other tasks of the process their turns", async () => {
  let [turns, isRunning] = [0, true];
  const count = () => {
    turns++;
    if (isRunning) setImmediate(count);
  };
  setImmediate(count);
  async function* records() {
    for (const number of numbers(5_000)) yield Buffer.from(String(number));
  }
  const limits = { maxRecords: 20_000, maxBytes: 1_000_000 };
  await runLines(0, { records: records(), limits, send: async () => {} }).done;
  isRunning = false;
  expect(turns).toBeGreaterThanOrEqual(5_000 / 256 - 2);
});
