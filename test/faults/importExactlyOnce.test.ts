import { gzipSync } from "node:zlib";
import { type FaultRequest, type Sandbox, startSandbox } from "mixpanel-sandbox";
import { sendImport } from "../../src/mixpanel/ingest/events";
import { recordSource } from "../../src/mixpanel/records/source";
import { differences, eventsUpTo, exactlyOnce, struck } from "./account";
import { clientAt, timeLimitFor } from "./client";
import { ONE_IN_TWO, seededFaults, TOO_LARGE, withStalls } from "./schedule";
import { seedsOf, soakOf } from "./soak";

const PATH = "/import";
const MANY = 200_000;

const heldWith = soakOf("imported events", "each is stored once");

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function importThrough(faults: FaultRequest[], count: number) {
  sandbox = await startSandbox({ port: 0, limits: false, faults });
  return sendImport(clientAt(sandbox.url, timeLimitFor(faults)), eventsUpTo(count));
}

test.each(seedsOf(MANY))(
  "200,000 events through one fault in five calls, seed %i, are each stored once, and counted so",
  async (seed) => {
    const result = await importThrough(withStalls(seededFaults(seed, PATH), PATH), MANY);
    expect(differences(sandbox, MANY)).toEqual(exactlyOnce(MANY));
    expect(result).toMatchObject({
      received: MANY,
      sent: MANY,
      imported: MANY,
      failed: 0,
      unknown: 0,
      failed_records: [],
      unknown_records: [],
    });
    const { kinds, rate } = struck(sandbox);
    expect([...kinds].sort()).toEqual([
      "halfJson",
      "html",
      "reset",
      "slow",
      "stall",
      "status 413",
      "status 429",
      "status 500",
      "status 502",
      "status 503",
      "truncate",
    ]);
    expect(rate).toBeGreaterThan(0.12);
    expect(rate).toBeLessThan(0.35);
    heldWith(sandbox, MANY);
  },
);

test.each([2, 3, 4, 5, 6, 7])(
  "10,000 events through one fault in two calls, seed %i, are each stored once",
  async (seed) => {
    const count = 10_000;
    const result = await importThrough(seededFaults(seed, PATH, { rate: ONE_IN_TWO }), count);
    expect(differences(sandbox, count)).toEqual(exactlyOnce(count));
    expect(result).toMatchObject({ received: count, imported: count, failed: 0, unknown: 0 });
  },
);

test("20,000 events of a gzip file of NDJSON are each stored once, whatever lies across its blocks", async () => {
  const count = 20_000;
  const lines = Array.from(eventsUpTo(count), (event) => JSON.stringify(event));
  const file = gzipSync(lines.join("\n"));
  sandbox = await startSandbox({ port: 0, limits: false, faults: seededFaults(8, PATH) });
  const result = await sendImport(clientAt(sandbox.url), recordSource("Events", file));
  expect(differences(sandbox, count)).toEqual(exactlyOnce(count));
  expect(result).toMatchObject({ received: count, imported: count, failed: 0, unknown: 0 });
});

test("requests that are called too large now and then do not make the others ever smaller", async () => {
  const count = 40_000;
  const faults = Array.from({ length: 12 }, () => ({ ...TOO_LARGE, path: PATH, after: 6 }));
  const result = await importThrough(faults, count);
  expect(differences(sandbox, count)).toEqual(exactlyOnce(count));
  // 20 requests, one more where a limit cuts one short, and for each that was too large two halves.
  const tooLarge = sandbox.requests.list({ status: 413 }).length;
  expect(tooLarge).toBeGreaterThanOrEqual(3);
  expect(result.batches).toBeLessThanOrEqual(21 + 2 * tooLarge);
});
