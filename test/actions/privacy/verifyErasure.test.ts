import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { dataGroupId } from "../../../packages/sandbox/src/query/profiles";
import { beginEvidence } from "../../../src/mixpanel/privacy/evidence";
import { runInSandbox } from "../../support/inSandbox";
import { shareClock } from "../../support/polledFlow";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.parse("2024-01-15T12:00:00Z");
const FIELDS = { projectToken: "sandbox-token", gdprToken: "sandbox-gdpr-token" };
const DEVICE = "7b0e2c9a-4f1d-4b7e-9a53-0c2d8e6f1a35";

const event = (distinct_id: string, insert: string, ms: number, properties: object = {}) => ({
  event: "Viewed",
  properties: { time: Math.floor(ms / 1_000), distinct_id, $insert_id: insert, ...properties },
});

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({
    port: 0,
    clock: "2024-01-15T12:00:00Z",
    limits: false,
    seed: {
      projects: [
        {
          id: 1,
          profiles: { "user-1": { $email: "ann@example.com" }, "user-2": { $email: "bob@example.com" } },
          groups: { company: { acme: { $email: "ann@example.com" } } },
          events: [
            event("user-1", "a", START_MS - DAY_MS),
            event("user-1", "b", START_MS - 2 * DAY_MS),
            event("user-2", "c", START_MS - DAY_MS),
          ],
        },
      ],
    },
  });
  shareClock(sandbox);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox.close();
});

const run = (key: string, params: Record<string, unknown>) => runInSandbox(sandbox, key, params, FIELDS);
const verify = (params: Record<string, unknown> = {}) =>
  run("verifyErasure", { distinctIds: ["user-1"], emails: ["ann@example.com"], ...params });

async function erase(): Promise<string> {
  await run("createDeletion", { distinct_ids: ["user-1"] });
  sandbox.clock.advance(2 * DAY_MS);
  return new Date(sandbox.clock.now()).toISOString();
}

describe("P5, expectation 31: Verify Erasure", () => {
  test("finds what is there before the erasure, and nothing after it", async () => {
    expect(await verify()).toMatchObject({
      clean: false,
      complete: true,
      profiles_left: [{ distinct_id: "user-1", subjects: [0, 1] }],
      events_left: [{ distinct_id: "user-1", count: 2, arrived_later: 0 }],
      counts: { profiles: 1, events: 2 },
      distinct_ids: ["user-1"],
    });
    await erase();
    expect(await verify()).toMatchObject({
      clean: true,
      complete: true,
      profiles_left: [],
      events_left: [],
      counts: { profiles: 0, group_profiles: 0, events: 0, arrived_later: 0 },
      distinct_ids: [],
      to_date: "2024-01-17",
    });
  });

  test("does not call events gone that it could not look for, without a distinct ID", async () => {
    await erase();
    const check = await verify({ distinctIds: [] });
    expect(check).toMatchObject({ clean: false, complete: false, counts: { profiles: 0, events: 0 } });
    expect(check.not_covered).toContainEqual(expect.stringMatching(/^Events: no distinct ID was given or found/));
  });

  test("lists late arrivals, and offers the IDs for a second round, which erases them", async () => {
    const erasedAt = await erase();
    sandbox.clock.advance(HOUR_MS);
    const late = event("user-1", "late", START_MS - 3 * DAY_MS);
    const device = event(`$device:${DEVICE}`, "device", sandbox.clock.now(), {
      $device_id: DEVICE,
      $user_id: "user-1",
    });
    await run("importEvents", { events: [late, device] });
    await run("createProfile", { properties: [{ $distinct_id: "newcomer", $set: { $email: "ann@example.com" } }] });
    const check = await verify({ erasedAt });
    expect(check).toMatchObject({
      clean: false,
      profiles_left: [{ distinct_id: "newcomer" }],
      events_left: [{ distinct_id: "user-1", arrived_later: expect.any(Number) }],
    });
    expect(check.counts.arrived_later).toBe(check.counts.events);
    expect(check.distinct_ids.sort()).toEqual(["newcomer", "user-1"]);
    await run("createDeletion", { distinct_ids: [...check.distinct_ids, `$device:${DEVICE}`] });
    sandbox.clock.advance(2 * DAY_MS);
    expect(await verify({ distinctIds: check.distinct_ids })).toMatchObject({ clean: true });
  });

  test("tells late arrivals from events that were never erased", async () => {
    const erasedAt = new Date(START_MS + DAY_MS).toISOString();
    sandbox.clock.advance(2 * DAY_MS);
    await run("importEvents", { events: [event("user-1", "late", START_MS)] });
    expect(await verify({ erasedAt })).toMatchObject({
      events_left: [{ distinct_id: "user-1", count: 3, arrived_later: 1 }],
      counts: { events: 3, arrived_later: 1 },
    });
  });

  test("checks the days asked for", async () => {
    expect(await verify({ verifyDays: 2 })).toMatchObject({ from_date: "2024-01-14", counts: { events: 1 } });
  });

  test("finds group profiles on request, which are no part of a second round", async () => {
    await erase();
    const data_group_id = dataGroupId("company");
    expect(await verify({ groupIds: [data_group_id] })).toMatchObject({
      clean: false,
      group_profiles_left: [{ distinct_id: "acme", data_group_id: String(data_group_id), subjects: [0] }],
      distinct_ids: [],
    });
  });

  test("checks more IDs than fit a filter, and counts those of each", async () => {
    const others = Array.from({ length: 1_500 }, (_, index) => `another-user-${index}`);
    expect(await verify({ distinctIds: [...others, "user-1", "user-2"] })).toMatchObject({
      complete: true,
      events_left: [
        { distinct_id: "user-1", count: 2 },
        { distinct_id: "user-2", count: 1 },
      ],
    });
  });

  test("an export that fails is no sign that nothing is left", async () => {
    sandbox.faults.add({ kind: "status", status: 400, count: 9, operationId: "raw-event-export" });
    await expect(verify()).rejects.toThrow("400");
  });

  test("P5, expectation 32: says what erasing leaves", async () => {
    const said = (await verify()).not_covered.join("\n");
    for (const place of ["projects", "Group profiles", "lookup tables", "warehouse", "opt", "late", "other days"])
      expect(said).toContain(place);
  });

  test("P5, expectation 33: adds the check to the evidence, without identifiers", async () => {
    const request = { request_id: "r", kind: "deletion", compliance_type: "GDPR", subjects: [] } as const;
    const evidence = beginEvidence(request, { tasks: [], not_covered: [], nowMs: 0 });
    const { evidence: added } = await verify({ evidence });
    expect(added.verifications).toEqual([
      { at: "2024-01-15T12:00:00.000Z", profiles_left: 1, events_left: 2, complete: true },
    ]);
    expect(JSON.stringify(added)).not.toMatch(/user-1|ann@/);
    await expect(verify({ evidence: { ...evidence, request_id: "another" } })).rejects.toThrow(/^Evidence: /);
  });
});
