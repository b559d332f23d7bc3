import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { dataGroupId } from "../../packages/sandbox/src/query/profiles";
import { PolledFlow, queriesCounted, shareClock } from "../support/polledFlow";
import { sendUpdates } from "../support/profilesInSandbox";

const KEY = "newAndUpdatedProfiles";
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let sandbox: Sandbox;
const start = async (options: { timeZone?: string; clock?: string } = {}) => {
  sandbox = await startSandbox({
    port: 0,
    clock: "2024-01-15T12:00:00Z",
    limits: false,
    seed: { projects: [{ id: 1 }] },
    ...options,
  });
  shareClock(sandbox);
};
afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox.close();
});

const flowWith = (params = {}, options = {}) => new PolledFlow(sandbox, KEY, params, options);
const set = (id: string, properties: object = {}, more: object = {}) =>
  sendUpdates(sandbox, [{ $distinct_id: id, $set: properties, ...more }]);
const pass = (ms = 10 * MINUTE_MS) => sandbox.clock.advance(ms);

/** What a poll passed on, in short: `created ann first_seen`. */
const told = (data: unknown[]): string[] =>
  data.flatMap((body) => {
    const { created = [], updated = [] } = Object(body);
    const items = Array.isArray(body)
      ? body
      : [...created, ...updated].map((record) => ({
          changeType: created.includes(record) ? "created" : "updated",
          record,
        }));
    return items.map(({ changeType, record }) => `${changeType} ${record.$distinct_id} ${record.changeBasis}`);
  });

test("G4: the first poll reports nothing, later ones what was created and updated since", async () => {
  await start();
  await set("ann", { plan: "free" });
  const flow = flowWith();
  expect(await flow.poll()).toEqual([]);
  pass();
  expect(await flow.poll()).toEqual([]);
  await set("ann", { plan: "pro" });
  await set("bob", { plan: "free" });
  const stamp = "2024-01-15T12:10:00";
  expect(await flow.poll()).toEqual([
    {
      created: [{ $distinct_id: "bob", $properties: { plan: "free", $last_seen: stamp }, changeBasis: "first_seen" }],
      updated: [{ $distinct_id: "ann", $properties: { plan: "pro", $last_seen: stamp }, changeBasis: "$last_seen" }],
    },
  ]);
  pass();
  expect(await flow.poll()).toEqual([]);
});

test("G4: with batching, the items say what changed", async () => {
  await start();
  const flow = flowWith({}, { batchSize: 2 });
  await flow.poll();
  for (const id of ["ann", "bob", "cem"]) await set(id);
  const data = await flow.poll();
  expect(data.map((items) => Object(items).length)).toEqual([2, 1]);
  expect(told(data)).toEqual(["created ann first_seen", "created bob first_seen", "created cem first_seen"]);
  expect(Object.keys(Object(data).at(0).at(0))).toEqual(["changeType", "record"]);
});

test("G4: a profile that was created and says so is created by its $created", async () => {
  await start({ timeZone: "America/Los_Angeles" });
  const flow = flowWith();
  await flow.poll();
  pass();
  await set("ann", { $created: "2024-01-15T04:08:00" });
  await set("bob", { $created: "2024-01-15T12:08:00Z" });
  await set("old", { $created: "2019-01-01T00:00:00" });
  expect(told(await flow.poll())).toEqual(["created ann $created", "created bob $created", "created old first_seen"]);
  await set("ann", { plan: "pro" });
  expect(told(await flow.poll())).toEqual(["updated ann $last_seen"]);
});

test("G4: Show New Records and Show Updated Records leave the other ones out", async () => {
  await start();
  const flows = [flowWith({ showNewRecords: "false" }), flowWith({ showUpdatedRecords: "false" })];
  await set("ann");
  for (const flow of flows) await flow.poll();
  pass();
  await set("ann", { plan: "pro" });
  expect(told((await flows[0]?.poll()) ?? [])).toEqual(["updated ann $last_seen"]);
  expect(await flows[1]?.poll()).toEqual([]);
  await set("bob");
  expect(await flows[0]?.poll()).toEqual([]);
  expect(told((await flows[1]?.poll()) ?? [])).toEqual(["created bob first_seen"]);
});

test.each([undefined, 50])(
  "G4: Look-back Date reports each profile since then once, without regard to the switches, batches of %s",
  async (batchSize) => {
    await start();
    await set("before");
    pass(5 * DAY_MS);
    await set("ann", { $created: "2024-01-20T00:00:00" });
    await set("bob", { $created: "2019-01-20T00:00:00" });
    pass(DAY_MS);
    const params = { lookBackDate: "2024-01-20", showNewRecords: "false", showUpdatedRecords: "false" };
    const flow = flowWith(params, { batchSize });
    expect(told(await flow.poll())).toEqual(["created ann $created", "updated bob $last_seen"]);
    await set("bob", { plan: "pro" });
    expect(await flow.poll()).toEqual([]);
  },
);

