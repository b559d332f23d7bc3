import { type FaultRequest, type Sandbox, startSandbox } from "mixpanel-sandbox";
import { sendTrack } from "../../src/mixpanel/ingest/events";
import { differences, eventsUpTo, exactlyOnce, storedEvents } from "./account";
import { clientAt, timeLimitFor } from "./client";
import { ONE_IN_TWO, seededFaults, withStalls } from "./schedule";
import { seedsOf, soakOf } from "./soak";

const PATH = "/track";
const MANY = 50_000;
/** Tracked events are recent: half an hour before the instant at which the sandbox's clock stands. */
const FIRST_SECOND = 1_718_452_800;
const NOW_MS = (FIRST_SECOND + 1_800) * 1000;

const heldWith = soakOf("tracked events", "each is stored once");

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function trackThrough(faults: FaultRequest[], count: number) {
  sandbox = await startSandbox({ port: 0, clock: NOW_MS, limits: false, faults });
  const client = clientAt(sandbox.url, { now: () => NOW_MS, ...timeLimitFor(faults) });
  return sendTrack(client, eventsUpTo(count, FIRST_SECOND), { fillToken: true, parameters: { ip: "0", verbose: "1" } });
}

test.each(seedsOf(MANY))(
  "50,000 tracked events through one fault in five calls, seed %i, are each stored once, and counted so",
  async (seed) => {
    const result = await trackThrough(withStalls(seededFaults(seed, PATH), PATH), MANY);
    expect(differences(sandbox, MANY, { firstSecond: FIRST_SECOND })).toEqual(exactlyOnce(MANY));
    expect(result).toMatchObject({ received: MANY, sent: MANY, imported: MANY, failed: 0, unknown: 0 });
    heldWith(sandbox, MANY);
  },
);

test.each([2, 3, 4, 5])(
  "8,000 tracked events through one fault in two calls, seed %i, are each stored once",
  async (seed) => {
    const count = 8_000;
    const result = await trackThrough(seededFaults(seed, PATH, { rate: ONE_IN_TWO }), count);
    expect(differences(sandbox, count, { firstSecond: FIRST_SECOND })).toEqual(exactlyOnce(count));
    expect(result).toMatchObject({ received: count, imported: count, failed: 0, unknown: 0 });
  },
);

test("6,000 equal events without a time are 6,000 happenings, and a repetition adds none", async () => {
  const count = 6_000;
  sandbox = await startSandbox({ port: 0, limits: false, faults: seededFaults(6, PATH, { rate: ONE_IN_TWO }) });
  const pings = Array.from({ length: count }, () => ({ event: "Ping", properties: { distinct_id: "user-1" } }));
  const result = await sendTrack(clientAt(sandbox.url), pings, { fillToken: true, parameters: { verbose: "1" } });
  const ids = storedEvents(sandbox).map(({ insertId }) => insertId);
  expect([ids.length, new Set(ids).size]).toEqual([count, count]);
  expect(result).toMatchObject({ received: count, imported: count, failed: 0, unknown: 0 });
});

test("a request that is answered with 200 and status 0 is counted as refused, and its events by their index", async () => {
  const count = 20_000;
  const result = await trackThrough([{ kind: "zero", path: PATH, after: 3 }], count);
  const refused = new Set(result.failed_records.map(({ index }) => index));
  // A request holds 2000 events; a result lists the first 1000 failures of all.
  expect(result).toMatchObject({ received: count, imported: 18_000, failed: 2_000, failed_records_truncated: true });
  expect(refused.size).toBe(1_000);
  const { stored, doubled, altered, strange } = differences(sandbox, count, {
    firstSecond: FIRST_SECOND,
    isExpected: (n) => !refused.has(n),
  });
  expect({ stored, doubled, altered, strange }).toEqual({
    stored: 18_000,
    doubled: [],
    altered: [],
    strange: [],
  });
});
