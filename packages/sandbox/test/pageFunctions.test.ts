/** What the sandbox's page makes of the messages it gets, and its words for them. */
import fc from "fast-check";
import { applied, type Live, MAX_SHOWN } from "../page/applied";
import { bytes, counted, duration, faultInWords, limitInWords, lossesIn, outcomeOf } from "../page/words";
import type { LiveMessage } from "../src/protocol";

type Request = LiveMessage["requests"][number];

const request = (id: number, more: Partial<Request> = {}): Request => ({
  id,
  at: "2024-06-15T12:00:00.000Z",
  operationId: null,
  method: "GET",
  host: null,
  path: "/track",
  query: {},
  projectId: null,
  requestBytes: 0,
  status: 200,
  responseBytes: 1,
  error: null,
  ms: 1,
  fault: null,
  completed: true,
  ...more,
});

const message = (requests: Request[], more: Partial<LiveMessage> = {}): LiveMessage => ({
  requests,
  leftOut: 0,
  isCleared: false,
  counts: {
    calls: {},
    statuses: {},
    accepted: 0,
    lost: { unknownToken: 0, tooOld: 0, otherResidency: 0, invalid: 0, ignored: 0 },
    projects: {},
  },
  faults: { pending: [], random: null },
  clock: { now: "2024-06-15T12:00:00.000Z", nowMs: 0, frozen: false },
  ...more,
});

const idsOf = (live: Live | null) => live?.requests.map(({ id }) => id);

describe("V3: the list of requests", () => {
  test("has the newest first, and takes an answered request in the place of the pending one", () => {
    const first = applied(null, message([request(1), request(2, { ms: null, status: null })]), 0, true);
    const second = applied(first, message([request(2), request(3)]), 1, false);
    expect(idsOf(second)).toEqual([3, 2, 1]);
    expect(second.requests[1]?.status).toBe(200);
  });

  test("starts again when it was cleared, and when the sandbox was connected to again", () => {
    const first = applied(null, message([request(1)], { leftOut: 4 }), 0, true);
    expect(idsOf(applied(first, message([request(2)], { isCleared: true }), 1, false))).toEqual([2]);
    expect(applied(first, message([request(1)]), 1, true)).toMatchObject({ leftOut: 0, requests: [{ id: 1 }] });
    expect(applied(first, message([], { leftOut: 3 }), 1, false).leftOut).toBe(7);
  });

  test("stays bounded and sorted, each request once, whatever comes", () => {
    const batch = fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 150 });
    fc.assert(
      fc.property(fc.array(batch, { minLength: 1, maxLength: 8 }), (batches) => {
        const live = batches.reduce<Live | null>(
          (before, ids) => applied(before, message(ids.map((id) => request(id))), 0, before === null),
          null,
        );
        const newest = [...new Set(batches.flat())].sort((a, b) => b - a);
        const ids = idsOf(live) ?? [];
        expect(ids.length).toBe(Math.min(newest.length, MAX_SHOWN));
        expect(ids).toEqual(newest.slice(0, MAX_SHOWN));
      }),
      { seed: 7 },
    );
  });
});

describe("V3: the words of the page", () => {
  test.each<[Partial<Request>, string, string]>([
    [{}, "200 OK", "ok"],
    [{ ms: null, status: null }, "in progress", ""],
    [{ status: null, completed: false }, "no response", "bad"],
    [{ completed: false, fault: "truncate" }, "200 OK, cut off", "bad"],
    [{ fault: "reset", completed: false }, "processed, response lost", "bad"],
    [{ status: 429 }, "429 rate limited", "warn"],
    [{ status: 503 }, "503 unavailable", "bad"],
    [{ status: 418 }, "418", "warn"],
    [{ error: "token, missing or empty" }, "200 OK, but refused", "warn"],
  ])("say of the request %j that it is %s", (given, text, tone) => {
    expect(outcomeOf(request(1, given))).toEqual({ text, tone });
  });

  test("name faults, losses and limits", () => {
    const fault = { id: 1, kind: "status", status: 429, retryAfter: 2, path: "/import", remaining: 1 };
    expect(faultInWords(fault)).toBe("Status 429 with Retry-After 2 on /import, once");
    expect(faultInWords({ id: 1, kind: "reset", afterProcessing: true, remaining: 3 })).toBe(
      "Connection reset after processing, 3 times",
    );
    const lost = { unknownToken: 1200, tooOld: 0, otherResidency: 0, invalid: 0, ignored: 1 };
    expect(lossesIn(lost)).toEqual(["1,200: unknown project token", "1: marked with $ignore"]);
    const limit = { limit: "query", unit: "requests", used: 3, of: 60, windowSeconds: 3600, freesAt: null } as const;
    expect(limitInWords(limit)).toEqual({ name: "Query API", use: "3 of 60 requests per hour" });
    expect(limitInWords({ ...limit, unit: "bytes", used: 2048, of: 2 * 1024 ** 3, windowSeconds: 60 }).use).toBe(
      "2 KB of 2 GB per minute",
    );
    expect(limitInWords({ ...limit, unit: "requests at once", of: 5, windowSeconds: null }).use).toBe(
      "3 of 5 requests at once",
    );
  });

  test("measure time and sizes", () => {
    expect([0, 999, 1500, 90_000, 7_200_000].map(duration)).toEqual(["0 ms", "999 ms", "1.5 s", "2 min", "2 h"]);
    expect([0, 1023, 1024, 5 * 1024 ** 2].map(bytes)).toEqual(["0 B", "1023 B", "1 KB", "5 MB"]);
    expect([counted(1, "event"), counted(1200, "event")]).toEqual(["1 event", "1,200 events"]);
  });
});
