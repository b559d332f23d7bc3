import { Readable } from "node:stream";
import fc from "fast-check";
import { MixpanelClient } from "../../../../src/mixpanel/client";
import {
  MixpanelAuthError,
  MixpanelNetworkError,
  MixpanelRateLimitError,
  MixpanelTooLargeError,
  MixpanelValidationError,
} from "../../../../src/mixpanel/errors";
import { reserveMs } from "../../../../src/mixpanel/http/timeLimits";
import type { Batch } from "../../../../src/mixpanel/ingest/engine/batch";
import type { Encoded, IngestOptions } from "../../../../src/mixpanel/ingest/engine/options";
import { TimeLeft } from "../../../../src/mixpanel/ingest/engine/timeLeft";
import { sendImport } from "../../../../src/mixpanel/ingest/events";
import type { IngestResult } from "../../../../src/mixpanel/ingest/result";
import { failureOf } from "../../../support/failure";
import { fakeTime } from "../../../support/fakeTime";
import { closeServers, jsonOf, sendJson, serve } from "../../../support/localServer";
import { numbers, run } from "./runWith";

/** What a run without a limit keeps in reserve, the most that any does. */
const RESERVE_MS = reserveMs(Number.POSITIVE_INFINITY);

const MINUTE_MS = 60_000;

afterEach(closeServers);

/** A run against a clock that every request moves on. */
function timed(
  deadlineMs: number,
  send: (batch: Batch, pass: (ms: number) => void) => Promise<void> | void,
  options: Partial<IngestOptions<number>> = {},
): Promise<IngestResult> {
  let now = 0;
  return run({
    records: numbers(60),
    concurrency: 1,
    clock: {
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
    },
    leftMs: () => Math.max(0, deadlineMs - now),
    ...options,
    send: async (batch) =>
      send(batch, (ms) => {
        now += ms;
      }),
  });
}

test("B7: exactly the reserve is enough time to read on, and half of it is kept for the last request", () => {
  let left = 10 * MINUTE_MS;
  const time = new TimeLeft(() => left);
  left = MINUTE_MS;
  expect([time.isShort, time.untilLastRequestMs]).toEqual([false, MINUTE_MS / 2]);
  left--;
  expect(time.isShort).toBe(true);
});

