import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { InputError } from "../../../src/mixpanel/errors";
import { readMapping } from "../../../src/mixpanel/rows/mapping";
import { mirrorRows } from "../../../src/mixpanel/rows/mirrorRows";
import type { MirrorOptions, MirrorResult } from "../../../src/mixpanel/rows/mirrorTypes";
import type { RowInput } from "../../../src/mixpanel/rows/source";
import { fakeTime } from "../../support/fakeTime";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, limits: false });
});
afterEach(() => sandbox.close());

const clientOf = (projectToken = "sandbox-token") =>
  new MixpanelClient({
    credentials: { username: "sandbox.user", password: "sandbox-secret", projectToken },
    projectId: "1",
    apiHost: sandbox.url,
    transport: fakeTime().options,
  });

const USERS = { target: { kind: "users" }, ignoreTime: true } as const;
const GROUPS = { target: { kind: "groups" }, ignoreTime: true } as const;

const mirror = (rows: RowInput, options: Partial<MirrorOptions> = {}, previous?: MirrorResult) =>
  mirrorRows(clientOf(), rows, { ...USERS, state: previous?.mirror.state, ...options });

const profiles = () =>
  Object.fromEntries(
    [...(sandbox.projects.get(1)?.profiles ?? [])].map(([id, { properties }]) => [id, properties] as const),
  );

/** The number of requests since it was last asked. */
let seen = 0;
function requests(): number {
  const [last] = sandbox.requests.list({}).slice(-1);
  const since = (last?.id ?? 0) - seen;
  seen = last?.id ?? 0;
  return since;
}
beforeEach(() => {
  seen = 0;
});

const user = (n: number, more: object = {}) => ({ distinct_id: `u${n}`, plan: n % 2 === 0 ? "pro" : "free", ...more });
const users = (count: number) => Array.from({ length: count }, (_, n) => user(n));
const expected = (rows: readonly { distinct_id: string }[]) =>
  Object.fromEntries(rows.map(({ distinct_id, ...properties }) => [distinct_id, properties]));