test("G4: a backfill takes several polls of Max Profiles, and nobody is left out or reported twice", async () => {
  await start();
  for (let day = 0; day < 7; day++) {
    await set(`user-${day}`, { $created: "2024-01-16T00:00:00" });
    pass(DAY_MS);
  }
  const flow = flowWith({ lookBackDate: "2024-01-15", maxProfiles: "3" });
  const polls = [await flow.poll(), await flow.poll(), await flow.poll()].map(told);
  expect(polls.map((one) => one.length)).toEqual([3, 3, 1]);
  expect(new Set(polls.flat())).toEqual(new Set(Array.from({ length: 7 }, (_, day) => `created user-${day} $created`)));
  await set("user-3", { plan: "pro" });
  expect(told(await flow.poll())).toEqual(["updated user-3 $last_seen"]);
});

test("G4: more profiles in one second than Max Profiles do not stop the trigger", async () => {
  await start();
  const flow = flowWith({ maxProfiles: "2" });
  await flow.poll();
  for (const id of ["ann", "bob", "cem", "dan"]) await set(id);
  sandbox.clock.advance(1_000);
  await set("eve");
  expect(told(await flow.poll())).toHaveLength(4);
  expect(told(await flow.poll())).toEqual(["created eve first_seen"]);
  expect(await flow.poll()).toEqual([]);
});

test("G4: a second update in the second of the last poll is reported, and an update that becomes visible late", async () => {
  await start();
  const flow = flowWith();
  await flow.poll();
  await set("ann", { plan: "free" });
  expect(told(await flow.poll())).toEqual(["created ann first_seen"]);
  await set("ann", { plan: "pro" });
  expect(told(await flow.poll())).toEqual(["updated ann $last_seen"]);
  pass(MINUTE_MS);
  await set("bob");
  await set("late", {}, { $time: (sandbox.clock.now() - 4 * MINUTE_MS) / 1000 });
  expect(told(await flow.poll())).toEqual(["created late first_seen", "created bob first_seen"]);
});

test("G4: a profile with a time in the future hides no other one, and is reported once", async () => {
  await start();
  const flow = flowWith();
  await flow.poll();
  await set("future", {}, { $time: (sandbox.clock.now() + 30 * DAY_MS) / 1000 });
  expect(told(await flow.poll())).toEqual(["created future first_seen"]);
  for (let day = 0; day < 40; day += 8) {
    pass(8 * DAY_MS);
    await set("ann", { day });
    expect(told(await flow.poll())).toEqual([
      `${day === 0 ? "created" : "updated"} ann ${day === 0 ? "first_seen" : "$last_seen"}`,
    ]);
  }
});

test("G4: updates in the hour that is shown twice are all reported once", async () => {
  await start({ timeZone: "America/Los_Angeles", clock: "2024-11-03T08:00:00Z" });
  const flow = flowWith();
  await flow.poll();
  for (let step = 0; step < 24; step++) {
    await set(`user-${step}`);
    expect(told(await flow.poll())).toEqual([`created user-${step} first_seen`]);
    pass(7 * MINUTE_MS);
  }
});

test("G4: a profile without $last_seen counts by its $created", async () => {
  await start();
  const flow = flowWith();
  await set("bob", {}, { $ignore_time: true });
  await flow.poll();
  pass();
  await set("ann", { $created: "2024-01-15T12:09:00" }, { $ignore_time: true });
  await set("bob", { $created: "2024-01-15T12:09:00" }, { $ignore_time: true });
  await set("cem", {}, { $ignore_time: true });
  expect(told(await flow.poll())).toEqual(["created ann $created", "updated bob $created"]);
  expect(await flow.poll()).toEqual([]);
});

test("G4: Where, Conditions and Output Properties apply", async () => {
  await start();
  const conditions = [{ property: "plan", value: "pro" }];
  const flow = flowWith({ where: 'properties["age"] > 20', conditions, output_properties: ["plan"] });
  await flow.poll();
  await set("ann", { plan: "pro", age: 30, $created: "2024-01-15T12:00:00" });
  await set("bob", { plan: "free", age: 30 });
  await set("cem", { plan: "pro", age: 10 });
  const stamp = "2024-01-15T12:00:00";
  const $properties = { plan: "pro", $last_seen: stamp, $created: stamp };
  expect(await flow.poll()).toEqual([
    { created: [{ $distinct_id: "ann", $properties, changeBasis: "$created" }], updated: [] },
  ]);
});

