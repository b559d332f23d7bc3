import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import type { Saves } from "../../packages/cli/src/triggers/drain";
import { MixpanelClient } from "../../src/mixpanel/client";
import { outcomeOf } from "../../src/mixpanel/privacy/follow";
import { projectKey, registerTasks } from "../../src/mixpanel/privacy/taskRegister";
import { runInSandbox } from "../support/inSandbox";
import { PolledFlow, shareClock } from "../support/polledFlow";

const KEY = "privacyRequestCompleted";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIELDS = { projectToken: "sandbox-token", gdprToken: "sandbox-gdpr-token" };
const MODES: Saves[] = ["afterEachPage", "atTheEnd"];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    port: 0,
    clock: "2024-01-15T12:00:00Z",
    limits: false,
    seed: { projects: [{ id: 1 }] },
  });
});
beforeEach(() => {
  sandbox.reset();
  shareClock(sandbox);
  skipPacing();
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => sandbox.close());

/** Lets the waits between two requests, of a second or two, pass on the sandbox's clock. Time limits are longer. */
function skipPacing(): void {
  const real = globalThis.setTimeout;
  const skip = (run: () => void, ms = 0) => {
    const isPacing = ms >= 100 && ms <= 2_000;
    if (isPacing) sandbox.clock.advance(ms);
    return real(run, isPacing ? 0 : ms);
  };
  jest.spyOn(globalThis, "setTimeout").mockImplementation(skip as typeof setTimeout);
}

async function put(path: string, body: object): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`${sandbox.url}${path}`, { method: "PUT", headers, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
}
const behave = (settings: object) => put("/_sandbox/gdpr", settings);
const force = (id: string, status: string | null) => put(`/_sandbox/gdpr/tasks/${id}`, { status });

async function create(kind: "Retrieval" | "Deletion"): Promise<string> {
  const data = await runInSandbox(sandbox, `create${kind}`, { distinct_ids: ["user-1"] }, FIELDS);
  return data.tracking_id;
}

const flowWith = (params = {}, options = {}) => new PolledFlow(sandbox, KEY, params, { fields: FIELDS, ...options });
const of = () => projectKey(new MixpanelClient({ credentials: FIELDS }));

/** What a flow that submitted these deletions has registered. */
function registered(ids: readonly string[], project = of()) {
  const shared = {};
  const submitted_at = new Date(sandbox.clock.now()).toISOString();
  const task = {
    kind: "deletion",
    compliance_type: "GDPR",
    subjects: [],
    distinct_id_count: 1,
    fingerprint: "",
  } as const;
  registerTasks(
    shared,
    ids.map((tracking_id) => ({
      ...task,
      subjects: [],
      tracking_id,
      submitted_at,
      project,
      request_id: `of-${tracking_id}`,
    })),
    sandbox.clock.now(),
  );
  return shared;
}

/** Polls every few hours for some days. @returns what each poll passed on, by the day it did */
async function pollFor(flow: PolledFlow, days: number, everyHours = 8): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let hours = 0; hours <= days * 24; hours += everyHours) {
    found.push(...(await flow.poll()));
    sandbox.clock.advance(everyHours * HOUR_MS);
  }
  return found;
}

describe.each(MODES)("P5, saved %s", (saves) => {
  test("expectation 24: retrievals and deletions are followed across days until each ends, and reported once", async () => {
    const [retrieval, deletion] = [await create("Retrieval"), await create("Deletion")];
    await behave({ durationMs: 20 * DAY_MS });
    const late = await create("Deletion");
    const flow = flowWith({ retrievalIds: [retrieval], deletionIds: [deletion, late] }, { saves });
    expect(await pollFor(flow, 25)).toMatchObject([
      {
        tasks: [
          { tracking_id: retrieval, kind: "retrieval", outcome: "success", task_status: "SUCCESS" },
          { tracking_id: deletion, kind: "deletion", outcome: "success" },
        ],
        count: 2,
        open: 1,
      },
      {
        tasks: [{ tracking_id: late, statuses: [{ status: "PENDING" }, { status: "STARTED" }, { status: "SUCCESS" }] }],
      },
    ]);
  });

  test("registered tasks are followed to their end, even if the register loses them", async () => {
    const [one, two] = [await create("Deletion"), await create("Deletion")];
    const shared: Record<string, unknown> = registered([one, two]);
    const flow = flowWith({}, { saves, shared });
    expect(await flow.poll()).toEqual([]);
    for (const key of Object.keys(shared)) delete shared[key];
    sandbox.clock.advance(2 * DAY_MS);
    expect(await flow.poll()).toMatchObject([
      { tasks: [{ tracking_id: one, request_id: `of-${one}`, outcome: "success" }, { tracking_id: two }] },
    ]);
    Object.assign(shared, registered([one, two]));
    expect(await pollFor(flow, 3)).toEqual([]);
  });

  test("a crash between submit and follow-up, or in a poll, loses no task", async () => {
    const shared = registered([await create("Deletion")]);
    const flow = flowWith({}, { saves, shared });
    await flow.poll({ isLost: true });
    sandbox.clock.advance(2 * DAY_MS);
    expect(await flow.poll({ isLost: true })).toHaveLength(1);
    expect(await flow.poll()).toHaveLength(1);
    expect(await flow.poll()).toEqual([]);
  });

  test("with batching, each execution gets one task", async () => {
    const [one, two] = [await create("Deletion"), await create("Deletion")];
    const flow = flowWith({ deletionIds: [one, two] }, { saves, batchSize: 1 });
    expect(await pollFor(flow, 2)).toMatchObject([{ tracking_id: one }, { tracking_id: two, task_status: "SUCCESS" }]);
  });

  test("expectation 28: hours of 429 are waited for in later polls, and nothing is lost", async () => {
    const ids = [await create("Deletion"), await create("Deletion")];
    const flow = flowWith({ deletionIds: ids }, { saves });
    await flow.poll();
    await behave({ refusal: { kind: "rate", forMs: 3 * DAY_MS, retryAfter: 3600 } });
    expect(await pollFor(flow, 2)).toEqual([]);
    expect(flow.logged.join()).toContain("2 tasks are left for the next poll");
    sandbox.clock.advance(DAY_MS);
    expect(await flow.poll()).toMatchObject([{ count: 2, open: 0 }]);
  });
});