describe("mirrorRows: profiles", () => {
  it("W3, expectation 16: sends all rows once, and nothing in a second, unchanged run", async () => {
    const first = await mirror(users(30));
    expect(first).toMatchObject({ mode: "mirror", received: 30, imported: 30, mirror: { added: 30, unchanged: 0 } });
    expect(requests()).toBe(1);
    const second = await mirror(users(30), {}, first);
    expect(second).toMatchObject({
      received: 30,
      imported: 0,
      batches: 0,
      mirror: { added: 0, changed: 0, unchanged: 30 },
    });
    expect(requests()).toBe(0);
    expect(second.mirror.state).toEqual(first.mirror.state);
    expect(profiles()).toEqual(expected(users(30)));
  });

  it("W3, expectation 16: a new column without a value sends nothing, in any form and order of rows", async () => {
    const first = await mirror(users(3));
    await mirror(
      users(3)
        .map((row) => ({ city: null, ...row }))
        .reverse(),
      {},
      first,
    );
    await mirror(
      `city,plan,distinct_id\n${users(3)
        .map(({ distinct_id, plan }) => `,${plan},${distinct_id}\n`)
        .join("")}`,
      {},
      first,
    );
    expect(requests()).toBe(1);
  });

  it("W3: sends added and changed rows alone", async () => {
    const first = await mirror(users(30));
    const rows = [...users(30), user(30)].map((row, at) => (at === 7 ? { ...row, plan: "team" } : row));
    const second = await mirror(rows, {}, first);
    expect(second).toMatchObject({ imported: 2, mirror: { added: 1, changed: 1, unchanged: 29, gone: 0 } });
    expect(profiles()).toEqual(expected(rows));
  });

  it("W3: a value that becomes null, or a column that is gone, is removed from the profile; a property of others stays", async () => {
    const first = await mirror([user(0, { a: 1, b: 1 }), user(1, { a: 2, b: 2 })], { removal: "unset" });
    const own = sandbox.projects.get(1)?.profiles.get("u0");
    if (own !== undefined) own.properties.ofAnother = true;
    const rows = [user(0, { a: null }), user(1, { a: 2 })];
    await mirror(rows, { removal: "unset" }, first);
    expect(profiles()).toEqual({ u0: { plan: "pro", ofAnother: true }, u1: { plan: "free", a: 2 } });
  });

  it("W3: by default, a row that is gone, and a column that is gone, change nothing", async () => {
    const first = await mirror([user(0, { a: 1 }), user(1, { a: 2 })]);
    const second = await mirror([user(1)], {}, first);
    expect(second.mirror).toMatchObject({ removal: "nothing", gone: 1, removed: 0, removals_held: 0, note: null });
    expect(profiles()).toEqual(expected([user(0, { a: 1 }), user(1, { a: 2 })]));
  });

  it("W3: skips null where the mapping says so", async () => {
    const mapping = readMapping([{ column: "plan", property: "plan", whenNull: "skip" }], { target: "users" });
    const first = await mirror([user(0, { x: 1 })], { mapping });
    await mirror([user(0, { plan: null, x: null })], { mapping }, first);
    expect(profiles()).toEqual({ u0: { plan: "pro" } });
  });

  it.each([
    ["delete", {}],
    ["unset", { u3: { ofAnother: 1 } }],
  ] as const)(
    "W3, expectation 14: %s removes exactly the profiles that are gone, and says that their events stay",
    async (removal, left) => {
      const first = await mirror(users(30));
      const own = sandbox.projects.get(1)?.profiles.get("u3");
      if (own !== undefined && removal === "unset") own.properties.ofAnother = 1;
      const rows = users(30).filter(({ distinct_id }) => distinct_id !== "u3");
      const second = await mirror(rows, { removal }, first);
      expect(second).toMatchObject({ imported: 0, batches: 1 });
      expect(second.mirror).toMatchObject({
        gone: 1,
        removed: 1,
        removals_held: 0,
        removed_profiles: [{ $distinct_id: "u3" }],
      });
      expect(second.mirror.note).toMatch(/events .* stay/);
      expect(profiles()).toEqual({ ...expected(rows), ...left });
      requests();
      const third = await mirror(rows, { removal }, second);
      expect([requests(), third.mirror.gone]).toEqual([0, 0]);
    },
  );

  it("W3, expectation 14: deletes the profile with exactly this ID, not the one that it is an alias of", async () => {
    const rows = [user(0), user(1)];
    const first = await mirror(rows);
    // Since then, u1 has become an alias of another user.
    sandbox.projects.get(1)?.identities.set("u1", "someone-else");
    sandbox.projects.get(1)?.profiles.set("someone-else", { distinctId: "someone-else", properties: { a: 1 } });
    await mirror([user(0)], { removal: "delete", maxRemovedPercent: 50 }, first);
    expect(profiles()).toEqual({ u0: { plan: "pro" }, "someone-else": { a: 1 } });
  });

  it("W3, expectation 14: stops before anything is sent if more rows are gone than allowed, unless that is meant", async () => {
    const first = await mirror(users(30));
    requests();
    const rows = [...users(26), user(99)];
    const attempt = mirror(rows, { removal: "delete" }, first);
    await expect(attempt).rejects.toThrow(/^Max Removed Rows \(%\): got 4 of 30 rows .*13\.3 %.*at most 10 %/);
    expect(requests()).toBe(0);
    await mirror(rows, { removal: "delete", maxRemovedPercent: 15 }, first);
    expect(profiles()).toEqual(expected(rows));
  });

  it.each(["delete", "unset"] as const)(
    "W3, expectation 14: with %s, an empty table stops the run, unless that is meant",
    async (removal) => {
      const first = await mirror(users(3));
      requests();
      await expect(mirror([], { removal }, first)).rejects.toThrow(/^Rows: got no rows, while the last run had 3/);
      await expect(mirror("distinct_id,plan\n", { removal, maxRemovedPercent: 100 }, first)).rejects.toThrow(
        InputError,
      );
      expect(requests()).toBe(0);
      const second = await mirror([], { removal, allowEmpty: true }, first);
      expect(second.mirror).toMatchObject({ removed: 3, gone: 3 });
      expect(Object.values(profiles()).every((properties) => Object.keys(properties).length === 0)).toBe(true);
    },
  );

  it.each<[string, RowInput]>([
    ["a list", [user(0), user(1), user(0), user(2, { distinct_id: null }), user(3, { distinct_id: " " })]],
    [
      "a stream",
      (function* () {
        yield* [user(0), user(1), user(0), user(2, { distinct_id: null }), user(3, { distinct_id: "" })];
      })(),
    ],
    ["CSV", "distinct_id,plan\nu0,a\nu1,b\nu0,c\n,d\n,e\n"],
  ])("W3, expectation 15: names repeated, empty and null keys of %s before anything is sent", async (_what, rows) => {
    const attempt = mirror(rows);
    await expect(attempt).rejects.toThrow(
      /"u0" at positions 0 and 2; no \$distinct_id at position 3; no \$distinct_id at position 4/,
    );
    await expect(attempt).rejects.toThrow(InputError);
    expect(requests()).toBe(0);
  });

  it("W3: a rejected row is named, and is neither sent nor taken for one that is gone", async () => {
    const first = await mirror(users(3));
    const rows = [user(0), user(1, { plan: Number.POSITIVE_INFINITY }), user(2, { plan: "x" })];
    const second = await mirror(rows, { removal: "delete" }, first);
    expect(second).toMatchObject({
      received: 3,
      imported: 1,
      rejected: 1,
      mirror: { gone: 0, unchanged: 1, changed: 1 },
    });
    expect(second.rejected_rows).toMatchObject([{ position: 1, row: { distinct_id: "u1" }, rule: "value_not_finite" }]);
    expect(profiles()).toMatchObject({ u1: { plan: "free" }, u2: { plan: "x" } });
    const third = await mirror([user(0), user(1, { plan: "y" }), user(2, { plan: "x" })], {}, second);
    expect(third).toMatchObject({ imported: 1, mirror: { changed: 1 } });
  });

  it("W3: nothing is removed while a row is unreadable, because it may be any of those that are gone", async () => {
    const first = await mirror(users(30));
    const rows: unknown[] = users(29);
    const second = await mirror([...rows, "u29"], { removal: "delete" }, first);
    expect(second.mirror).toMatchObject({
      gone: 1,
      removed: 0,
      removals_held: 1,
      removals_held_because: "rows_unreadable",
    });
    const third = await mirror(rows, { removal: "delete" }, second);
    expect(third.mirror).toMatchObject({ removed: 1, removals_held: 0 });
  });

  it("W3: returns rows that Mixpanel rejects with their own position, and sends them again", async () => {
    const first = await mirror(users(3));
    const rejection = {
      error: "bad",
      failed_records: [{ index: 0, field: "$set.plan", message: "bad plan" }],
      status: "Bad Request",
      code: 400,
      num_good_events: 0,
    };
    sandbox.faults.add({ kind: "body", status: 400, body: JSON.stringify(rejection), path: "/engage" });
    const rows = [user(0), user(1), user(2, { plan: "x" })];
    const second = await mirror(rows, { removal: "delete" }, first);
    expect(second).toMatchObject({
      imported: 0,
      rejected: 1,
      rejected_rows: [{ position: 2, row: rows[2] }],
      mirror: { changed: 0 },
    });
    const third = await mirror(rows, {}, second);
    expect(third).toMatchObject({ imported: 1, mirror: { changed: 1, unchanged: 2 } });
  });

  it("W3: after an outage, the next run sends the rest, and only then removes", async () => {
    const first = await mirror(users(30));
    const rows = [...users(5_000).slice(2)].map((row) => ({ ...row, plan: "new" }));
    sandbox.faults.add({ kind: "status", status: 503, path: "/engage", after: 1, count: 6 });
    const options = { removal: "delete", concurrency: 1 } as const;
    const second = await mirror(rows, options, first);
    expect(second).toMatchObject({
      received: 4_998,
      imported: 2_000,
      stopped_by: "outage",
      resume_from: null,
      held: 2_998,
    });
    expect(second.mirror).toMatchObject({ removed: 0, removals_held: 2, removals_held_because: "run_ended_early" });
    sandbox.faults.clear();
    const third = await mirror(rows, options, second);
    expect(third).toMatchObject({ imported: 2_998, mirror: { unchanged: 2_000, removed: 2 } });
    expect(profiles()).toEqual(expected(rows));
  });

  it("W3: a row that comes back after a removal of unknown outcome is sent, although it has not changed", async () => {
    const first = await mirror(users(30));
    const options = { removal: "delete" } as const;
    sandbox.faults.add({ kind: "status", status: 503, path: "/engage", afterProcessing: true, count: 6 });
    const second = await mirror(users(29), options, first);
    expect(second).toMatchObject({ stopped_by: "outage", mirror: { removed: 0, removals_held: 1 } });
    expect(profiles()).toEqual(expected(users(29)));
    const third = await mirror(users(30), options, second);
    expect(third).toMatchObject({ imported: 1, mirror: { changed: 1, unchanged: 29 } });
    expect(profiles()).toEqual(expected(users(30)));
  });

  it("W3: a column that is gone is removed from profiles that an outage held back, too", async () => {
    const first = await mirror([user(0, { a: 1 })]);
    const options = { removal: "unset" } as const;
    sandbox.faults.add({ kind: "status", status: 503, path: "/engage", count: 6 });
    const second = await mirror([user(0)], options, first);
    expect(second.stopped_by).toBe("outage");
    await mirror([user(0)], options, second);
    expect(profiles()).toEqual(expected([user(0)]));
  });

  it("W3: a changed mapping sends all rows, and removes nothing in this run", async () => {
    const first = await mirror(users(30), { removal: "delete" });
    const mapping = readMapping({ plan_name: "plan" }, { target: "users" });
    const rows = users(29);
    const second = await mirror(rows, { removal: "delete", mapping }, first);
    expect(second).toMatchObject({
      imported: 29,
      mirror: { changed: 29, removed: 0, removals_held: 1, removals_held_because: "mapping_changed" },
    });
    expect(profiles()).toMatchObject({ u0: { plan: "pro", plan_name: "pro" }, u29: { plan: "free" } });
    const third = await mirror(rows, { removal: "delete", mapping }, second);
    expect(third).toMatchObject({ imported: 0, mirror: { removed: 1 } });
  });

  it("W3: without a state, sends all rows and removes nothing; with resendAll, sends unchanged rows too", async () => {
    const first = await mirror(users(3));
    const lost = await mirror(users(2), { removal: "delete" });
    expect(lost.mirror).toMatchObject({ added: 2, gone: 0, removed: 0 });
    const again = await mirror(users(3), { resendAll: true, removal: "delete" }, first);
    expect(again).toMatchObject({ imported: 3, mirror: { changed: 3 } });
  });

  it("W3: validateOnly says what would be done, and sends nothing", async () => {
    const first = await mirror(users(30));
    requests();
    const planned = await mirror([...users(29), user(30)], { removal: "delete", validateOnly: true }, first);
    expect(planned).toMatchObject({ imported: 0, held: 0, mirror: { added: 1, changed: 0, gone: 1, removed: 0 } });
    expect(planned.mirror.state).toEqual(first.mirror.state);
    expect(requests()).toBe(0);
  });

  it.each<[string, (state: object) => unknown]>([
    ["text that is not JSON", () => "{"],
    ["a list", () => [1]],
    ["another object", () => ({ a: 1 })],
    ["a later version", (state) => ({ ...state, version: 2 })],
    ["damaged keys", (state) => ({ ...state, keys: "AAAA" })],
    ["keys without hashes", (state) => ({ ...state, hashes: "" })],
    ["no keys", (state) => ({ ...state, keys: 7 })],
  ])("W3: refuses %s as the state", async (_what, change) => {
    const { state } = (await mirror(users(3))).mirror;
    requests();
    const attempt = mirror(users(3), { state: change(state) });
    await expect(attempt).rejects.toThrow(/^Previous State: got .*leave it empty/);
    await expect(attempt).rejects.toThrow(InputError);
    expect(requests()).toBe(0);
  });

  it("W3: refuses the state of another project or target, and takes its own as JSON text", async () => {
    const { state } = (await mirror(users(3))).mirror;
    const elsewhere = mirrorRows(clientOf("another-token"), users(3), { ...USERS, state });
    await expect(elsewhere).rejects.toThrow(/another project or target/);
    const groups = mirror([{ group_key: "c", group_id: "1" }], { ...GROUPS, state });
    await expect(groups).rejects.toThrow(/another project or target/);
    const own = await mirror(users(3), { state: JSON.stringify(state) });
    expect(own.mirror.unchanged).toBe(3);
    expect(JSON.stringify(state)).not.toContain("sandbox-token");
  });

  it("W3: events cannot be mirrored, and the error says why", async () => {
    const target: unknown = { kind: "events" };
    const attempt = mirror([], Object({ target }));
    await expect(attempt).rejects.toThrow(/^Mode: got mirror for events.*neither change nor remove single events/);
  });

  it("W3: mirrors group profiles, whose IDs are unique together with their key", async () => {
    const groups = (list: [string, string, unknown][]) =>
      list.map(([group_key, group_id, plan]) => ({ group_key, group_id, plan }));
    const stored = () =>
      [...(sandbox.projects.get(1)?.groups ?? [])].flatMap(([key, ofKey]) =>
        [...ofKey].map(([id, { properties }]) => [key, id, properties.plan]),
      );
    const first = await mirror(
      groups([
        ["company", "1", "a"],
        ["company", "2", "b"],
        ["team", "1", "c"],
      ]),
      GROUPS,
    );
    const rows = groups([
      ["company", "1", "a"],
      ["team", "1", "d"],
    ]);
    const second = await mirror(rows, { ...GROUPS, removal: "delete", maxRemovedPercent: 50 }, first);
    expect(second).toMatchObject({
      imported: 1,
      mirror: { removed_profiles: [{ $group_key: "company", $group_id: "2" }] },
    });
    expect(stored()).toEqual([
      ["company", "1", "a"],
      ["team", "1", "d"],
    ]);
  });
});
