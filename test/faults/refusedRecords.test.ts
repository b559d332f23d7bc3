import { type FaultRequest, type Sandbox, startSandbox } from "mixpanel-sandbox";
import { sendImport } from "../../src/mixpanel/ingest/events";
import { isRecord } from "../../src/mixpanel/records/json";
import { connectionWith } from "../support/connection";
import { runAction } from "../support/harness";
import { differences, eventOf, exactlyOnce, struck } from "./account";
import { clientAt, PROJECT_ID, PROJECT_TOKEN } from "./client";
import { seededFaults, TOO_LARGE } from "./schedule";
import { seedsOf, soakOf } from "./soak";

const PATH = "/import";
const MANY = 20_000;

const heldWith = soakOf("events, some of them flawed,", "the flawed ones are named, each other one is stored once");

let sandbox: Sandbox;
afterEach(() => sandbox.close());

/** Four ways to be refused, each with the field that Mixpanel names. */
const FLAWS = [
  { field: "properties.time", properties: { time: "yesterday" } },
  { field: "properties.time", properties: { time: 1 } },
  { field: "properties.distinct_id", properties: { distinct_id: "anonymous" } },
  { field: "properties.$insert_id", properties: { $insert_id: "no:colons" } },
];

/** Every 149th event is flawed: a dozen in each request, never at the same place. */
const FLAWED_EVERY = 149;
const isFlawed = (n: number) => n % FLAWED_EVERY === 7;
const flawOf = (n: number) => FLAWS[Math.floor(n / FLAWED_EVERY) % FLAWS.length];

function* eventsWithFlaws(count: number) {
  for (let n = 0; n < count; n++) {
    const event = eventOf(n);
    yield isFlawed(n) ? { ...event, properties: { ...event.properties, ...flawOf(n)?.properties } } : event;
  }
}

const flawed = (count: number) =>
  Array.from({ length: count }, (_, n) => n)
    .filter(isFlawed)
    .map((index) => ({ index, field: flawOf(index)?.field }));

async function expectExactlyTheFlawed(count: number, faults: FaultRequest[], concurrency: number) {
  sandbox = await startSandbox({ port: 0, limits: false, faults });
  const result = await sendImport(clientAt(sandbox.url), eventsWithFlaws(count), { concurrency });
  const expected = flawed(count);
  expect(result.failed_records.map(({ index, field }) => ({ index, field }))).toEqual(expected);
  const stored = count - expected.length;
  expect(result).toMatchObject({ received: count, sent: count, imported: stored, failed: expected.length, unknown: 0 });
  expect(differences(sandbox, count, { isExpected: (n) => !isFlawed(n) })).toEqual(exactlyOnce(stored));
}

test.each(seedsOf(MANY))(
  "seed %i: of 20,000 events in 10 requests at once exactly the flawed ones are named",
  async (seed) => {
    await expectExactlyTheFlawed(MANY, seededFaults(seed, PATH), 10);
    heldWith(sandbox, MANY);
  },
);

test.each([
  [2, 12_000, 20],
  [3, 12_000, 3],
])(
  "seed %i: of %i events in %i requests at once exactly the flawed ones are named",
  async (seed, count, concurrency) => {
    await expectExactlyTheFlawed(count, seededFaults(seed, PATH), concurrency);
  },
);

test("halves of halves name the flawed events by their place in the input", async () => {
  const tooLarge = { ...TOO_LARGE, path: PATH, count: 9 };
  await expectExactlyTheFlawed(20_000, [tooLarge, { ...tooLarge, after: 8 }, { ...tooLarge, after: 4 }], 5);
  expect(sandbox.requests.list({ status: 413 })).toHaveLength(27);
  expect(struck(sandbox).kinds).toEqual(new Set(["status 413"]));
});

describe("an identity event in a project with Simplified ID Merge, which takes none", () => {
  const identity = {
    event: "$identify",
    properties: {
      $identified_id: "user-1",
      $anon_id: "1f7b2b2e-3c4d-4e5f-8a9b-0c1d2e3f4a5b",
      distinct_id: "user-1",
      time: 1_700_000_000,
      $insert_id: "id-1",
    },
  };
  const events = [...eventsWithFlaws(300), identity];
  /** The sandbox's second project is such a one. */
  const SIMPLIFIED = 2;
  const projectId = String(SIMPLIFIED);
  const stored = () => sandbox.projects.get(SIMPLIFIED)?.events.size;

  test("T5: is named, and takes no other event with it", async () => {
    sandbox = await startSandbox({ port: 0, limits: false });
    const result = await sendImport(clientAt(sandbox.url), events, { projectId });
    const expected = [...flawed(300).map(({ index }) => index), 300];
    expect(result.failed_records.map(({ index }) => index)).toEqual(expected);
    expect(result).toMatchObject({ received: 301, sent: 301, imported: 301 - expected.length, unconfirmed: 0 });
    expect(stored()).toBe(result.imported);
  });

  test("has the request refused whole that holds it as an unaltered line, and none of it counts as stored", async () => {
    sandbox = await startSandbox({ port: 0, limits: false });
    const lines = events.map((event) => Buffer.from(JSON.stringify(event)));
    const result = await sendImport(clientAt(sandbox.url), lines, { projectId, unaltered: true });
    expect(stored()).toBe(0);
    expect(result).toMatchObject({ received: 301, sent: 301, imported: 0, failed: 301, unconfirmed: 0 });
    expect(result.failed_records.map(({ index }) => index)).toEqual(Array.from({ length: 301 }, (_, n) => n));
    for (const { message } of result.failed_records) expect(message).toContain("identity events are not allowed");
  });
});

test("the step of a flow names them in its output, and fails with them by default", async () => {
  const count = 16_000;
  sandbox = await startSandbox({ port: 0, limits: false });
  const connection = connectionWith({
    username: "sandbox.user",
    password: "sandbox-secret",
    projectToken: PROJECT_TOKEN,
    projectId: String(PROJECT_ID),
    apiHost: sandbox.url,
  });
  const params = { events: [...eventsWithFlaws(count)], concurrency: "7" };
  const lenient = await runAction("importEvents", { connection, params: { ...params, failOnRejected: false } });
  const expected = flawed(count);
  const stored = count - expected.length;
  expect(lenient).toMatchObject({
    value: {
      data: { code: 400, received: count, imported: stored, failed: expected.length, failed_records: expected },
    },
  });
  expect(differences(sandbox, count, { isExpected: (n) => !isFlawed(n) })).toEqual(exactlyOnce(stored));

  const strict: Record<string, unknown> = await runAction("importEvents", { connection, params });
  expect(isRecord(strict.error) && strict.error).toMatchObject({ failedRecords: expected, imported: stored });
  expect(differences(sandbox, count, { isExpected: (n) => !isFlawed(n) })).toEqual(exactlyOnce(stored));
});
