import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { createPeopleImport, updateWarehouseImport } from "../../../src/mixpanel/endpoints/warehouseImports";
import type { TransportOptions } from "../../../src/mixpanel/http/transport";
import type { JsonObject } from "../../../src/mixpanel/records/json";
import { assertSucceeded, runAndWait } from "../../../src/mixpanel/warehouseImports/runAndWait";
import { failureOf, thrownBy } from "../../support/failure";
import { START_MS } from "../../support/fakeTime";
import { closeServers, sendJson, serve } from "../../support/localServer";

const MINUTE_MS = 60_000;
const credentials = { username: "sandbox.user", password: "sandbox-secret" };
const NO_RETRY = { maxRetries: 0, maxWaitMs: 0, maxTotalWaitMs: 0 };

afterEach(closeServers);

describe("M2: over HTTP", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, clock: START_MS });
  });
  beforeEach(() => sandbox.reset());
  afterAll(() => sandbox.close());

  /** A client that waits by moving the sandbox's clock. @param forMs time until its deadline */
  function clientFor(forMs: number, own: Partial<TransportOptions> = {}) {
    const sleep = async (ms: number) => void sandbox.clock.advance(ms);
    const now = () => sandbox.clock.now();
    const transport = { now, sleep, retry: NO_RETRY, deadline: now() + forMs, ...own };
    return new MixpanelClient({ credentials, projectId: "1", apiHost: sandbox.url, transport });
  }
  /** An import of two users. */
  async function created(client: MixpanelClient): Promise<string> {
    const table = { warehouse_source_id: 1, table_params: { table_name: "users" } };
    await fetch(`${sandbox.url}/_sandbox/warehouse-tables`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ project_id: 1, ...table, rows: [{ user_id: "a" }, { user_id: "b" }] }),
    });
    const fields = { ...table, user_column_name: "user_id", sync_mode: "full_sync", run_every: 0 };
    const { results } = await client.call(createPeopleImport, fields);
    return String(results.id);
  }

  test("a run is started, and awaited until it has ended", async () => {
    const client = clientFor(13 * MINUTE_MS);
    const importId = await created(client);
    const start = sandbox.clock.now();
    expect(await runAndWait(client, { importId })).toEqual({
      run_id: expect.any(String),
      status: "SUCCEEDED",
      complete: true,
      start_time: start / 1000,
      end_time: start / 1000 + 300,
      num_events_imported: 2,
      resume_from: null,
    });
    expect(sandbox.clock.now() - start).toBeLessThan(6 * MINUTE_MS);
  });

  test("a run that takes longer than there is time is left where it stands, and a second step goes on", async () => {
    const importId = await created(clientFor(MINUTE_MS));
    const deadline = sandbox.clock.now() + 4 * MINUTE_MS;
    const first = await runAndWait(clientFor(4 * MINUTE_MS), { importId });
    expect(first).toMatchObject({ status: "RUNNING", complete: false, resume_from: expect.any(Number) });
    expect(sandbox.clock.now()).toBeLessThan(deadline);
    const second = await runAndWait(clientFor(4 * MINUTE_MS), { importId, resumeFrom: Number(first.resume_from) });
    expect(second).toMatchObject({ run_id: null, status: "SUCCEEDED", start_time: first.start_time });
    const started = sandbox.requests.list().filter(({ method }) => method === "PUT");
    expect(started.filter(({ path }) => path.endsWith("/manual-sync"))).toHaveLength(1);
  });

  test("an earlier run is not taken for the one that was started, also in the same minute", async () => {
    const client = clientFor(60 * MINUTE_MS);
    const importId = await created(client);
    const first = await runAndWait(client, { importId });
    const second = await runAndWait(client, { importId });
    expect(second.start_time).toBeGreaterThan(Number(first.start_time));
    expect(second).toMatchObject({ status: "SUCCEEDED" });
  });

  test("a run that somebody cancels has ended", async () => {
    let pauses = 0;
    const canceller = clientFor(60 * MINUTE_MS);
    const importId = await created(canceller);
    const client = clientFor(60 * MINUTE_MS, {
      sleep: async (ms) => {
        sandbox.clock.advance(ms);
        pauses++;
        if (pauses === 2) await canceller.call(updateWarehouseImport, { importId, paused: true, run_every: 0 });
      },
    });
    const result = await runAndWait(client, { importId });
    expect(result).toMatchObject({ status: "CANCELLED", complete: true, resume_from: null });
    const error = thrownBy(() => assertSucceeded(result, importId));
    expect(error).toMatchObject({ code: "validation_failed", operation: "runWarehouseImportAndWait" });
    expect(error.message).toContain("ended as CANCELLED");
  });
});

const UNITS = { seconds: 1 / 1000, milliseconds: 1, microseconds: 1000 };

interface Run {
  durationMs: number;
  timeMs: number;
  unit: keyof typeof UNITS;
  /** How far this machine's clock is ahead of Mixpanel's. */
  skewMs: number;
  earlier: number;
}

