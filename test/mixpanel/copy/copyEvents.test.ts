import type { Sandbox } from "mixpanel-sandbox";
import { type CopyOptions, copyEvents } from "../../../src/mixpanel/copy/copyEvents";
import { BadLines } from "../../../src/mixpanel/export/badLines";
import type { RetryPolicy } from "../../../src/mixpanel/http/retry";
import type { JsonObject } from "../../../src/mixpanel/records/json";
import { failureOf } from "../../support/failure";
import { fakeTime, START_MS } from "../../support/fakeTime";
import { closeServers, sendJson, serve } from "../../support/localServer";
import {
  clientOf,
  closeSandboxes,
  eventOf,
  eventsOf,
  idsOf,
  linesOf,
  sandboxWith,
  serveExports,
} from "../export/exportSource";

afterEach(async () => {
  await closeSandboxes();
  await closeServers();
});

const DAYS = { from_date: "2024-01-01", to_date: "2024-01-04" };
const NO_RETRY = { maxRetries: 0, maxWaitMs: 60_000, maxTotalWaitMs: 300_000 };
const EXPORT = "raw-event-export";
const IMPORT = "import-events";
/** The project that is copied to; like project 1 it knows identity events. */
const RECEIVER = 3;

/** Copies project 1 of a sandbox into project 3, or another, of the same. */
function copyWithin(
  sandbox: Sandbox,
  options: CopyOptions & { retry?: RetryPolicy; from_date?: string; to?: number } = {},
) {
  const { retry, from_date = DAYS.from_date, to = RECEIVER, ...copy } = options;
  const { client } = clientOf(sandbox.url, { retry });
  const receiver = clientOf(sandbox.url, { retry, projectId: String(to) });
  return copyEvents(client, receiver.client, { ...DAYS, from_date }, { windowDays: 1, ...copy });
}

function stored(sandbox: Sandbox, project = RECEIVER): { event: string; time: number; properties: JsonObject }[] {
  return [...(sandbox.projects.get(project)?.events.range() ?? [])].map(({ event, time, properties }) => {
    const { mp_processing_time_ms, ...rest } = properties;
    return { event, time, properties: rest };
  });
}

const whole = { failed: 0, unconfirmed: 0, skipped: 0, failed_records: [], failed_records_truncated: false };
const completed = { complete: true, stopped_by: null, resume_from_date: null, retry_at: null };

test("every event is copied unchanged, without properties that Mixpanel added", async () => {
  const written = { mp_processing_time_ms: 1, $import: true, mp_sent_by_lib_version: "1", $mp_event_size: 9 };
  const events = Array.from({ length: 5 }, (_, number) => eventOf(number, number % 4, { plan: "pro", list: [1, "a"] }));
  const sandbox = await sandboxWith(
    events.map(({ event, properties }) => ({ event, properties: { ...properties, ...written } })),
  );
  expect(await copyWithin(sandbox)).toEqual({ ...whole, ...completed, exported: 5, imported: 5, windows: 4 });
  const arrived = stored(sandbox);
  expect(arrived).toHaveLength(5);
  expect(arrived.map(({ event, properties }) => ({ event, properties }))).toEqual(expect.arrayContaining(events));
});

test.each([
  ["is not located where this runs", undefined, "0"],
  ["is located on request", { geolocate: true }, undefined],
])("T1: what is copied %s", async (_, importing, ip) => {
  const sandbox = await sandboxWith(eventsOf(1, 1));
  await copyWithin(sandbox, { importing });
  const imports = sandbox.requests.list({ path: "/import" });
  expect(imports.map(({ query }) => query.ip)).toEqual([ip]);
});

test("T2: a time ahead of now is the same in each reading of an export that broke off, and arrives once", async () => {
  const event = (id: string, timeMs: number) => ({
    event: "Page View",
    properties: { time: timeMs, distinct_id: "u", $insert_id: id },
  });
  const ahead = event("ahead", START_MS + 1_800_000);
  const lines = linesOf([ahead, event("now", START_MS), event("past", START_MS - 1)]);
  const source = await serveExports({ cut: lines }, lines);
  const sandbox = await sandboxWith([], { clock: START_MS });
  const time = fakeTime();
  const [from, to] = [clientOf(source.url, { time }), clientOf(sandbox.url, { time, projectId: "3" })];
  const result = await copyEvents(from.client, to.client, { from_date: "2024-01-15", to_date: "2024-01-15" });
  expect(result).toMatchObject({ exported: 3, imported: 3, complete: true });
  expect(time.waits.length).toBeGreaterThan(0);
  expect(stored(sandbox).map(({ time, properties }) => [properties.$insert_id, time])).toEqual(
    expect.arrayContaining([
      ["ahead", START_MS],
      ["now", START_MS],
      ["past", START_MS - 1],
    ]),
  );
  expect(stored(sandbox)).toHaveLength(3);
});