describe("T18: a run that comes to its deadline", () => {
  test("takes no more records in, sends those it has, and says where the next run goes on", async () => {
    const sent: number[] = [];
    const result = await timed(13 * MINUTE_MS, ({ indexes }, pass) => {
      sent.push(...indexes);
      pass(2.5 * MINUTE_MS);
    });
    const { resume_from } = result;
    expect(resume_from).toBeGreaterThan(12);
    expect(resume_from).toBeLessThan(24);
    expect(sent).toEqual(numbers(resume_from ?? 0));
    expect(result).toMatchObject({ received: resume_from, imported: resume_from, failed: 0, stopped_by: "time" });
  });

  test.each([undefined, () => Number.POSITIVE_INFINITY])("sends all without a deadline", async (leftMs) => {
    const result = await run({ records: numbers(60), send: async () => {}, leftMs });
    expect(result).toMatchObject({ imported: 60, resume_from: null, stopped_by: null });
  });

  test("has nothing to resume where all was sent when the time became short", async () => {
    const options = { records: numbers(3) };
    const result = await timed(2 * RESERVE_MS, (_batch, pass) => pass(1.5 * RESERVE_MS), options);
    expect(result).toMatchObject({ imported: 3, resume_from: null, stopped_by: null });
  });

  test("waits for no turn that would come too late", async () => {
    // A minute's share is ten requests.
    const options = { rateShare: 30 / 1_800_000, records: numbers(600) };
    const result = await timed(2.2 * MINUTE_MS, (_batch, pass) => pass(1), options);
    expect(result).toMatchObject({ stopped_by: "time", failed: 0 });
    expect(result.imported).toBe(result.resume_from);
    expect(result.duration_ms).toBeLessThan(2.2 * MINUTE_MS);
  });

  test("stops checking, too, where it only validates", async () => {
    let left = 10 * MINUTE_MS;
    const encode = (value: number): Encoded => {
      left -= 1_000;
      return value === 3 ? { message: "bad" } : { value };
    };
    const records = numbers(5_000);
    const result = await run({ records, encode, validateOnly: true, leftMs: () => left, send: async () => {} });
    expect(result).toMatchObject({ failed: 1, stopped_by: "time", received: result.resume_from });
    expect(result.resume_from).toBeLessThan(1_000);
  });

  test("does not wait for a stream's next record", async () => {
    let left = 10 * MINUTE_MS;
    async function* records() {
      yield* numbers(4);
      left = 0.8 * RESERVE_MS;
      yield 4;
      throw new Error("read on");
    }
    const result = await run({ records: records(), leftMs: () => left, send: async () => {} });
    expect(result).toMatchObject({ received: 5, resume_from: 5, stopped_by: "time" });
    expect(result.imported + result.failed).toBe(5);
  });

  const records = numbers(6);
  const doubtful = (value: number): Encoded => ({ value, effect: "write" });

  test.each<[string, Partial<IngestOptions<number>>, Error, object]>([
    [
      "nobody knows of",
      {},
      new MixpanelNetworkError({ message: "cut", mayHaveLanded: true }),
      { unknown: 3, failed: 0 },
    ],
    [
      "counts up, and nobody knows of",
      { encode: doubtful },
      new MixpanelNetworkError({ message: "cut", mayHaveLanded: true }),
      { unknown: 3, failed: 0 },
    ],
  ])("lists what the last request carried that %s", async (_, options, error, expected) => {
    const result = await timed(
      5 * MINUTE_MS,
      ({ indexes }, pass) => {
        if (indexes[0] !== 3) return;
        pass(5 * MINUTE_MS);
        throw error;
      },
      { ...options, records },
    );
    expect(result).toMatchObject({ received: 6, imported: 3, resume_from: null, ...expected });
  });

  const notYet = () => new MixpanelRateLimitError({ message: "later", limit: "ingestion" });

  test("goes on with what the last request carried, where Mixpanel did not take it", async () => {
    const result = await timed(
      5 * MINUTE_MS,
      ({ indexes }, pass) => {
        if (indexes[0] !== 3) return;
        pass(5 * MINUTE_MS);
        throw notYet();
      },
      { records },
    );
    expect(result).toMatchObject({ received: 3, imported: 3, failed: 0, resume_from: 3, stopped_by: "time" });
  });

  test("goes on with the first half of a batch that was too large and not sent, though invalid records come behind it", async () => {
    const encode = (value: number): Encoded => (value === 8 ? { message: "invalid" } : { value });
    const result = await timed(
      5 * MINUTE_MS,
      ({ indexes }, pass) => {
        pass(2 * MINUTE_MS);
        if (indexes.length > 1) throw new MixpanelTooLargeError({ message: "413", status: 413 });
        if (indexes[0] !== 0) throw notYet();
      },
      { encode, records: numbers(9), limits: { maxRecords: 8, maxBytes: 1_000 } },
    );
    expect(result).toMatchObject({ imported: 1, failed: 1, resume_from: 1, stopped_by: "time" });
    expect(result.failed_records).toEqual([{ index: 8, message: "invalid" }]);
  });

  test("goes back to no record that would take effect twice, and lists those before it that were not sent", async () => {
    const encode = (value: number): Encoded => ({ value, ...(value === 4 && { effect: "write" }) });
    const result = await timed(
      5 * MINUTE_MS,
      async ({ indexes }, pass) => {
        if (indexes[0] === 3) return pass(5 * MINUTE_MS);
        // The other request ends first.
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
        throw notYet();
      },
      { encode, records, concurrency: 2 },
    );
    const failed_records = [0, 1, 2].map((index) => ({ index, message: "later" }));
    expect(result).toMatchObject({ received: 6, imported: 3, failed: 3, failed_records, resume_from: null });
  });

  test("fails with what stopped its first request", async () => {
    const failing = timed(5 * MINUTE_MS, (_batch, pass) => {
      pass(5 * MINUTE_MS);
      throw new MixpanelNetworkError({ message: "cut.", mayHaveLanded: true });
    });
    const error = await failureOf(failing);
    expect(error).toMatchObject({ code: "network_error", progress: { imported: 0, unknown: 3, resume_from: 3 } });
  });

  test("fails at once with what no time cures", async () => {
    const failing = timed(5 * MINUTE_MS, ({ indexes }, pass) => {
      if (indexes[0] === 0) return;
      pass(5 * MINUTE_MS);
      throw new MixpanelAuthError({ message: "refused.", status: 401 });
    });
    expect((await failureOf(failing)).code).toBe("authentication_failed");
  });

  test("fails where no request could be begun", async () => {
    let left = 10 * MINUTE_MS;
    async function* slow() {
      yield 0;
      left = 0;
      yield 1;
    }
    const error = await failureOf(run({ records: slow(), leftMs: () => left, send: async () => {} }));
    expect(error).toMatchObject({ code: "timeout", progress: { received: 0, batches: 0, resume_from: 0 } });
    expect(error.message).toBe(
      "importThings: the time limit was reached before the first request. Raise the Time Limit of the connection, or send fewer things per run.",
    );
  });
});

