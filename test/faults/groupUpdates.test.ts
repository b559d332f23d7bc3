import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { updateMultipleGroups } from "../../src/mixpanel/endpoints/groups";
import { GROUP_PROFILES } from "../../src/mixpanel/ingest/profileKinds";
import { sendProfileUpdates } from "../../src/mixpanel/ingest/profiles";
import { clientAt, PROJECT_ID } from "./client";
import { seededFaults } from "./schedule";

const KEYS = ["company", "team"];
const GROUPS = 150;
const COUNT = 4_000;

let sandbox: Sandbox;
afterEach(() => sandbox.close());

/** Update number `n`. Each ID is there under both keys, and each group is updated many times. */
const updateOf = (n: number) => ({
  $group_key: KEYS[n % KEYS.length] ?? "",
  $group_id: `group-${Math.floor(n / 3) % GROUPS}`,
  $set: { last: n },
});

test("4,000 group updates through one fault in five calls: each group keeps its last one, under its own key", async () => {
  sandbox = await startSandbox({ port: 0, limits: false, faults: seededFaults(6, "/groups") });
  const updates = Array.from({ length: COUNT }, (_, n) => updateOf(n));
  const result = await sendProfileUpdates(clientAt(sandbox.url), updateMultipleGroups, updates, {
    parameters: { ip: "0", strict: "1", verbose: "1" },
    kind: GROUP_PROFILES,
    limits: { maxRecords: 100, maxBytes: 10_000_000 },
  });
  expect(result).toMatchObject({ received: COUNT, imported: COUNT, failed: 0, unknown: 0 });
  expect(result.retries).toBeGreaterThan(0);
  const expected = new Map<string, number>();
  for (const { $group_key: key, $group_id: id, $set } of updates) expected.set(`${key} ${id}`, $set.last);
  const stored = [...(sandbox.projects.get(PROJECT_ID)?.groups ?? [])].flatMap(([key, groups]) =>
    [...groups].map(([id, { properties }]) => [`${key} ${id}`, properties.last] as const),
  );
  expect(new Map(stored)).toEqual(expected);
});
