import { type FaultRequest, type Sandbox, startSandbox } from "mixpanel-sandbox";
import { updateMultipleProfiles } from "../../src/mixpanel/endpoints/profiles";
import { sendProfileUpdates } from "../../src/mixpanel/ingest/profiles";
import { failureOf } from "../support/failure";
import { clientAt, PROJECT_ID, STALL_TIMEOUT_MS } from "./client";

const PATH = "/engage";
const PROFILES = 700;
const PARAMETERS = { ip: "0", strict: "1", verbose: "1" };

/** Not landed for certain, each of them several times. */
const HARMLESS: FaultRequest[] = [
  { kind: "status", status: 429, path: PATH, after: 2 },
  { kind: "status", status: 429, path: PATH, after: 4, count: 2 },
  { kind: "status", status: 413, path: PATH, after: 3 },
  { kind: "slow", delayMs: 20, path: PATH, after: 1 },
  { kind: "status", status: 429, path: PATH, after: 5, retryAfter: 1 },
  { kind: "status", status: 413, path: PATH, after: 9 },
];

let sandbox: Sandbox;
afterEach(() => sandbox.close());

/** Counts a profile up and notes which update did so. */
const updateOf = (n: number) => ({
  $distinct_id: `user-${n % PROFILES}`,
  $add: { count: 1 },
  $append: { updates: n },
});

async function countUp(faults: FaultRequest[], count: number, tuning: { maxRecords: number; concurrency?: number }) {
  sandbox = await startSandbox({ port: 0, limits: false, faults });
  const { maxRecords, concurrency } = tuning;
  const stalls = faults.some(({ kind }) => kind === "stall");
  return sendProfileUpdates(
    clientAt(sandbox.url, stalls ? { requestTimeoutMs: STALL_TIMEOUT_MS } : {}),
    updateMultipleProfiles,
    Array.from({ length: count }, (_, n) => updateOf(n)),
    { parameters: PARAMETERS, limits: { maxRecords, maxBytes: 10_000_000 }, concurrency },
  );
}

/** How often each update took effect, as the profiles' own lists say, and the profiles whose count is another than their list's. */
function tookEffect(count: number): { times: Uint8Array; miscounted: string[] } {
  const times = new Uint8Array(count);
  const miscounted: string[] = [];
  for (const { distinctId, properties } of sandbox.projects.get(PROJECT_ID)?.profiles.values() ?? []) {
    const updates: unknown[] = Array.isArray(properties.updates) ? properties.updates : [];
    if (properties.count !== updates.length) miscounted.push(distinctId);
    for (const n of updates) if (typeof n === "number") times[n] = (times[n] ?? 0) + 1;
  }
  return { times, miscounted };
}

/** The updates of every request that a fault of one of these kinds (or, with null, none) struck, in the order of the input. */
function updatesOfRequests(struckBy: (fault: string | null, status: number | null) => boolean): number[] {
  const bodies = sandbox.requests
    .list()
    .filter(({ fault, status }) => struckBy(fault, status))
    .map(({ id }) => sandbox.requests.body(id) ?? "");
  return bodies
    .flatMap((body) => [...body.matchAll(/"updates":(\d+)/g)].map(([, n]) => Number(n)))
    .sort((a, b) => a - b);
}

const first = (list: number[]) => list.slice(0, 5);

test.each<[string, FaultRequest, FaultRequest, number]>([
  ["resets before and after the work", { kind: "reset" }, { kind: "reset", afterProcessing: true }, 200],
  [
    "a 500 after the work and a cut answer",
    { kind: "status", status: 500, afterProcessing: true },
    { kind: "truncate" },
    200,
  ],
  ["silence before and after the work", { kind: "stall" }, { kind: "stall", afterProcessing: true }, 200],
  ["a 503 and a 502 of a gateway", { kind: "status", status: 503 }, { kind: "html", status: 502 }, 200],
  ["half an answer and a reset, of whole requests", { kind: "halfJson" }, { kind: "reset" }, 2_000],
])("%s: nothing is counted twice, and what is unknown is named", async (_what, one, another, maxRecords) => {
  const count = maxRecords * 12;
  const faults = [{ ...one, path: PATH, after: 1 }, { ...another, path: PATH, after: 2 }, ...HARMLESS];
  const result = await countUp(faults, count, { maxRecords });
  const { times, miscounted } = tookEffect(count);
  const unknown = new Set(result.unknown_records.map(({ index }) => index));
  const updates = Array.from(times.keys());

  expect(first(updates.filter((n) => (times[n] ?? 0) > 1))).toEqual([]);
  expect(miscounted).toEqual([]);
  expect(first(updates.filter((n) => times[n] === 0 && !unknown.has(n)))).toEqual([]);
  expect(result.unknown_records.map(({ index }) => index)).toEqual(
    updatesOfRequests((fault, status) => fault !== null && status !== 429 && status !== 413),
  );
  expect(result).toMatchObject({
    received: count,
    imported: 10 * maxRecords,
    failed: 0,
    unknown: 2 * maxRecords,
    failed_records_truncated: false,
  });
});