describe("P5, expectation 25: a status that says nothing", () => {
  test.each([
    ["UNKNOWN", "unknown"],
    ["NOT_FOUND", "not_found"],
    ["QUEUED_AGAIN", "unknown"],
  ])("%s is neither done nor endless", async (status, outcome) => {
    const id = await create("Deletion");
    await force(id, status);
    const flow = flowWith({ deletionIds: [id], unclearDays: 3 });
    expect(await pollFor(flow, 2)).toEqual([]);
    expect(await pollFor(flow, 5)).toMatchObject([{ tasks: [{ tracking_id: id, outcome, task_status: status }] }]);
  });

  test("is forgotten once the task is found again", async () => {
    const id = await create("Deletion");
    const flow = flowWith({ deletionIds: [id], unclearDays: 1 });
    await force(id, "UNKNOWN");
    expect(await flow.poll()).toEqual([]);
    sandbox.clock.advance(20 * HOUR_MS);
    await force(id, "STARTED");
    expect(await flow.poll()).toEqual([]);
    await force(id, "UNKNOWN");
    sandbox.clock.advance(20 * HOUR_MS);
    expect(await flow.poll()).toEqual([]);
    await force(id, null);
    sandbox.clock.advance(20 * HOUR_MS);
    expect(await flow.poll()).toMatchObject([{ tasks: [{ outcome: "success" }] }]);
  });

  test.each(["FAILURE", "REVOKED"])("%s is an end at once", async (status) => {
    const id = await create("Deletion");
    await force(id, status);
    expect(await flowWith({ deletionIds: [id] }).poll()).toMatchObject([
      { tasks: [{ outcome: status.toLowerCase() }] },
    ]);
  });

  test("however the statuses come, a task ends in time, and never before a status says so", () => {
    const status = fc.constantFrom("PENDING", "STAGING", "STARTED", "UNKNOWN", "NOT_FOUND", "SOMETHING_NEW");
    fc.assert(
      fc.property(fc.array(status, { minLength: 1 }), (list) => {
        const at = (day: number) => new Date(day * DAY_MS).toISOString();
        const task = { tracking_id: "1", kind: "deletion", submitted_at: at(0) } as const;
        const statuses = list.map((one, day) => ({ status: one, at: at(day) }));
        const now = (list.length - 1) * DAY_MS;
        const isLong =
          list.slice(-8).every((one) => !["PENDING", "STAGING", "STARTED"].includes(one)) && list.length >= 8;
        expect(outcomeOf({ ...task, statuses }, now, 7) !== undefined).toBe(isLong);
        expect(outcomeOf({ ...task, statuses }, now + 181 * DAY_MS, 7)).toEqual(expect.any(String));
      }),
    );
  });
});

test("P5: tasks of another project are not asked for", async () => {
  const flow = flowWith({}, { shared: registered(["1234567890123456789"], "another") });
  await flow.poll();
  expect(sandbox.requests.list({ operationId: "get-deletion" })).toEqual([]);
});

test("P5: registered tasks are left alone if asked", async () => {
  const flow = flowWith({ followRegistered: false }, { shared: registered([await create("Deletion")]) });
  sandbox.clock.advance(2 * DAY_MS);
  expect(await flow.poll()).toEqual([]);
});

test("P5: wrong credentials fail the poll, and keep its state", async () => {
  const id = await create("Deletion");
  const flow = flowWith({ deletionIds: [id] }, { fields: { ...FIELDS, gdprToken: "wrong" } });
  await expect(flow.poll()).rejects.toThrow("GDPR Token");
  expect(flow.state).toEqual({});
});

test("P5: a task that fails keeps no other from being followed", async () => {
  const [bad, good] = [await create("Deletion"), await create("Deletion")];
  sandbox.clock.advance(2 * DAY_MS);
  sandbox.faults.add({ kind: "status", status: 400, count: 1, operationId: "get-deletion" });
  expect(await flowWith({ deletionIds: [bad, good] }).poll()).toMatchObject([
    { tasks: [{ tracking_id: good }], open: 1 },
  ]);
});

test.each([
  ["no object", '["1"]'],
  ["no ID", '[{"kind": "deletion"}]'],
  ["an ID that may have lost digits", '[{"tracking_id": 1, "kind": "deletion"}]'],
  ["another kind", '[{"tracking_id": "1", "kind": "export"}]'],
  ["no time", '[{"tracking_id": "1", "kind": "deletion", "submitted_at": "soon"}]'],
])("P5: a list with %s is refused", async (_what, tasks) => {
  await expect(flowWith({ tasks }).poll()).rejects.toThrow(/^Tasks: /);
});

test("P5: a list of tasks is followed like IDs", async () => {
  const id = await create("Retrieval");
  sandbox.clock.advance(2 * DAY_MS);
  const tasks = JSON.stringify([{ tracking_id: id, kind: "retrieval", request_id: "ticket-1" }]);
  expect(await flowWith({ tasks }).poll()).toMatchObject([{ tasks: [{ request_id: "ticket-1", outcome: "success" }] }]);
});