test("times keep their milliseconds", async () => {
  const { event, properties } = eventOf(0);
  const timeMs = START_MS - 14 * 86_400_000 + 789;
  const sandbox = await sandboxWith([]);
  sandbox.restore({ projects: [{ id: 1, events: [{ event, properties, timeMs }] }] });
  await copyWithin(sandbox);
  expect(stored(sandbox).map(({ time }) => time)).toEqual([timeMs]);
});

describe.each([
  ["truncate", EXPORT],
  ["terminatedEarly", EXPORT],
  ["halfLine", EXPORT],
  ["reset", EXPORT],
  ["reset", IMPORT],
  ["status", IMPORT],
] as const)("a copy that meets %s on %s", (kind, operationId) => {
  test("holds each event once, and counts each once", async () => {
    const all = eventsOf(4, 3_000);
    const fault = { kind, operationId, after: 1, afterLines: 2_500, afterProcessing: operationId === IMPORT };
    const sandbox = await sandboxWith(all, { faults: [fault] });
    const result = await copyWithin(sandbox);
    expect(result).toEqual({ ...whole, ...completed, exported: 12_000, imported: 12_000, windows: 4 });
    expect(idsOf(stored(sandbox)).sort()).toEqual(idsOf(all).sort());
  });
});

describe("running it again", () => {
  test("creates no duplicates", async () => {
    const sandbox = await sandboxWith(eventsOf(4, 3));
    await copyWithin(sandbox);
    const before = stored(sandbox);
    expect(await copyWithin(sandbox)).toMatchObject({ exported: 12, imported: 12, complete: true });
    expect(stored(sandbox)).toEqual(before);
  });

  test("creates no duplicates of events without a valid insert ID", async () => {
    const { $insert_id, ...anonymous } = eventOf(0).properties;
    const refused = eventOf(1, 0, { $insert_id: "id:with:colons" });
    const body = linesOf([{ event: "Page View", properties: anonymous }, refused]);
    const server = await serveExports(body, body);
    const sandbox = await sandboxWith([]);
    const receiver = clientOf(sandbox.url, { projectId: "3" }).client;
    const one = { from_date: "2024-01-01", to_date: "2024-01-01" };
    for (let run = 0; run < 2; run++) {
      expect(await copyEvents(clientOf(server.url).client, receiver, one)).toMatchObject({ imported: 2, failed: 0 });
    }
    const ids = idsOf(stored(sandbox));
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{36}$/), expect.stringMatching(/^[0-9a-f]{36}$/)]);
  });
});