/** Awaits a run at a Mixpanel that is a script, and says what came of it, when, and after which pauses. */
async function awaited({ durationMs, timeMs, unit, skewMs, earlier }: Run) {
  let now = START_MS;
  let startMs: number | undefined;
  const pauses: number[] = [];
  const inUnit = (ms: number) => Math.floor(ms * UNITS[unit]);
  const row = (start: number, isOver: boolean): JsonObject => ({
    status: isOver ? "SUCCEEDED" : "RUNNING",
    start_time: inUnit(start - skewMs),
    end_time: null,
    num_events_imported: null,
  });
  const server = await serve((response, { method }) => {
    if (method === "PUT") startMs = now;
    const own = startMs === undefined ? [] : [row(startMs, now >= startMs + durationMs)];
    const older = Array.from({ length: earlier }, (_, index) => row(START_MS - (index + 1) * 2_000, true));
    sendJson(response, { status: "ok", results: method === "PUT" ? { run_id: "r" } : { runs: [...own, ...older] } });
  });
  const transport: TransportOptions = {
    now: () => now,
    sleep: async (ms) => {
      pauses.push(ms);
      now += ms;
    },
    retry: NO_RETRY,
    deadline: START_MS + timeMs,
  };
  const client = new MixpanelClient({ credentials, projectId: "1", apiHost: server.url, transport });
  const result = await runAndWait(client, { importId: "7" });
  await closeServers();
  return { result, pauses, tookMs: now - START_MS, ownStart: inUnit(START_MS - skewMs) };
}

test("M2: waiting ends before the deadline, finds its own run whatever the clocks and units, and pauses grow to a minute", async () => {
  const runs: fc.Arbitrary<Run> = fc.record({
    durationMs: fc.integer({ min: 0, max: 30 * MINUTE_MS }),
    timeMs: fc.integer({ min: MINUTE_MS, max: 20 * MINUTE_MS }),
    unit: fc.constantFrom("seconds", "milliseconds", "microseconds"),
    skewMs: fc.integer({ min: -30_000, max: 30_000 }),
    earlier: fc.integer({ min: 0, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(runs, async (run) => {
      const { result, pauses, tookMs, ownStart } = await awaited(run);
      expect(tookMs).toBeLessThan(run.timeMs);
      expect(result).toMatchObject({ run_id: "r", start_time: ownStart, complete: tookMs >= run.durationMs });
      // The last pause alone may be shorter: it ends where the time does.
      const full = pauses.slice(0, -1);
      expect(full).toEqual([...full].sort((a, b) => a - b));
      expect(Math.max(0, ...pauses)).toBeLessThanOrEqual(MINUTE_MS);
      if (!result.complete) expect(tookMs).toBeGreaterThan(run.timeMs - 2 * MINUTE_MS - 1);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("M2: a run in progress that has no start time yet is the one that was started", async () => {
  let looks = 0;
  const server = await serve((response, { method }) => {
    if (method === "GET") looks++;
    const running = { status: "RUNNING", start_time: null };
    const runs = looks === 1 ? [] : [looks === 2 ? running : { status: "FAILED", start_time: START_MS / 1000 }];
    sendJson(response, { status: "ok", results: method === "PUT" ? {} : { runs } });
  });
  const transport = { now: () => START_MS, sleep: async () => {}, retry: NO_RETRY };
  const client = new MixpanelClient({ credentials, projectId: "1", apiHost: server.url, transport });
  expect(await runAndWait(client, { importId: "7" })).toMatchObject({ run_id: null, status: "FAILED", complete: true });
  expect(looks).toBe(3);
});

test("M2: an error while waiting says that the run goes on, and how to wait for it", async () => {
  let looks = 0;
  const server = await serve((response, { method }) => {
    if (method === "GET") looks++;
    const results = method === "PUT" ? { run_id: "r" } : { runs: [] };
    sendJson(response, looks < 2 ? { status: "ok", results } : { error: "down" }, looks < 2 ? 200 : 500);
  });
  const transport = { now: () => START_MS, sleep: async () => {}, retry: NO_RETRY };
  const client = new MixpanelClient({ credentials, projectId: "1", apiHost: server.url, transport });
  const error = await failureOf(runAndWait(client, { importId: "7" }));
  expect(error.message).toMatch(/The run was started, .* with Resume From \d+\.$/);
  expect(server.received.map(({ method }) => method)).toEqual(["GET", "PUT", "GET"]);
});

test.each([
  [500, /If the run was started, .* with Resume From \d+\.$/],
  [400, /the same request will fail again\.$/],
])(
  "M2: a start that ends with %s is not repeated, and says how to wait where it may have worked",
  async (status, words) => {
    const server = await serve((response, { method }) =>
      sendJson(
        response,
        method === "PUT" ? { error: "down" } : { status: "ok", results: { runs: [] } },
        method === "PUT" ? status : 200,
      ),
    );
    const transport = { now: () => START_MS, sleep: async () => {} };
    const client = new MixpanelClient({ credentials, projectId: "1", apiHost: server.url, transport });
    expect((await failureOf(runAndWait(client, { importId: "7" }))).message).toMatch(words);
    expect(server.received.map(({ method }) => method)).toEqual(["GET", "PUT"]);
  },
);
