import Ajv from "ajv";
import Mixpanel from "mixpanel";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import component from "../../../src";
import type { JsonObject } from "../../../src/mixpanel/records/json";
import { runInSandbox } from "../../support/inSandbox";

const GROUP_KEY = "company";
const UNDATED = { $ignore_time: true };
const ajv = new Ajv({ strict: true, allowUnionTypes: true });

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, clock: "2024-01-15T12:00:00Z" });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const run = (key: string, params: JsonObject): Promise<unknown> =>
  runInSandbox(sandbox, key, params, { projectToken: "sandbox-token" });

/** Mixpanel's official SDK for Node. */
function sdk() {
  const logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
  const host = `127.0.0.1:${sandbox.port}`;
  return Mixpanel.init("sandbox-token", { host, protocol: "http", keepAlive: false, verbose: true, logger });
}

type Done = (error: unknown) => void;
const calling = (call: (done: Done) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    call((error) => (error ? reject(error) : resolve()));
  });

const users = {
  ids: (id: string) => ({ distinct_id: id }),
  update: (id: string, $set: object) =>
    run("updateMultipleProfiles", { propertiesToUpdate: [{ $distinct_id: id, $set, ...UNDATED }] }),
  stored: (id: string) => sandbox.projects.get(1)?.profiles.get(id)?.properties,
};
const groups = {
  ids: (id: string) => ({ group_key: GROUP_KEY, group_id: id }),
  update: (id: string, $set: object) =>
    run("updateMultipleGroups", { groupUpdates: [{ $group_key: GROUP_KEY, $group_id: id, $set, ...UNDATED }] }),
  stored: (id: string) => sandbox.projects.get(1)?.groups.get(GROUP_KEY)?.get(id)?.properties,
};

/** The properties without the time of the last update. */
function without(properties: JsonObject | undefined): JsonObject | undefined {
  if (properties === undefined) return undefined;
  const { $last_seen, ...rest } = properties;
  return rest;
}

const pairs = (properties: object) => ({
  properties: Object.entries(properties).map(([key, value]) => ({ key, value })),
});

type People = Mixpanel.People;
type Groups = Mixpanel.Mixpanel["groups"];

/** An operation: inputs beside the ID, the properties before and after, and what the SDK calls for the same. */
interface Case {
  key: string;
  before: object;
  inputs: JsonObject;
  after: object | undefined;
  bySdk(client: { people: People; groups: Groups }, id: string, done: Done): void;
}

const BEFORE = { plan: "free", logins: 1, tags: ["a"] };
const SET = { plan: "pro", seats: 5, on: false, none: null, list: [1, "2"], map: { a: 1 } };
const ONCE = { plan: "pro", seats: 5 };

const ofUsers: Case[] = [
  {
    key: "setProfileProperties",
    before: BEFORE,
    inputs: pairs(SET),
    after: { ...BEFORE, ...SET },
    bySdk: ({ people }, id, done) => people.set(id, SET, UNDATED, done),
  },
  {
    key: "setProfilePropertiesOnce",
    before: BEFORE,
    inputs: pairs(ONCE),
    after: { ...BEFORE, seats: 5 },
    bySdk: ({ people }, id, done) => people.set_once(id, ONCE, UNDATED, done),
  },
  {
    key: "incrementProfileProperties",
    before: BEFORE,
    inputs: pairs({ logins: "2", seats: -1.5 }),
    after: { ...BEFORE, logins: 3, seats: -1.5 },
    bySdk: ({ people }, id, done) => people.increment(id, { logins: 2, seats: -1.5 }, UNDATED, done),
  },
  {
    key: "appendToProfileLists",
    before: BEFORE,
    inputs: pairs({ tags: "a", more: 7 }),
    after: { ...BEFORE, tags: ["a", "a"], more: [7] },
    bySdk: ({ people }, id, done) => people.append(id, { tags: "a", more: 7 }, UNDATED, done),
  },
  {
    key: "removeFromProfileLists",
    before: { ...BEFORE, tags: ["a", "b"] },
    inputs: pairs({ tags: "a" }),
    after: { ...BEFORE, tags: ["b"] },
    bySdk: ({ people }, id, done) => people.remove(id, { tags: "a" }, UNDATED, done),
  },
  {
    key: "unionToProfileLists",
    before: BEFORE,
    inputs: pairs({ tags: ["a", "b"], more: 7 }),
    after: { ...BEFORE, tags: ["a", "b"], more: [7] },
    bySdk: ({ people }, id, done) => people.union(id, { tags: ["a", "b"], more: [7] }, UNDATED, done),
  },
  {
    key: "deleteProfileProperties",
    before: BEFORE,
    inputs: { propertyNames: ["plan", "unknown"] },
    after: { logins: 1, tags: ["a"] },
    bySdk: ({ people }, id, done) => people.unset(id, ["plan", "unknown"], UNDATED, done),
  },
  {
    key: "deleteSingleProfile",
    before: BEFORE,
    inputs: {},
    after: undefined,
    bySdk: ({ people }, id, done) => people.delete_user(id, done),
  },
];