describe("a copy that stops", () => {
  test("on a failure names the first incomplete day, and a run from that day completes it", async () => {
    const all = eventsOf(4, 100);
    const sandbox = await sandboxWith(all, {
      faults: [{ kind: "halfLine", operationId: EXPORT, after: 2, afterLines: 50 }],
    });
    const result = await copyWithin(sandbox, { retry: NO_RETRY });
    expect(result).toEqual({
      ...whole,
      exported: 200,
      imported: 200,
      windows: 2,
      complete: false,
      stopped_by: "failure",
      resume_from_date: "2024-01-03",
      retry_at: null,
      failure: expect.objectContaining({ code: "unusable_response", operation: "downloadData" }),
    });
    const rest = await copyWithin(sandbox, { from_date: result.resume_from_date ?? "" });
    expect(rest).toEqual({ ...whole, ...completed, exported: 200, imported: 200, windows: 2 });
    expect(idsOf(stored(sandbox))).toEqual(idsOf(all));
  });

  test("at the hourly limit of exports says when to continue", async () => {
    const limits = { export: { windows: [{ quota: 2, windowSeconds: 3600 }] } };
    const sandbox = await sandboxWith(eventsOf(4, 3), { limits, clock: START_MS });
    expect(await copyWithin(sandbox)).toEqual({
      ...whole,
      exported: 6,
      imported: 6,
      windows: 2,
      complete: false,
      stopped_by: "export_allowance",
      resume_from_date: "2024-01-03",
      retry_at: new Date(START_MS + 3_600_000).toISOString(),
    });
  });

  test("at the time limit in the middle of a window leaves that window to the next run", async () => {
    const sandbox = await sandboxWith(eventsOf(4, 3));
    const time = fakeTime();
    // The clock stands still until the third window is asked for, and is past the bound from then on.
    const now = () => START_MS + (sandbox.requests.list({ operationId: EXPORT }).length > 2 ? 61_000 : 0);
    time.options = { ...time.options, now };
    const { client } = clientOf(sandbox.url, { time });
    const receiver = clientOf(sandbox.url, { projectId: "3" }).client;
    const result = await copyEvents(client, receiver, DAYS, { windowDays: 1, maxDurationMs: 60_000 });
    expect(result).toMatchObject({ exported: 6, windows: 2, stopped_by: "time", resume_from_date: "2024-01-03" });
    expect(idsOf(stored(sandbox))).toEqual(idsOf(eventsOf(2, 3)));
  });

  test("before its first window is complete fails", async () => {
    const sandbox = await sandboxWith(eventsOf(4, 3));
    expect(await failureOf(copyWithin(sandbox, { maxDurationMs: 0 }))).toMatchObject({
      code: "timeout",
      operation: "copyEvents",
      message: expect.stringContaining("Choose fewer Window Days"),
    });
  });

  test("because the destination rejects the credentials names the import", async () => {
    const sandbox = await sandboxWith(eventsOf(1, 3), {
      faults: [{ kind: "status", status: 401, operationId: IMPORT }],
    });
    expect(await failureOf(copyWithin(sandbox))).toMatchObject({ status: 401, operation: "importEvents" });
  });
});

test("refused events are listed by their position among all that were sent, and the others arrive", async () => {
  const good = eventsOf(2, 2);
  const anonymous = eventOf(9, 1, { distinct_id: "anonymous" });
  const server = await serveExports(linesOf(good.slice(0, 2)), linesOf([...good.slice(2), anonymous]));
  const sandbox = await sandboxWith([]);
  const receiver = clientOf(sandbox.url, { projectId: "3" }).client;
  const two = { from_date: "2024-01-01", to_date: "2024-01-02" };
  const result = await copyEvents(clientOf(server.url).client, receiver, two, { windowDays: 1 });
  expect(result).toMatchObject({ exported: 5, imported: 4, failed: 1, complete: true });
  expect(result.failed_records).toMatchObject([{ index: 4, insert_id: "id-9", field: "properties.distinct_id" }]);
});

test("T15: events without properties are listed, one without a distinct ID arrives, and so do the others", async () => {
  const { distinct_id, ...nobody } = eventOf(1).properties;
  const events = [
    { event: "bare", properties: null },
    { event: "Page View", properties: nobody },
    { event: "none" },
    eventOf(2),
  ];
  const server = await serveExports(linesOf(events));
  const sandbox = await sandboxWith([]);
  const receiver = clientOf(sandbox.url, { projectId: "3" }).client;
  const result = await copyEvents(clientOf(server.url).client, receiver, { ...DAYS, to_date: "2024-01-01" });
  expect(result).toMatchObject({ exported: 4, imported: 2, failed: 2, complete: true });
  expect(result.failed_records).toMatchObject([
    { index: 0, rule: "properties_object", message: expect.stringContaining("got null") },
    { index: 2, rule: "properties_object", message: expect.stringContaining("got nothing") },
  ]);
  expect(stored(sandbox).map(({ properties }) => [properties.$insert_id, properties.distinct_id])).toEqual([
    ["id-1", ""],
    ["id-2", "user-2"],
  ]);
});