test.each([
  ["lines, one by one", (lines: AsyncGenerator<string>) => lines],
  ["a file in pieces", (lines: AsyncGenerator<string>) => Readable.from(lines, { objectMode: false })],
])("S2: text that comes slowly is read until time gets short, and no longer: %s", async (_, form) => {
  let read = 0;
  const { options } = fakeTime();
  const { now = Date.now } = options;
  const begun = now();
  const server = await serve((response, request) => {
    const list: unknown = jsonOf(request);
    sendJson(response, { code: 200, status: "OK", num_records_imported: Array.isArray(list) ? list.length : 0 });
  });
  const client = new MixpanelClient({
    credentials: { username: "user.1", password: "secret-1" },
    projectId: "12",
    apiHost: server.url,
    transport: { ...options, now: () => begun + (read * MINUTE_MS) / 4, deadline: begun + 10 * MINUTE_MS },
  });
  async function* lines() {
    for (; read < 120; read++)
      yield `${JSON.stringify({ event: "E", properties: { time: 1_700_000_000, distinct_id: "u", $insert_id: `id-${read}` } })}\n`;
  }
  const { imported, resume_from } = await sendImport(client, form(lines()));
  expect(imported).toBe(resume_from);
  expect(imported).toBeGreaterThan(0);
  // The reserve of one minute begins after 36 lines.
  expect(read).toBeLessThan(40);
});

test("T18: an import through a client with a deadline ends before it, also where every request is repeated after a wait", async () => {
  const server = await serve((response, request, number) => {
    const list: unknown = jsonOf(request);
    const count = Array.isArray(list) ? list.length : 0;
    // Each request is taken at its second attempt; the wait between them moves the clock.
    if (number % 2 === 1) response.writeHead(503, { "Retry-After": "20" }).end();
    else sendJson(response, { code: 200, status: "OK", num_records_imported: count });
  });
  const { options } = fakeTime();
  const { now = Date.now } = options;
  const deadline = now() + 8 * MINUTE_MS;
  const client = new MixpanelClient({
    credentials: { username: "user.1", password: "secret-1" },
    projectId: "12",
    apiHost: server.url,
    transport: { ...options, deadline },
  });
  const records = numbers(80_000).map((n) => ({
    event: "E",
    properties: { time: 1_700_000_000, distinct_id: "u", $insert_id: `id-${n}` },
  }));
  const result = await sendImport(client, records, { concurrency: 1 });
  expect(result).toMatchObject({ stopped_by: "time", imported: result.resume_from, failed: 0, unknown: 0 });
  expect(result.imported).toBeGreaterThanOrEqual(10_000);
  expect(result.imported).toBeLessThan(80_000);
  expect(now()).toBeLessThan(deadline);
});