test("limits, sizes and delays alone leave nothing unknown: each update takes effect once", async () => {
  const count = 8_000;
  const result = await countUp(HARMLESS, count, { maxRecords: 200 });
  const { times, miscounted } = tookEffect(count);
  expect(first(Array.from(times.keys()).filter((n) => times[n] !== 1))).toEqual([]);
  expect(miscounted).toEqual([]);
  expect(result).toMatchObject({ received: count, imported: count, failed: 0, unknown: 0 });
});

const breaks = (...after: number[]): FaultRequest[] =>
  after.map((calls) => ({ kind: "reset", afterProcessing: true, path: PATH, after: calls }));

test("T10: a fifth request in a row of unknown fate ends the run, and the error tells what is in, unknown and not sent", async () => {
  const faults = breaks(4, 1, 2, 0, 0, 0, 0);
  const error = await failureOf(countUp(faults, 4_000, { maxRecords: 200, concurrency: 1 }));
  const { times } = tookEffect(4_000);
  const stored = updatesOfRequests((fault) => fault === null);
  const unknown = updatesOfRequests((fault) => fault === "reset");
  expect(error).toMatchObject({ code: "network_error" });
  expect([stored.length, unknown.length]).toEqual([7 * 200, 7 * 200]);
  expect(first([...stored, ...unknown].filter((n) => times[n] !== 1))).toEqual([]);
  expect(error.progress?.unknown_records.map(({ index }) => index)).toEqual(unknown);
  expect(error.progress).toMatchObject({ received: 2_800, imported: 1_400, failed: 0, resume_from: 2_800 });
  expect(error.message).toContain("Mixpanel stored 1400 profile updates and rejected 0.");
  expect(error.message).toContain(
    "1400 more may or may not have been stored: records 800 to 999, 1200 to 1399 and 1800 to 2799.",
  );
  expect(error.message).toContain("Not stored: everything from record 2800 on.");
});

test("T10: what the error of a run that ended calls not stored has surely taken no effect, with many requests at once", async () => {
  const faults = breaks(6, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  const { progress } = await failureOf(countUp(faults, 20_000, { maxRecords: 200, concurrency: 6 }));
  const { times } = tookEffect(20_000);
  const unknown = new Set(progress?.unknown_records.map(({ index }) => index));
  const heldBack = new Set(progress?.failed_records.map(({ index }) => index));
  const end = progress?.resume_from ?? Number.NaN;
  const updates = Array.from(times.keys());
  expect(first(updates.filter((n) => times[n] !== 0 && (n >= end || heldBack.has(n))))).toEqual([]);
  expect(first(updates.filter((n) => times[n] !== 1 && n < end && !unknown.has(n) && !heldBack.has(n)))).toEqual([]);
  expect(progress?.imported).toBe(end - unknown.size - heldBack.size);
});

test("T10: one request in five that breaks off does not end a run", async () => {
  const faults = breaks(...Array.from({ length: 20 }, () => 4));
  const result = await countUp(faults, 20_000, { maxRecords: 200 });
  expect(result).toMatchObject({ received: 20_000, imported: 16_000, unknown: 4_000, resume_from: null });
});

test("a run that ends for good after it has counted up does not call a rerun harmless", async () => {
  const faults: FaultRequest[] = [{ kind: "status", status: 403, path: PATH, after: 3, count: 100 }];
  const error = await failureOf(countUp(faults, 4_000, { maxRecords: 200, concurrency: 1 }));
  expect(error.message).toContain("Mixpanel stored 600 profile updates and rejected 0.");
  expect(error.message).toContain("would add or append stored values a second time");
  expect(error.message).not.toContain("creates no duplicates");
  expect(tookEffect(4_000).times.reduce((sum, times) => sum + times, 0)).toBe(600);
});