describe("T15: a bad line", () => {
  const bad = '{"event":"cut","properties":{"ti';
  const body = `${linesOf([eventOf(0)])}${bad}\n${linesOf([eventOf(1)])}`;
  const one = { from_date: "2024-01-01", to_date: "2024-01-01" };

  async function copying(bodies: Parameters<typeof serveExports>, badLines?: BadLines) {
    const server = await serveExports(...bodies);
    const sandbox = await sandboxWith([]);
    const receiver = clientOf(sandbox.url, { projectId: "3" }).client;
    const retry = { ...NO_RETRY, maxRetries: bodies.length - 1 };
    const result = await copyEvents(clientOf(server.url, { retry }).client, receiver, one, { badLines });
    return { result, ids: idsOf(stored(sandbox)) };
  }

  test("stops a copy", async () => {
    expect(await failureOf(copying([body]))).toMatchObject({
      code: "unusable_response",
      message: expect.stringContaining("line 2 is not complete JSON"),
    });
  });

  test("is left out with Skip Bad Lines, and listed once even if the export is read several times", async () => {
    const badLines = new BadLines();
    const { result, ids } = await copying([{ cut: body }, body], badLines);
    expect([result.imported, result.complete, ids]).toEqual([2, true, ["id-0", "id-1"]]);
    expect(badLines).toMatchObject({ count: 1, lines: [{ from_date: "2024-01-01", line: 2, excerpt: bad }] });
  });
});

test("T3: events that the destination does not count as stored are unconfirmed", async () => {
  const server = await serveExports(linesOf(eventsOf(1, 3)));
  const destination = await serve((response) =>
    sendJson(response, { code: 200, status: "OK", num_records_imported: 2 }),
  );
  const one = { from_date: "2024-01-01", to_date: "2024-01-01" };
  const receiver = clientOf(destination.url, { projectId: "3" }).client;
  const result = await copyEvents(clientOf(server.url).client, receiver, one);
  expect(result).toMatchObject({ exported: 3, imported: 2, failed: 0, unconfirmed: 1, complete: true });
});

test("T18: a window whose import came to its deadline is not copied whole", async () => {
  const server = await serveExports(linesOf(eventsOf(1, 1_000)));
  const destination = await serve((response) =>
    sendJson(response, { code: 200, status: "OK", num_records_imported: 3 }),
  );
  const receiver = clientOf(destination.url, { projectId: "3" }).client;
  let isShort = false;
  jest.spyOn(receiver.transport, "leftMs").mockImplementation(() => (isShort ? 40_000 : 600_000));
  // Called for the first event, when the import has begun.
  const toUtc = (ms: number) => {
    isShort = true;
    return ms;
  };
  const one = { from_date: "2024-01-01", to_date: "2024-01-01" };
  const error = await failureOf(copyEvents(clientOf(server.url).client, receiver, one, { toUtc }));
  expect(error).toMatchObject({ code: "timeout", operation: "copyEvents" });
});

describe("identity events", () => {
  const identify = {
    event: "$identify",
    properties: {
      ...eventOf(7).properties,
      $identified_id: "user-2",
      $anon_id: "6d8f0f4e-3c2a-4f5b-9a86-1f7a2c0d9e11",
    },
  };
  const events = [...eventsOf(1, 3), identify];

  test("are left out, so that a project that rejects them accepts the other events", async () => {
    const server = await serveExports(linesOf(events));
    const sandbox = await sandboxWith([]);
    const receiver = clientOf(sandbox.url, { projectId: "2" }).client;
    const one = { from_date: "2024-01-01", to_date: "2024-01-01" };
    const result = await copyEvents(clientOf(server.url).client, receiver, one);
    expect(result).toMatchObject({ exported: 4, imported: 3, skipped: 1, failed: 0 });
    expect(stored(sandbox, 2).map(({ event }) => event)).toEqual(["Page View", "Page View", "Page View"]);
  });

  test("are copied on request", async () => {
    const server = await serveExports(linesOf(events));
    const sandbox = await sandboxWith([]);
    const receiver = clientOf(sandbox.url, { projectId: "3" }).client;
    const one = { from_date: "2024-01-01", to_date: "2024-01-01" };
    const result = await copyEvents(clientOf(server.url).client, receiver, one, { identityEvents: true });
    expect(result).toMatchObject({ exported: 4, imported: 4, skipped: 0 });
  });

  test("T5: that the destination refuses take no other event with them, those with long numbers included", async () => {
    const long = JSON.stringify({ ...identify, properties: { ...identify.properties, $insert_id: "id-8" } });
    const lines = `${linesOf(events)}${long.replace('"time"', '"n":12345678901234567890,"time"')}\n`;
    const server = await serveExports(lines);
    const sandbox = await sandboxWith([]);
    const receiver = clientOf(sandbox.url, { projectId: "2" }).client;
    const one = { from_date: "2024-01-01", to_date: "2024-01-01" };
    const result = await copyEvents(clientOf(server.url).client, receiver, one, { identityEvents: true });
    expect(result).toMatchObject({ exported: 5, imported: 3, failed: 2, unconfirmed: 0 });
    expect(result.failed_records.map(({ index }) => index)).toEqual([3, 4]);
  });
});

