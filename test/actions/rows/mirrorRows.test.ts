import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { InputError } from "../../../src/mixpanel/errors";
import { runAction } from "../../support/harness";
import { sandboxConnection } from "../../support/inSandbox";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, limits: false });
});
afterEach(() => sandbox.close());

const USERS = { configuration: "users", values: { distinctIdColumn: "id", mode: "mirror", ignoreTime: true } };
const ROWS = Array.from({ length: 20 }, (_, n) => ({ id: `u${n}`, plan: "pro", city: n === 3 ? "Rome" : null }));

/** Runs the step as the flow does, which keeps its state if the step succeeds. */
async function sync(params: Record<string, unknown>, flowState: Record<string, unknown> = {}) {
  const state = structuredClone(flowState);
  const connection = sandboxConnection(sandbox, { projectToken: "sandbox-token" });
  const outcome = await runAction("syncRows", { connection, params: { target: USERS, ...params }, flowState: state });
  if (!("value" in outcome)) throw outcome.error;
  Object.assign(flowState, structuredClone(state));
  return JSON.parse(JSON.stringify(Object(outcome.value).data));
}

const profiles = () => sandbox.projects.get(1)?.profiles ?? new Map();
const requests = () => sandbox.requests.list({}).length;

describe("syncRows: mirror", () => {
  it("W3, expectation 16: keeps its state in the flow, and sends nothing in a second, unchanged run", async () => {
    const flowState = {};
    const first = await sync({ rows: ROWS }, flowState);
    expect(first).toMatchObject({ mode: "mirror", imported: 20, mirror: { added: 20, state: null } });
    const second = await sync({ rows: ROWS }, flowState);
    expect(second).toMatchObject({ imported: 0, mirror: { unchanged: 20 } });
    expect(requests()).toBe(1);
  });

  it("W3, expectation 14: removes what is gone as the form says, and says that events stay", async () => {
    const flowState = {};
    const mirror = { removal: "delete", maxRemovedPercent: 5 };
    await sync({ rows: ROWS, mirror }, flowState);
    await expect(sync({ rows: ROWS.slice(2), mirror }, flowState)).rejects.toThrow(
      /^Max Removed Rows \(%\): got 2 of 20/,
    );
    await expect(sync({ rows: [], mirror }, flowState)).rejects.toThrow(/^Rows: got no rows/);
    const result = await sync({ rows: ROWS.slice(1), mirror }, flowState);
    expect(result.mirror).toMatchObject({
      removed: 1,
      removed_profiles: [{ $distinct_id: "u0" }],
      note: expect.stringMatching(/stay/),
    });
    expect(profiles().has("u0")).toBe(false);
    await sync({ rows: [], mirror: { ...mirror, allowEmpty: true } }, flowState);
    expect(profiles().size).toBe(0);
  });

  it("W3: removes the property of a value that became null, unless the form says otherwise", async () => {
    const flowState = {};
    await sync({ rows: ROWS }, flowState);
    const rows = ROWS.map((row) => ({ ...row, city: null }));
    await sync({ rows, conversion: { nullValues: "skip" }, mirror: { mirrorName: "other" } }, flowState);
    expect(profiles().get("u3").properties).toEqual({ plan: "pro", city: "Rome" });
    await sync({ rows }, flowState);
    expect(profiles().get("u3").properties).toEqual({ plan: "pro" });
  });

  it("W3: mirrors with different names or targets keep states of their own", async () => {
    const flowState = {};
    const mirror = { removal: "delete" };
    const rows = ROWS.map(({ id, plan }) => ({ id: `other-${id}`, plan }));
    await sync({ rows: ROWS, mirror }, flowState);
    await sync({ rows, mirror: { ...mirror, mirrorName: "other" } }, flowState);
    const groups = { configuration: "groups", values: { groupKey: "company", groupIdColumn: "id", mode: "mirror" } };
    await sync({ rows, target: groups, mirror }, flowState);
    expect(Object.keys(flowState)).toHaveLength(3);
    expect(profiles().size).toBe(40);
  });

  it("W3: a connection to another project begins anew, and removes nothing", async () => {
    const flowState = {};
    await sync({ rows: ROWS }, flowState);
    const connection = sandboxConnection(sandbox, { projectToken: "another-token" });
    const params = {
      target: USERS,
      rows: ROWS.slice(1),
      mirror: { removal: "delete" },
      sending: { validateOnly: true },
    };
    const outcome = await runAction("syncRows", { connection, params, flowState });
    expect(outcome).toMatchObject({ value: { data: { mirror: { added: 19, gone: 0 } } } });
  });

  it("W3: returns the state, and takes the previous one, where the flow is not to keep it", async () => {
    const flowState = {};
    const first = await sync({ rows: ROWS, mirror: { keepState: false } }, flowState);
    const { state } = first.mirror;
    for (const previousState of [state, JSON.stringify(state)]) {
      const again = await sync({ rows: ROWS, mirror: { keepState: false, previousState } }, flowState);
      expect(again.mirror).toMatchObject({ unchanged: 20, state });
    }
    expect(flowState).toEqual({});
    await expect(sync({ rows: ROWS, mirror: { previousState: state } })).rejects.toThrow(
      /^Previous State: .*Keep State In Flow/,
    );
  });

  it("W3: validates only without keeping a state, and sends unchanged rows on request", async () => {
    const flowState = {};
    const planned = await sync({ rows: ROWS, sending: { validateOnly: true } }, flowState);
    expect([planned.mirror.added, planned.imported, flowState, requests()]).toEqual([20, 0, {}, 0]);
    await sync({ rows: ROWS }, flowState);
    expect(await sync({ rows: ROWS, mirror: { resendAll: true } }, flowState)).toMatchObject({ imported: 20 });
  });

  it("W3: refuses to begin at a position, and to mirror events", async () => {
    await expect(sync({ rows: ROWS, sending: { resumeFrom: 3 } })).rejects.toThrow(
      /^Resume From: got 3 in the mode Mirror/,
    );
    const events = { configuration: "events", values: { mode: "mirror" } };
    await expect(sync({ rows: ROWS, target: events })).rejects.toThrow(InputError);
    expect(requests()).toBe(0);
  });

  it("W3: fails on rejected rows on request; the next run sends what is left", async () => {
    const flowState = {};
    const rows = [...ROWS, { id: "null", plan: "x" }];
    await expect(sync({ rows, failOnRejected: true }, flowState)).rejects.toThrow(
      /1 of 21 rows were rejected, 20 were accepted/,
    );
    expect(flowState).toEqual({});
    expect(await sync({ rows }, flowState)).toMatchObject({ imported: 20, rejected: 1 });
  });

  it("W3: mirrors a lookup table, which is sent only if it has changed", async () => {
    const flowState = {};
    const values = { tableId: "1297297a-43a7-4cac-82b0-635d2bd88aac", mode: "mirror" };
    const target = { configuration: "table", values };
    expect(await sync({ rows: ROWS, target }, flowState)).toMatchObject({ imported: 20, mirror: { removal: null } });
    expect(await sync({ rows: ROWS, target }, flowState)).toMatchObject({ imported: 0, mirror: { unchanged: 20 } });
    expect(requests()).toBe(1);
  });
});