test("G4: groups are checked by their group key", async () => {
  await start();
  await sendUpdates(sandbox, [{ $group_key: "company", $group_id: "acme", $set: { seats: 1 } }]);
  const flow = flowWith({ recordType: "groups", data_group_id: dataGroupId("company") });
  await flow.poll();
  pass();
  await sendUpdates(sandbox, [
    { $group_key: "company", $group_id: "acme", $set: { seats: 2 } },
    { $group_key: "company", $group_id: "blue", $set: { seats: 1 } },
  ]);
  await set("ann");
  expect(told(await flow.poll())).toEqual(["created blue first_seen", "updated acme $last_seen"]);
});

test("G4: Conditions may come as JSON text, as a code-native flow passes them", async () => {
  await start();
  const flow = flowWith({ conditions: JSON.stringify([{ property: "plan", operator: "equals", value: "pro" }]) });
  await flow.poll();
  await set("ann", { plan: "pro" });
  await set("bob", { plan: "free" });
  expect(told(await flow.poll())).toEqual(["created ann first_seen"]);
});

const pageOf = (total: number) =>
  JSON.stringify({ page: 0, page_size: 1000, session_id: "1-A", status: "ok", total, results: [] });

test("G4: in a project with too many profiles to remember, the first poll reads one page, and $created decides", async () => {
  await start();
  sandbox.faults.add({ kind: "body", body: pageOf(250_001), count: 1, operationId: "engage-query" });
  const flow = flowWith();
  expect(await flow.poll()).toEqual([]);
  expect(sandbox.requests.list({ operationId: "engage-query" })).toHaveLength(1);
  pass();
  await set("ann", { $created: "2024-01-15T12:09:00" });
  await set("bob");
  expect(told(await flow.poll())).toEqual(["created ann $created", "updated bob $last_seen"]);
  await set("ann", { plan: "pro" });
  expect(told(await flow.poll())).toEqual(["updated ann $last_seen"]);
});

test("G4: a first poll that misses profiles fails, because they would look new later", async () => {
  await start();
  await set("ann");
  sandbox.faults.add({ kind: "body", body: pageOf(5), count: 1, operationId: "engage-query" });
  const flow = flowWith();
  await expect(flow.poll()).rejects.toThrow("Mixpanel returned 0 of 5 profiles.");
  expect(flow.state).toEqual({});
  await flow.poll();
  pass();
  await set("ann");
  expect(told(await flow.poll())).toEqual(["updated ann $last_seen"]);
});

test.each([{}, { batchSize: 10 }])("G4: a profile that is on a page twice is reported once, %j", async (options) => {
  await start();
  const flow = flowWith({}, options);
  await flow.poll();
  pass();
  const ann = { $distinct_id: "ann", $properties: { $last_seen: "2024-01-15T12:09:00" } };
  const page = { ...JSON.parse(pageOf(2)), results: [ann, ann] };
  sandbox.faults.add({ kind: "body", body: JSON.stringify(page), count: 1, operationId: "engage-query" });
  expect(told(await flow.poll())).toEqual(["created ann first_seen"]);
});