test("T18: Resume From passes over the records before it, and positions count from the whole input", async () => {
  const sent: number[] = [];
  const encode = (value: number, index: number): Encoded =>
    value !== index || value === 7 ? { message: `bad ${index}` } : { value };
  const result = await run({
    records: numbers(10),
    resumeFrom: 5,
    encode,
    send: async ({ indexes }) => void sent.push(...indexes),
  });
  expect(sent).toEqual([5, 6, 8, 9]);
  expect(result).toMatchObject({
    received: 5,
    imported: 4,
    failed: 1,
    failed_records: [{ index: 7 }],
    resume_from: null,
  });
  expect(await run({ records: numbers(3), resumeFrom: 3, send: async () => {} })).toMatchObject({
    received: 0,
    batches: 0,
  });
});

test("T18: a resumed input is sent whole, and what would take effect twice once, whatever its lanes, owners, sizes, refusals and times", async () => {
  const kind = fc.constantFrom<"usual" | "owned" | "identity" | "invalid" | "refused" | "long" | "write">(
    "usual",
    "usual",
    "owned",
    "identity",
    "invalid",
    "refused",
    "long",
    "write",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(kind, { minLength: 1, maxLength: 80 }),
      fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 5 }),
      async (kinds, durations, maxRecords, concurrency, minutes) => {
        const sent = new Set<number>();
        /** Listed as not sent, as a later one was that must not be sent twice. */
        const heldBack = new Set<number>();
        let resumeFrom: number | null = 0;
        for (let runs = 0; resumeFrom !== null; runs++) {
          const first: number = resumeFrom;
          const now: Set<number> = new Set();
          let request = 0;
          const result: IngestResult = await timed(
            minutes * MINUTE_MS,
            async ({ indexes, body }, pass) => {
              if (body.length > 40 && indexes.length > 1)
                throw new MixpanelTooLargeError({ message: "413", status: 413 });
              const duration = durations[request++ % durations.length] ?? 1;
              for (let turn = 0; turn < duration % 4; turn++) await new Promise(setImmediate);
              pass(duration);
              for (const at of indexes) expect(kinds[at] === "write" && sent.has(at)).toBe(false);
              const failedRecords = indexes.flatMap((at, index) =>
                kinds[at] === "refused" ? [{ index, message: "bad" }] : [],
              );
              for (const at of indexes) now.add(at).size && sent.add(at);
              if (failedRecords.length > 0) throw new MixpanelValidationError({ message: "some", failedRecords });
            },
            {
              records: numbers(kinds.length),
              resumeFrom: first,
              concurrency,
              limits: { maxRecords, maxBytes: 1_000 },
              encode: (value) => {
                if (kinds[value] === "invalid") return { message: "invalid" };
                const is = {
                  identity: kinds[value] === "identity" || undefined,
                  effect: kinds[value] === "write" ? ("write" as const) : undefined,
                };
                const owner = kinds[value] === "owned" ? "owner" : undefined;
                return { value: kinds[value] === "long" ? "x".repeat(30) : value, owner, ...is };
              },
            },
          );
          const { resume_from, received, imported, failed, unknown, unconfirmed, failed_records } = result;
          const end = resume_from ?? kinds.length;
          const named = new Set(failed_records.map(({ index }) => index));
          for (let at = first; at < end; at++) expect(now.has(at) || named.has(at)).toBe(true);
          const touched = new Set([...now, ...named]);
          for (const at of touched) expect(at >= first && !(kinds[at] === "write" && at >= end)).toBe(true);
          expect([received, imported + failed + unknown + unconfirmed]).toEqual([touched.size, touched.size]);
          expect(resume_from === null || resume_from > first).toBe(true);
          for (const { index, message } of failed_records) if (message.startsWith("not sent")) heldBack.add(index);
          expect(runs).toBeLessThan(100);
          resumeFrom = resume_from;
        }
        const unsent = kinds.flatMap((of, at) => (of === "invalid" || sent.has(at) || heldBack.has(at) ? [] : [at]));
        expect(unsent).toEqual([]);
        for (const at of heldBack) expect(kinds.indexOf("write", at)).toBeGreaterThanOrEqual(0);
      },
    ),
    { seed: 18, numRuns: 200 },
  );
});
