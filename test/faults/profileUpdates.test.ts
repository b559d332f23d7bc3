import { type FaultRequest, type Sandbox, startSandbox } from "mixpanel-sandbox";
import { updateMultipleProfiles } from "../../src/mixpanel/endpoints/profiles";
import { sendProfileUpdates } from "../../src/mixpanel/ingest/profiles";
import { clientAt, PROJECT_ID, timeLimitFor } from "./client";
import { seededFaults, withStalls } from "./schedule";
import { seedsOf, soakOf } from "./soak";

const PATH = "/engage";
const PARAMETERS = { ip: "0", strict: "1", verbose: "1" };
const MANY = 50_000;

const heldWith = soakOf("profile updates", "each profile is as its last updates left it");

let sandbox: Sandbox;
afterEach(() => sandbox.close());

/**
 * Update number `n`. Every profile is updated many times: by the next update, within the same request, and in requests far apart.
 */
function updateOf(n: number, profiles: number) {
  const profile = Math.floor((n * 7) / 2) % profiles;
  return { $distinct_id: `user-${profile}`, $set: { last: n, [`round_${n % 3}`]: n } };
}

/** What each profile holds after all updates in the order they came. */
function expectedProfiles(count: number, profiles: number): Map<string, Record<string, unknown>> {
  const expected = new Map<string, Record<string, unknown>>();
  for (let n = 0; n < count; n++) {
    const { $distinct_id: id, $set } = updateOf(n, profiles);
    expected.set(id, { ...expected.get(id), ...$set });
  }
  return expected;
}

/** The first few profiles that are not as all updates in order leave them. */
function wrongProfiles(count: number, profiles: number): unknown[] {
  const stored = sandbox.projects.get(PROJECT_ID)?.profiles;
  return [...expectedProfiles(count, profiles)]
    .map(([id, expected]) => {
      const { $last_seen, ...properties } = stored?.get(id)?.properties ?? {};
      return { id, expected, properties };
    })
    .filter(({ expected, properties }) =>
      [...Object.keys(expected), ...Object.keys(properties)].some((key) => expected[key] !== properties[key]),
    )
    .slice(0, 5);
}

async function updateThrough(
  faults: FaultRequest[],
  { count, profiles, maxRecords = 2_000 }: { count: number; profiles: number; maxRecords?: number },
) {
  sandbox = await startSandbox({ port: 0, limits: false, faults });
  const updates = Array.from({ length: count }, (_, n) => updateOf(n, profiles));
  return sendProfileUpdates(clientAt(sandbox.url, timeLimitFor(faults)), updateMultipleProfiles, updates, {
    parameters: PARAMETERS,
    limits: { maxRecords, maxBytes: 10_000_000 },
  });
}

test.each(seedsOf(MANY))(
  "50,000 updates of 12,000 profiles through one fault in five calls, seed %i: the last one of each profile wins",
  async (seed) => {
    const profiles = 12_000;
    const faults = withStalls(seededFaults(seed, PATH), PATH);
    const result = await updateThrough(faults, { count: MANY, profiles });
    expect(wrongProfiles(MANY, profiles)).toEqual([]);
    expect(sandbox.projects.get(PROJECT_ID)?.profiles.size).toBe(profiles);
    expect(result).toMatchObject({ received: MANY, sent: MANY, imported: MANY, failed: 0, unknown: 0 });
    heldWith(sandbox, MANY);
  },
);

test.each([
  [2, 37],
  [3, 500],
  [4, 1_999],
  [5, 4_000],
])("4,000 updates in seed %i of %i profiles take effect in the order they came", async (seed, profiles) => {
  const count = 4_000;
  const result = await updateThrough(seededFaults(seed, PATH), {
    count,
    profiles,
    maxRecords: 100,
  });
  expect(wrongProfiles(count, profiles)).toEqual([]);
  expect(result).toMatchObject({ received: count, imported: count, failed: 0, unknown: 0 });
});

test("updates of profiles that no other update touches go out at once", async () => {
  const count = 20_000;
  const faults = [{ kind: "slow", delayMs: 100, count: 10 } as const];
  sandbox = await startSandbox({ port: 0, limits: false, faults });
  const updates = Array.from({ length: count }, (_, n) => ({ $distinct_id: `user-${n}`, $set: { n } }));
  let [running, most] = [0, 0];
  sandbox.app.server.on("request", (_request, response) => {
    most = Math.max(most, ++running);
    response.once("close", () => running--);
  });
  await sendProfileUpdates(clientAt(sandbox.url), updateMultipleProfiles, updates, {
    parameters: PARAMETERS,
    concurrency: 4,
  });
  expect(sandbox.projects.get(PROJECT_ID)?.profiles.size).toBe(count);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(4);
});
