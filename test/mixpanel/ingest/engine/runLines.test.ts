import { MixpanelAuthError } from "../../../../src/mixpanel/errors";
import { reserveMs } from "../../../../src/mixpanel/http/timeLimits";
import type { IngestOptions } from "../../../../src/mixpanel/ingest/engine/options";
import { ingest } from "../../../../src/mixpanel/ingest/engine/run";
import { lineEnd, splitLines } from "../../../../src/mixpanel/records/lines";
import { failureOf } from "../../../support/failure";
import { fakeTime } from "../../../support/fakeTime";
import { numbers, recordsOf } from "./runWith";

const { now = Date.now, sleep = async () => {} } = fakeTime().options;
const LIMIT_MS = 600_000;

/** Runs 0, 1, 2, … as lines of one block. All but multiples of seven are sent as they stand; `taken` counts the lines that were looked at. */
function runLines(count: number, options: Pick<IngestOptions<Buffer>, "send"> & Partial<IngestOptions<Buffer>>) {
  const taken = { count: 0 };
  const endOf = (bytes: Buffer, start: number) => {
    taken.count++;
    const end = lineEnd(bytes, start);
    return Number(bytes.toString("utf8", start, end)) % 7 === 0 ? 0 : end;
  };
  const done = ingest<Buffer>({
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
      const send: IngestOptions<Buffer>["send"] = async (batch) => void sent.push(...[recordsOf(batch)].flat());
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
});
