import { inside, ManagementClient, MINUTE_MS } from "./managementClient";

const SCHEMAS = "/api/app/projects/1/schemas";
const PURCHASE = {
  description: "A customer paid",
  properties: { amount: { type: "number", description: "US dollars" } },
  metadata: { "com.mixpanel": { tags: ["Revenue"], hidden: false, dropped: false, contacts: ["owner@example.com"] } },
};
const entry = (entityType: string, name: string) => ({ entityType, name, schemaJson: { description: name } });

let api: ManagementClient;
beforeAll(async () => {
  api = await ManagementClient.start();
});
beforeEach(() => api.reset());
afterAll(() => api.sandbox.close());

const upload = (entries: unknown[], more = {}) =>
  api.call("upload-schemas-for-project", "POST", SCHEMAS, { json: { entries, ...more } });
const uploadOne = (path: string, json: unknown) =>
  api.call("upload-schema-by-entity-and-name", "POST", `${SCHEMAS}/${path}`, { json });
const list = (projectId = 1) =>
  api.call("list-all-schemas-for-project", "GET", `/api/app/projects/${projectId}/schemas`);

test("an upload adds entries, and replaces those of the same type and name", async () => {
  await upload([entry("event", "A"), entry("profile", "A")]);
  const replaced = { ...entry("event", "A"), schemaJson: { description: "new" } };
  expect(await upload([replaced])).toEqual({ status: 200, body: { status: "ok", results: { added: 1, deleted: 0 } } });
  expect(inside(await list(), "results")).toEqual([replaced, entry("profile", "A")]);
});

test("an upload that truncates leaves nothing else", async () => {
  await upload([entry("event", "A"), entry("event", "B")]);
  expect(inside(await upload([entry("event", "C")], { truncate: true }), "results")).toEqual({ added: 1, deleted: 2 });
  expect(inside(await list(), "results")).toEqual([entry("event", "C")]);
});

test("one schema is uploaded and answers bare, whatever its name holds", async () => {
  const path = `event/${encodeURIComponent("Added / To Cart?")}`;
  expect(await uploadOne(path, PURCHASE)).toEqual({ status: 200, body: { status: "ok" } });
  const got = await api.call("list-schemas-by-entity-and-name", "GET", `${SCHEMAS}/${path}`);
  expect(got).toEqual({ status: 200, body: PURCHASE });
});

test("a schema that is not there answers 404", async () => {
  const got = await api.call("list-schemas-by-entity-and-name", "GET", `${SCHEMAS}/event/None`);
  expect(got).toEqual({ status: 404, body: { status: "error", error: "Schema for event None not found" } });
});

test("the list of an entity type has all of it, or the one that entity_name names", async () => {
  await upload([entry("event", "A"), entry("event", "B"), entry("profile", "A")]);
  const listed = (query: string) => api.call("list-schemas-for-entity", "GET", `${SCHEMAS}/event${query}`);
  expect(inside(await listed(""), "results")).toEqual([entry("event", "A"), entry("event", "B")]);
  expect(inside(await listed("?entity_name=B"), "results")).toEqual([entry("event", "B")]);
});

test.each([
  ["delete-all-schemas-in-project", "", 3, []],
  ["delete-schemas-for-entity", "/event", 2, [entry("profile", "A")]],
  ["delete-schemas-for-entity", "/event?entity_name=B", 1, [entry("event", "A"), entry("profile", "A")]],
  ["delete-schema-by-entity-and-name", "/event/A", 1, [entry("event", "B"), entry("profile", "A")]],
  [
    "delete-schema-by-entity-and-name",
    "/event/None",
    0,
    [entry("event", "A"), entry("event", "B"), entry("profile", "A")],
  ],
])("%s %s deletes %i", async (operationId, path, count, left) => {
  await upload([entry("event", "A"), entry("event", "B"), entry("profile", "A")]);
  const deleted = await api.call(operationId, "DELETE", `${SCHEMAS}${path}`);
  expect(deleted).toEqual({ status: 200, body: { status: "ok", results: { delete_count: count } } });
  expect(inside(await list(), "results")).toEqual(left);
});

test.each([
  ["an entry without a schema", { entityType: "event", name: "A" }, "entries.1.schemaJson"],
  ["an entity type that is none", entry("custom", "A"), "entries.1.entityType"],
  ["a field of its own", { ...entry("event", "A"), owner: "me" }, "entries.1"],
  [
    "a property of an unknown type",
    { ...entry("event", "A"), schemaJson: { properties: { amount: { type: "money" } } } },
    "entries.1.schemaJson.properties.amount.type",
  ],
  [
    "metadata that Mixpanel does not know",
    { ...entry("event", "A"), schemaJson: { metadata: { "com.mixpanel": { colour: "red" } } } },
    "entries.1.schemaJson.metadata.com.mixpanel",
  ],
])("refuses %s and stores nothing", async (_what, bad, field) => {
  const answer = await upload([entry("event", "Good"), bad]);
  expect(answer.status).toBe(400);
  expect(inside(answer, "error")).toMatch(field);
  expect(inside(await list(), "results")).toEqual([]);
});

test("no more than 4000 entries are updated in a minute", async () => {
  const many = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => entry("event", `Event ${from + index}`));
  expect((await upload(many(0, 4000))).status).toBe(200);
  expect(await uploadOne("event/More", {})).toEqual({
    status: 429,
    body: { status: "error", error: "No more than 4000 entries can be updated in a minute" },
  });
  api.sandbox.clock.advance(MINUTE_MS);
  expect((await uploadOne("event/More", {})).status).toBe(200);
});

test("no more than 3000 schemas are deleted in a request", async () => {
  await upload(Array.from({ length: 3001 }, (_, index) => entry("event", `Event ${index}`)));
  const all = () => api.call("delete-all-schemas-in-project", "DELETE", SCHEMAS);
  expect((await all()).status).toBe(400);
  await api.call("delete-schema-by-entity-and-name", "DELETE", `${SCHEMAS}/event/${encodeURIComponent("Event 0")}`);
  expect(inside(await all(), "results", "delete_count")).toBe(3000);
});

test("schemas are another project's business", async () => {
  await upload([entry("event", "A")]);
  expect(inside(await list(2), "results")).toEqual([]);
});

test("the sixth request within a minute is refused", async () => {
  const limited = await ManagementClient.start({ limits: true });
  const statuses: number[] = [];
  for (let call = 1; call <= 6; call += 1) statuses.push((await limited.send("GET", SCHEMAS)).status);
  await limited.sandbox.close();
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
});