test("all windows together keep to the rate of imports", async () => {
  const sandbox = await sandboxWith(eventsOf(4, 100));
  const receiver = clientOf(sandbox.url, { projectId: "3" });
  // 150 events a minute.
  const importing = { rateShare: 150 / (30_000 * 60) };
  await copyEvents(clientOf(sandbox.url).client, receiver.client, DAYS, { windowDays: 1, importing });
  expect(receiver.time.waits).toEqual([60_000, 60_000, 60_000]);
});

describe("progress is told", () => {
  /** Copies with a clock that each look at it moves on, and notes when progress was told. */
  async function told(perDay: number, lookMs: number, windowDays: number) {
    const sandbox = await sandboxWith(eventsOf(4, perDay));
    const time = fakeTime();
    let at = START_MS;
    time.options = { ...time.options, now: () => (at += lookMs) };
    const receiver = clientOf(sandbox.url, { projectId: "3", time }).client;
    const reports: { at: number; exported: number; windows: number }[] = [];
    const onProgress: CopyOptions["onProgress"] = ({ exported, windows }) => reports.push({ at, exported, windows });
    await copyEvents(clientOf(sandbox.url, { time }).client, receiver, DAYS, { windowDays, onProgress });
    return reports;
  }

  test("every five seconds at the most, however short the windows are", async () => {
    const reports = await told(1, 200, 1);
    expect(reports.length).toBeLessThan(4);
    expect(reports.map(({ at }, i) => at - (reports[i - 1]?.at ?? START_MS)).every((ms) => ms >= 5_000)).toBe(true);
  });

  test("in the middle of a long window too", async () => {
    const reports = await told(5_000, 1_000, 4);
    expect(reports.filter(({ windows, exported }) => windows === 0 && exported > 0).length).toBeGreaterThan(1);
    expect(reports.map(({ at }, i) => at - (reports[i - 1]?.at ?? START_MS)).every((ms) => ms >= 5_000)).toBe(true);
  });
});

describe("the message of a failure is one of the copy", () => {
  test.each([
    [
      "the export breaks off",
      { kind: "terminatedEarly", operationId: EXPORT, after: 2, afterLines: 50 },
      "copyEvents (export from the source): the export was truncated: Mixpanel terminated the export early. 200 events of the days before 2024-01-03 were copied. Continue with From Date 2024-01-03, which creates no duplicates.",
    ],
    [
      "the import fails",
      { kind: "status", status: 500, operationId: IMPORT, after: 2 },
      /^copyEvents \(import into the destination\): Mixpanel had an internal error \(500.*www\.mixpanelstatus\.com\. 200 events of the days before 2024-01-03 were copied. Continue with From Date 2024-01-03, which creates no duplicates\.$/s,
    ],
  ] as const)("where %s", async (_, fault, message) => {
    const sandbox = await sandboxWith(eventsOf(4, 100), { faults: [fault] });
    const { failure } = await copyWithin(sandbox, { retry: NO_RETRY });
    expect(failure?.message).toEqual(typeof message === "string" ? message : expect.stringMatching(message));
    expect(failure?.progress).toBeUndefined();
  });

  test("where the first window fails", async () => {
    const sandbox = await sandboxWith(eventsOf(4, 100), { faults: [{ kind: "halfLine", operationId: EXPORT }] });
    expect((await failureOf(copyWithin(sandbox, { retry: NO_RETRY }))).message).toBe(
      "copyEvents (export from the source): the export was truncated: line 2 is not complete JSON. No window of days was copied completely. Copy from 2024-01-01 again, which creates no duplicates.",
    );
  });
});

test("copying a project to itself is rejected", async () => {
  const sandbox = await sandboxWith(eventsOf(1, 3));
  expect(await failureOf(copyWithin(sandbox, { to: 1 }))).toMatchObject({
    code: "invalid_input",
    input: "Destination",
  });
  expect(sandbox.requests.list({})).toEqual([]);
});

test("a range is divided into at most thirty windows by default", async () => {
  const server = await serveExports();
  const receiver = clientOf(server.url, { projectId: "3" }).client;
  const year = { from_date: "2024-01-01", to_date: "2024-12-31" };
  expect(await copyEvents(clientOf(server.url).client, receiver, year)).toMatchObject({ windows: 29, complete: true });
});