test("G4: a state that cannot be read is a first poll, and the log says so", async () => {
  await start();
  await set("ann");
  const flow = flowWith();
  await flow.poll();
  expect(flow.logged).toEqual([]);
  flow.state = JSON.parse(JSON.stringify(flow.state).replace(/"known":"[^"]*",/, ""));
  pass();
  await set("ann");
  expect(await flow.poll()).toEqual([]);
  expect(flow.logged).toEqual([expect.stringMatching(/state of this trigger could not be read.*first poll/)]);
  pass();
  await set("ann");
  expect(told(await flow.poll())).toEqual(["updated ann $last_seen"]);
});

test("G4: too many updates to sort without batching are refused after one page, with what to do", async () => {
  await start();
  const flow = flowWith();
  await flow.poll();
  sandbox.requests.clear();
  sandbox.faults.add({ kind: "body", body: pageOf(250_001), count: 1, operationId: "engage-query" });
  await expect(flow.poll()).rejects.toThrow(
    "Enable Batching: got false, with 250001 profiles that were updated since 2024-01-15T11:55:00, expected at most 250000 for a poll without batching. Turn on Enable Batching",
  );
  expect(sandbox.requests.list({ operationId: "engage-query" })).toHaveLength(1);
});

test("G4: a position belongs to a project and a record type", async () => {
  await start();
  const flow = flowWith();
  await flow.poll();
  await sendUpdates(sandbox, [{ $group_key: "company", $group_id: "acme", $set: {} }]);
  await set("ann");
  const other = flowWith({ recordType: "groups", data_group_id: dataGroupId("company") });
  other.state = flow.state;
  expect(await other.poll()).toEqual([]);
  pass();
  await sendUpdates(sandbox, [{ $group_key: "company", $group_id: "blue", $set: {} }]);
  expect(told(await other.poll())).toEqual(["created blue first_seen"]);
});

test("G4: groups need a group key", async () => {
  await start();
  await expect(flowWith({ recordType: "groups" }).poll()).rejects.toThrow(
    "Data Group ID: got nothing, expected the ID of a group key, because Record Type is Groups.",
  );
});

test.each([
  ["31.01.2024", "expected a day as yyyy-mm-dd"],
  ["2024-02-30", "expected a day as yyyy-mm-dd"],
  ["2024-01-17", "got 2024-01-17, which is in the future, expected 2024-01-16 or an earlier day"],
])("G4: Look-back Date refuses %s", async (lookBackDate, message) => {
  await start();
  await expect(flowWith({ lookBackDate }).poll()).rejects.toThrow(message);
  expect(await flowWith({ lookBackDate: "2024-01-16" }).poll()).toEqual([]);
});

describe("G4: of many profiles", () => {
  const ids = Array.from({ length: 3_500 }, (_, index) => `user-${index}`);
  const setAll = () =>
    sendUpdates(
      sandbox,
      ids.map(($distinct_id) => ({ $distinct_id, $set: {} })),
    );
  const idsIn = (data: unknown[]) => told(data).map((line) => line.split(" ")[1]);

  test.each([{}, { batchSize: 500 }])("a poll reads the pages of one query, $batchSize", async (options) => {
    await start();
    const flow = flowWith({}, options);
    await setAll();
    await flow.poll();
    expect(queriesCounted(sandbox)).toBe(1);
    pass();
    await setAll();
    sandbox.requests.clear();
    expect(idsIn(await flow.poll())).toEqual(ids);
    expect(queriesCounted(sandbox)).toBe(1);
  });

  test("the first poll with Look-back Date uses a second query, to learn which profiles exist", async () => {
    await start();
    await setAll();
    expect(idsIn(await flowWith({ lookBackDate: "2024-01-15" }).poll())).toEqual(ids);
    expect(queriesCounted(sandbox)).toBe(2);
  });

  test.each(["afterEachPage", "atTheEnd"] as const)(
    "what changes between pages comes with the next poll, %s",
    async (saves) => {
      await start();
      const flow = flowWith({ maxProfiles: "1000" }, { batchSize: 1_000, saves });
      await flow.poll();
      await setAll();
      let batches = 0;
      const change = () => {
        batches++;
        sandbox.clock.advance(1_000);
        for (const id of ["user-0", "user-3400"])
          sandbox.projects.get(1)?.profiles.set(id, {
            distinctId: id,
            properties: { batches, $last_seen: new Date(sandbox.clock.now()).toISOString().slice(0, 19) },
          });
        return false;
      };
      expect(idsIn(await flow.poll({ fails: change }))).toEqual(ids);
      expect(batches).toBe(4);
      expect(told(await flow.poll()).sort()).toEqual(["updated user-0 $last_seen", "updated user-3400 $last_seen"]);
      expect(await flow.poll()).toEqual([]);
    },
  );

  test.each(["afterEachPage", "atTheEnd"] as const)(
    "a page that fails is read again by the next poll, %s",
    async (saves) => {
      await start();
      const flow = flowWith({ maxProfiles: "1000" }, { batchSize: 1_000, saves });
      await flow.poll();
      await setAll();
      sandbox.faults.add({ kind: "status", status: 500, count: 1, after: 2, operationId: "engage-query" });
      await expect(flow.poll()).rejects.toThrow("500");
      expect(idsIn(await flow.poll())).toEqual(ids);
      expect(await flow.poll()).toEqual([]);
    },
  );

  test.each([{}, { batchSize: 500 }])(
    "a list that is shorter than its total fails the poll, $batchSize",
    async (options) => {
      await start();
      const flow = flowWith({}, options);
      await flow.poll();
      await setAll();
      const body = JSON.stringify({ page: 1, page_size: 1000, results: [], session_id: "1-A", status: "ok" });
      sandbox.faults.add({ kind: "body", body, count: 1, after: 1, operationId: "engage-query" });
      await expect(flow.poll()).rejects.toThrow("Mixpanel returned 1000 of 3500 profiles.");
      expect(idsIn(await flow.poll())).toEqual(ids);
    },
  );
});