const ofGroups: Case[] = [
  {
    key: "setGroupProperties",
    before: BEFORE,
    inputs: pairs(SET),
    after: { ...BEFORE, ...SET },
    bySdk: (client, id, done) => client.groups.set(GROUP_KEY, id, SET, UNDATED, done),
  },
  {
    key: "setGroupPropertiesOnce",
    before: BEFORE,
    inputs: pairs(ONCE),
    after: { ...BEFORE, seats: 5 },
    bySdk: (client, id, done) => client.groups.set_once(GROUP_KEY, id, ONCE, UNDATED, done),
  },
  {
    key: "removeFromGroupLists",
    before: { ...BEFORE, tags: ["a", "b"] },
    inputs: pairs({ tags: "a" }),
    after: { ...BEFORE, tags: ["b"] },
    bySdk: (client, id, done) => client.groups.remove(GROUP_KEY, id, { tags: "a" }, UNDATED, done),
  },
  {
    key: "unionToGroupLists",
    before: BEFORE,
    inputs: pairs({ tags: ["a", "b"], more: 7 }),
    after: { ...BEFORE, tags: ["a", "b"], more: [7] },
    bySdk: (client, id, done) => client.groups.union(GROUP_KEY, id, { tags: ["a", "b"], more: [7] }, UNDATED, done),
  },
  {
    key: "deleteGroupProperties",
    before: BEFORE,
    inputs: { propertyNames: ["plan", "unknown"] },
    after: { logins: 1, tags: ["a"] },
    bySdk: (client, id, done) => client.groups.unset(GROUP_KEY, id, ["plan", "unknown"], UNDATED, done),
  },
  {
    key: "deleteSingleGroup",
    before: BEFORE,
    inputs: {},
    after: undefined,
    bySdk: (client, id, done) => client.groups.delete_group(GROUP_KEY, id, done),
  },
];

function schemaOf(key: string): object {
  const output = component.actions[key]?.outputSchema;
  return output?.type === "actionOutput" ? JSON.parse(output.schema) : {};
}

describe.each([
  ...ofUsers.map((one) => ({ ...one, profiles: users })),
  ...ofGroups.map((one) => ({ ...one, profiles: groups })),
])("$key", ({ key, before, inputs, after, bySdk, profiles }) => {
  test("R6: changes the profile of its ID over HTTP, as the official SDK does, and no other", async () => {
    for (const id of ["ours", "theirs", "others"]) await profiles.update(id, before);
    const data = await run(key, { ...profiles.ids("ours"), ...inputs });
    await calling((done) => bySdk(sdk(), "theirs", done));
    expect([without(profiles.stored("ours")), without(profiles.stored("theirs"))]).toEqual([after, after]);
    expect(profiles.stored("others")).toEqual(before);

    const validate = ajv.compile(schemaOf(key));
    validate(data);
    expect(validate.errors ?? []).toEqual([]);
  });
});

test("R6: Mixpanel locates a profile only where Geolocate is on", async () => {
  await run("setProfileProperties", { distinct_id: "nowhere", ...pairs({ plan: "pro" }) });
  await run("setProfileProperties", { distinct_id: "somewhere", ...pairs({ plan: "pro" }), ip: true });
  expect([users.stored("nowhere")?.$city, users.stored("somewhere")?.$city]).toEqual([undefined, "Ashburn"]);
});

test("R6: two users are one after their merge", async () => {
  await users.update("user-1", { plan: "pro" });
  await users.update("user-2", { seats: 5 });
  const ids = { firstDistinctId: "user-1", secondDistinctId: "user-2" };
  expect(await run("mergeIdentities", ids)).toEqual({ code: 200, num_records_imported: 1, status: "OK" });
  expect(sandbox.projects.get(1)?.identities.get("user-2")).toBe("user-1");
  expect(users.stored("user-1")).toEqual({ plan: "pro", seats: 5 });
});

describe("G7: profiles in other shapes", () => {
  const QUERIED = [
    { $distinct_id: "a", $properties: { $email: "a@example.com", plan: "pro", $last_seen: "2020-01-01T00:00:00" } },
    { $distinct_id: "b", $properties: { seats: 5 } },
  ];

  test.each([
    ["createProfile", "properties"],
    ["updateMultipleProfiles", "propertiesToUpdate"],
  ])("%s takes what Query Profile returned", async (key, input) => {
    expect(await run(key, { [input]: QUERIED })).toMatchObject({ imported: 2, failed: 0 });
    expect(QUERIED.map(({ $distinct_id }) => users.stored($distinct_id))).toEqual(
      QUERIED.map(({ $properties }) => $properties),
    );
    const { results } = Object(await run("queryProfiles", { fetchAll: true }));
    sandbox.reset();
    await run(key, { [input]: results });
    expect(QUERIED.map(({ $distinct_id }) => users.stored($distinct_id))).toEqual(
      QUERIED.map(({ $properties }) => $properties),
    );
  });
});
