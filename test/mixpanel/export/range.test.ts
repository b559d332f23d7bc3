import { SeenEvents } from "../../../src/mixpanel/export/dedupe";
import { hashEvent } from "../../../src/mixpanel/export/eventHash";
import { exportRange, exportRangeBatches } from "../../../src/mixpanel/export/range";
import type { JsonObject } from "../../../src/mixpanel/records/json";
import { failureOf, thrownBy } from "../../support/failure";
import { START_MS } from "../../support/fakeTime";
import { closeServers, serve } from "../../support/localServer";
import {
  clientOf,
  closeSandboxes,
  collect,
  eventOf,
  eventsOf,
  idsOf,
  linesOf,
  sandboxWith,
  serveExports,
} from "./exportSource";

afterEach(async () => {
  await closeSandboxes();
  await closeServers();
});

const DAYS = { from_date: "2024-01-01", to_date: "2024-01-04" };
const ONE_DAY = { from_date: "2024-01-01", to_date: "2024-01-01" };
const BREAKS = ["truncate", "terminatedEarly", "halfLine"] as const;
const NO_RETRY = { maxRetries: 0, maxWaitMs: 60_000, maxTotalWaitMs: 300_000 };

/** What a range yields until it ends or fails. */
async function untilFailure(events: AsyncIterable<JsonObject>): Promise<{ ids: unknown[]; error: unknown }> {
  const got: JsonObject[] = [];
  try {
    for await (const event of events) got.push(event);
  } catch (error) {
    return { ids: idsOf(got), error };
  }
  return { ids: idsOf(got), error: undefined };
}

describe("windows", () => {
  test("are requested one after another, at most three per second", async () => {
    const server = await serveExports();
    const { client, time } = clientOf(server.url);
    await collect(exportRange(client, { ...DAYS, event: ["Page View"] }, { windowDays: 1 }));
    const asked = server.received.map(({ url }) => new URL(url, server.url).searchParams);
    expect(asked.map((query) => [query.get("from_date"), query.get("to_date"), query.get("event")])).toEqual([
      ["2024-01-01", "2024-01-01", '["Page View"]'],
      ["2024-01-02", "2024-01-02", '["Page View"]'],
      ["2024-01-03", "2024-01-03", '["Page View"]'],
      ["2024-01-04", "2024-01-04", '["Page View"]'],
    ]);
    expect(time.waits).toEqual([1000]);
  });

  test("beyond 60 per hour fail at once: the error says when the next one is allowed", async () => {
    const server = await serveExports();
    const { client } = clientOf(server.url);
    const error = await failureOf(
      collect(exportRange(client, { from_date: "2024-01-01", to_date: "2024-03-31" }, { windowDays: 1 })),
    );
    expect(server.received).toHaveLength(60);
    expect(error).toMatchObject({ code: "rate_limited", limit: "hourly", retryAt: new Date(START_MS + 3_600_000) });
    expect(error.message).toContain(new Date(START_MS + 3_600_000).toISOString());
  });

  test("an hour's allowance that others have spent fails with the time at which Mixpanel gives it back", async () => {
    const limits = { export: { windows: [{ quota: 2, windowSeconds: 3600 }] } };
    const sandbox = await sandboxWith(eventsOf(4, 2), { limits, clock: START_MS });
    const { ids, error } = await untilFailure(exportRange(clientOf(sandbox.url).client, DAYS, { windowDays: 1 }));
    expect(ids).toEqual(["id-0", "id-1", "id-2", "id-3"]);
    expect(error).toMatchObject({ code: "rate_limited", limit: "hourly", retryAt: new Date(START_MS + 3_600_000) });
  });
});

describe.each(BREAKS)("an export truncated by %s", (kind) => {
  const all = eventsOf(4, 1_000);

  test.each([true, false])("is read again, and each event is returned once (gzip %s)", async (gzip) => {
    const sandbox = await sandboxWith(all, {
      faults: [{ kind, operationId: "raw-event-export", after: 1, afterLines: 700 }],
    });
    const { client, time } = clientOf(sandbox.url);
    const events = await collect(exportRange(client, DAYS, { windowDays: 2, gzip }));
    expect(idsOf(events)).toEqual(idsOf(all));
    expect(sandbox.requests.list({ operationId: "raw-event-export" })).toHaveLength(3);
    expect(time.waits).toEqual([3000]);
    expect(time.log.filter(({ retryInMs }) => retryInMs !== undefined)).toMatchObject([{ retryInMs: 3000 }]);
  });

  test.each([true, false])(
    "F1: gives each line once with its event, also after it is read again (dedupe %s)",
    async (dedupe) => {
      const sandbox = await sandboxWith(all, {
        faults: [{ kind, operationId: "raw-event-export", after: 1, afterLines: 700 }],
      });
      const { client } = clientOf(sandbox.url);
      const batches = await collect(exportRangeBatches(client, DAYS, { windowDays: 2, dedupe }));
      const parsed = batches.flatMap(({ lines }) =>
        lines
          .toString("utf8")
          .split("\n")
          .slice(0, -1)
          .map((line): unknown => JSON.parse(line)),
      );
      expect(parsed).toEqual(batches.flatMap(({ events }) => events));
      expect(idsOf(batches.flatMap(({ events }) => events))).toEqual(idsOf(all));
    },
  );

  test("is an error if it is not retried, and never a success with fewer events", async () => {
    const sandbox = await sandboxWith(all, { faults: [{ kind, operationId: "raw-event-export", after: 1 }] });
    const { client } = clientOf(sandbox.url, { retry: NO_RETRY });
    expect(await failureOf(collect(exportRange(client, DAYS, { windowDays: 2 })))).toMatchObject({
      operation: "downloadData",
      retryable: true,
    });
  });
});

describe("a window that is read again", () => {
  const [a, b, c, d] = [eventOf(0), eventOf(1), eventOf(2), eventOf(3)];

  test("may contain the events already returned in another order", async () => {
    const server = await serveExports({ cut: linesOf([a, b]) }, linesOf([b, a, c]));
    const events = await collect(exportRange(clientOf(server.url).client, ONE_DAY));
    expect(idsOf(events)).toEqual(["id-0", "id-1", "id-2"]);
  });

  test("fails if it has other events instead of those already returned", async () => {
    const server = await serveExports({ cut: linesOf([a, b]) }, linesOf([a, c, b, d]));
    const { client } = clientOf(server.url, { retry: { ...NO_RETRY, maxRetries: 1 } });
    const { ids, error } = await untilFailure(exportRange(client, ONE_DAY));
    expect(ids).toEqual(["id-0", "id-1"]);
    expect(error).toMatchObject({ code: "unusable_response", message: expect.stringContaining("lose or duplicate") });
  });

  test("fails as soon as the last skipped event shows that the events differ", async () => {
    const server = await serve((response, _request, number) => {
      if (number === 1) response.end(`${linesOf([a, b])}terminated early`);
      else response.write(linesOf([a, c]));
    });
    const { client } = clientOf(server.url, { retry: { ...NO_RETRY, maxRetries: 1 } });
    const { error } = await untilFailure(exportRange(client, ONE_DAY, { idleTimeoutMs: 2_000 }));
    expect(error).toMatchObject({ code: "unusable_response", message: expect.stringContaining("lose or duplicate") });
  });

  test("fails if it has fewer events than were already returned", async () => {
    const server = await serveExports({ cut: linesOf([a, b]) }, linesOf([a]));
    const { client } = clientOf(server.url, { retry: { ...NO_RETRY, maxRetries: 1 } });
    expect((await untilFailure(exportRange(client, ONE_DAY))).error).toMatchObject({ code: "unusable_response" });
  });

  test("may follow an export that stopped sending in the middle", async () => {
    const server = await serve((response, _request, number) => {
      if (number === 1) response.write(linesOf([a, b]));
      else response.end(linesOf([a, b, c]));
    });
    const events = await collect(exportRange(clientOf(server.url).client, ONE_DAY, { idleTimeoutMs: 50 }));
    expect([idsOf(events), server.received.length]).toEqual([["id-0", "id-1", "id-2"], 2]);
  });

  test("fails after the policy's maximum of retries", async () => {
    const cut = { cut: linesOf([a]) };
    const server = await serveExports(cut, cut, cut, cut);
    const { client } = clientOf(server.url, { retry: { ...NO_RETRY, maxRetries: 2 } });
    expect((await untilFailure(exportRange(client, ONE_DAY))).error).toMatchObject({ code: "unusable_response" });
    expect(server.received).toHaveLength(3);
  });
});

describe("copies", () => {
  const first = eventOf(0, 0, { plan: "first" });
  const copy = eventOf(0, 0, { plan: "second" });
  const later = eventOf(0, 0, { time: 1_704_067_299 });
  const { $insert_id, ...anonymous } = eventOf(1).properties;
  const without = { event: "Page View", properties: anonymous };

  test("are left out on request: the first one stays, and an event without insert ID is never a duplicate", async () => {
    const server = await serveExports(linesOf([first, copy, later, without, without]));
    const events = await collect(exportRange(clientOf(server.url).client, ONE_DAY, { dedupe: true }));
    expect(events).toEqual([first, later, without, without]);
  });

  test("are not those whose insert ID is null, which is none (G3)", async () => {
    const none = { event: "Page View", properties: { ...anonymous, $insert_id: null } };
    const server = await serveExports(linesOf([none, none]));
    const events = await collect(exportRange(clientOf(server.url).client, ONE_DAY, { dedupe: true }));
    expect(events).toEqual([none, none]);
  });

  test("are returned by default", async () => {
    const server = await serveExports(linesOf([first, copy]));
    expect(await collect(exportRange(clientOf(server.url).client, ONE_DAY))).toEqual([first, copy]);
  });

  test("are left out even if the export is interrupted", async () => {
    const server = await serveExports({ cut: linesOf([first]) }, linesOf([first, copy, later]));
    const events = await collect(exportRange(clientOf(server.url).client, ONE_DAY, { dedupe: true }));
    expect(events).toEqual([first, later]);
  });

  test("are recognized with a table that grows up to a maximum", () => {
    const seen = new SeenEvents("downloadData", 20_000);
    const hashes = Array.from({ length: 20_000 }, (_, number) => hashEvent(eventOf(number)));
    expect(hashes.filter((hash) => seen.add(hash))).toHaveLength(20_000);
    expect(hashes.filter((hash) => seen.add(hash))).toHaveLength(0);
    expect(thrownBy(() => seen.add(hashEvent(eventOf(20_000))))).toMatchObject({ code: "too_large" });
  });
});
