import { dataGroupId } from "../src/query/profiles";
import { eventAt, QueryClient, type QueryParameters } from "./queryClient";

const profiles = {
  anna: { $email: "anna@example.com", plan: "pro", visits: 3, $last_seen: "2024-03-09T10:00:00" },
  bert: { $email: "bert@example.com", plan: "free", visits: 30 },
  carl: { plan: "free" },
};
const groups = { company: { acme: { seats: 10 }, umbrella: { seats: 500 } } };
const cohorts = {
  definitions: [
    {
      id: 1000,
      name: "Free",
      description: "On the free plan",
      created: "2019-03-19 23:49:51",
      is_visible: 1,
      where: 'properties["plan"] == "free"',
    },
    {
      id: 2000,
      name: "Listed",
      description: "",
      created: "2019-04-02 23:22:01",
      is_visible: 0,
      members: ["anna", "ghost"],
    },
  ],
};
const events = [
  eventAt("2024-03-10T11:00:00", "Bought", "anna", { amount: 5 }),
  eventAt("2024-03-10T11:30:00", "Bought", "anna", { amount: 50 }),
  eventAt("2024-03-01T00:00:00", "Bought", "bert", { amount: 50 }),
  eventAt("2024-03-10T11:00:00", "Looked", "carl"),
];

let client: QueryClient;
beforeEach(async () => {
  client = await QueryClient.start({ profiles, groups, events, slices: { cohorts } });
});
afterEach(() => client.close());

const engage = (form: QueryParameters = {}) => client.ask("engage-query", "/engage", form);

/** The distinct IDs of the profiles that a query finds. */
async function idsOf(form: QueryParameters): Promise<string[]> {
  const { body } = await client.post("/api/query/engage", form);
  const text = JSON.stringify(body);
  return [...text.matchAll(/"\$distinct_id":"([^"]*)"/g)].flatMap(([, id]) => id ?? []);
}

test("without a filter, one page holds every profile", async () => {
  expect(await engage()).toEqual({
    page: 0,
    page_size: 1000,
    results: Object.entries(profiles).map(([id, properties]) => ({ $distinct_id: id, $properties: properties })),
    session_id: expect.stringMatching(/^1710072000-[A-Z]{6}$/),
    status: "ok",
    computed_at: "2024-03-10T12:00:00.000000+00:00",
    total: 3,
  });
});

test.each<[QueryParameters, string[]]>([
  [{ distinct_id: "bert" }, ["bert"]],
  [{ distinct_ids: '["carl", "anna", "nobody"]' }, ["anna", "carl"]],
  [{ where: 'properties["plan"] == "free"' }, ["bert", "carl"]],
  [{ where: 'user["visits"] > 3' }, ["bert"]],
  [{ where: 'properties["$distinct_id"] == "anna"' }, ["anna"]],
  [{ where: '"example" in properties["$email"]' }, ["anna", "bert"]],
  [{ where: 'properties["$last_seen"] > datetime("2024-03-09")' }, ["anna"]],
  [{ where: 'datetime(properties["$last_seen"]) >= datetime(NOW - 93600)' }, ["anna"]],
  [{ where: 'datetime(properties["$last_seen"]) >= datetime(NOW - 93599)' }, []],
  [{ where: 'properties["plan"] == "free"', distinct_ids: '["anna", "bert"]' }, ["bert"]],
  [{ filter_by_cohort: '{"id": 1000}' }, ["bert", "carl"]],
  [{ filter_by_cohort: '{"id": 2000}' }, ["anna", "ghost"]],
  [{ filter_by_cohort: '{"id": 2000}', include_all_users: false }, ["anna"]],
  [{ filter_by_cohort: '{"id": 1000}', where: 'defined(properties["visits"])' }, ["bert"]],
  [{ data_group_id: dataGroupId("company") }, ["acme", "umbrella"]],
  [{ data_group_id: dataGroupId("company"), where: 'properties["seats"] > 100' }, ["umbrella"]],
])("%p finds %p", async (form, ids) => expect(await idsOf(form)).toEqual(ids));

const bought = (window: string, selector?: string) =>
  JSON.stringify([{ name: "b", window, event_selectors: [{ event: "Bought", selector }] }]);

test.each<[QueryParameters, string[]]>([
  [{ behaviors: bought("1d") }, ["anna"]],
  [{ behaviors: bought("90d") }, ["anna", "bert"]],
  [{ behaviors: bought("1w", 'properties["amount"] > 100') }, []],
  [{ behaviors: bought("90d"), where: 'behaviors["b"] >= 2' }, ["anna"]],
  [{ behaviors: bought("1d"), where: 'behaviors["b"] == 0' }, ["bert", "carl"]],
  [{ behaviors: bought("1d"), as_of_timestamp: Date.parse("2024-03-01T12:00:00Z") / 1000 }, ["bert"]],
])("behaviours %p find %p", async (form, ids) => expect(await idsOf(form)).toEqual(ids));

test("output_properties leaves out all others", async () => {
  expect(await engage({ output_properties: '["plan", "visits"]' })).toMatchObject({
    results: [
      { $distinct_id: "anna", $properties: { plan: "pro", visits: 3 } },
      { $distinct_id: "bert", $properties: { plan: "free", visits: 30 } },
      { $distinct_id: "carl", $properties: { plan: "free" } },
    ],
  });
  expect(JSON.stringify(await engage({ output_properties: '["plan"]' }))).not.toContain("visits");
});

/** The session of an answer. */
function sessionOf(answer: unknown): string {
  if (typeof answer === "object" && answer !== null && "session_id" in answer) return String(answer.session_id);
  throw new Error("The answer names no session.");
}

test("pages of a session follow each other, and one after the last is empty", async () => {
  const first = await engage({ page_size: 2 });
  const session_id = sessionOf(first);
  expect(first).toMatchObject({
    page: 0,
    page_size: 2,
    total: 3,
    results: [{ $distinct_id: "anna" }, { $distinct_id: "bert" }],
  });
  expect(await engage({ session_id, page: 1 })).toEqual({
    page: 1,
    page_size: 2,
    results: [{ $distinct_id: "carl", $properties: { plan: "free" } }],
    session_id,
    status: "ok",
    computed_at: "2024-03-10T12:00:00.000000+00:00",
    total: 3,
  });
  expect(await engage({ session_id, page: 2 })).toMatchObject({ page: 2, results: [] });
});

test("T12: a session ends an hour after its first page, on the sandbox's clock", async () => {
  const session_id = sessionOf(await engage({ page_size: 1 }));
  client.sandbox.clock.advance(3_599_999);
  expect(await engage({ session_id, page: 1 })).toMatchObject({ results: [{ $distinct_id: "bert" }] });
  client.sandbox.clock.advance(1);
  expect(await client.post("/api/query/engage", { session_id, page: 2 })).toMatchObject({
    status: 400,
    body: { error: `Unknown or expired session_id: ${session_id}` },
  });
});

test("a page holds 1000 profiles unless asked otherwise", async () => {
  const many = Object.fromEntries(Array.from({ length: 2100 }, (_, index) => [`user-${index}`, {}]));
  const large = await QueryClient.start({ profiles: many });
  const first = await large.ask("engage-query", "/engage");
  const pages = [first];
  for (const page of [1, 2])
    pages.push(await large.ask("engage-query", "/engage", { session_id: sessionOf(first), page }));
  await large.close();
  expect(pages.map((page) => JSON.stringify(page).split("$distinct_id").length - 1)).toEqual([1000, 1000, 100]);
  expect(first).toMatchObject({ page_size: 1000, total: 2100 });
});

test("a session shows what its first page found, whatever happens meanwhile", async () => {
  const session_id = sessionOf(await engage({ page_size: 1 }));
  const answer = await fetch(`${client.sandbox.url}/engage`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify([
      { $token: client.sandbox.projects.get(1)?.token, $distinct_id: "bert", $set: { plan: "pro" } },
      { $token: client.sandbox.projects.get(1)?.token, $distinct_id: "carl", $delete: "" },
    ]),
  });
  expect(await answer.text()).toBe("1");
  expect(await engage({ session_id, page: 1 })).toMatchObject({
    total: 3,
    results: [{ $distinct_id: "bert", $properties: { plan: "free" } }],
  });
  expect(await engage({ session_id, page: 2 })).toMatchObject({ results: [{ $distinct_id: "carl" }] });
  expect(await engage()).toMatchObject({
    total: 2,
    results: [{}, { $distinct_id: "bert", $properties: { plan: "pro" } }],
  });
});

test("pages after the first cost no quota", async () => {
  const limited = await QueryClient.start({ profiles }, { limits: true });
  const session_id = sessionOf(await limited.ask("engage-query", "/engage", { page_size: 1 }));
  for (let calls = 0; calls < 70; calls += 1) {
    const { status } = await limited.post("/api/query/engage", { session_id, page: 1 });
    expect(status).toBe(200);
  }
  const statuses: number[] = [];
  for (let calls = 0; calls < 60; calls += 1) statuses.push((await limited.post("/api/query/engage")).status);
  await limited.close();
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
});

test.each<[QueryParameters, string]>([
  [{ page: 1 }, "Missing required parameter: session_id, for a page above 0."],
  [{ session_id: "1-ABCDEF", page: 1 }, "Unknown or expired session_id: 1-ABCDEF"],
  [{ where: 'properties["a"' }, "Invalid expression at character 14: it ends too early."],
  [{ distinct_ids: "anna" }, "Invalid value for distinct_ids: it must be JSON."],
  [{ output_properties: '{"a": 1}' }, "Invalid value for output_properties: it must be a JSON array."],
  [{ filter_by_cohort: "[]" }, 'Invalid value for filter_by_cohort: it must be a JSON object such as {"id": 12345}.'],
  [{ filter_by_cohort: '{"id": 5}' }, "Cohort 5 does not exist in this project."],
  [
    { filter_by_cohort: '{"id": 1000}', behaviors: bought("1d") },
    "behaviors and filter_by_cohort are mutually exclusive.",
  ],
  [{ behaviors: bought("soon") }, 'behaviors: "window" must be a number and one of m, h, d and w, such as "90d".'],
  [
    { data_group_id: "5" },
    `Unknown data_group_id 5. Of this project's group keys company is ${dataGroupId("company")}.`,
  ],
])("%p is refused", async (form, error) => {
  expect(await client.post("/api/query/engage", form)).toMatchObject({ status: 400, body: { error } });
});

test("a later page of behaviours needs the instant at which they were counted", async () => {
  const behaviors = bought("90d");
  const open = sessionOf(await engage({ behaviors, page_size: 1 }));
  expect(await client.post("/api/query/engage", { session_id: open, page: 1 })).toMatchObject({
    status: 400,
    body: { error: "request for page in uncached query for params" },
  });
  const dated = sessionOf(await engage({ behaviors, page_size: 1, as_of_timestamp: 1_710_072_000 }));
  expect(await engage({ session_id: dated, page: 1 })).toMatchObject({ results: [{ $distinct_id: "bert" }] });
});

test("a session belongs to its project", async () => {
  const session_id = sessionOf(await engage());
  const url = new URL(`${client.sandbox.url}/api/query/engage?project_id=2`);
  const authorization = `Basic ${Buffer.from("sandbox.user:sandbox-secret").toString("base64")}`;
  const answer = await fetch(url, {
    method: "POST",
    headers: { authorization },
    body: new URLSearchParams({ session_id }),
  });
  expect(answer.status).toBe(400);
});

test("the list of cohorts counts their users", async () => {
  const common = { project_id: 1, data_group_id: null };
  expect(await client.ask("cohorts-list", "/cohorts/list")).toEqual([
    {
      ...common,
      count: 2,
      is_visible: 1,
      description: "On the free plan",
      created: "2019-03-19 23:49:51",
      id: 1000,
      name: "Free",
    },
    { ...common, count: 2, is_visible: 0, description: "", created: "2019-04-02 23:22:01", id: 2000, name: "Listed" },
  ]);
});

test("R5: as_of_timestamp may not be in the future", async () => {
  const behaviors = '[{"name": "b", "window": "1d", "event_selectors": [{"event": "A"}]}]';
  expect(await client.post("/api/query/engage", { behaviors, as_of_timestamp: 1_710_072_001 })).toMatchObject({
    status: 400,
    body: { error: "as_of_timestamp cannot be in the future" },
  });
});

test("R5: an empty query has a session as well", async () => {
  expect(await engage({ where: "false" })).toMatchObject({
    results: [],
    total: 0,
    session_id: expect.stringMatching(/^1710072000-[A-Z]{6}$/),
  });
});

test("R7: NOW is the instant of the query, in seconds", async () => {
  const since = (seconds: number) => engage({ where: `datetime("2024-03-10T11:00:00") >= datetime(NOW - ${seconds})` });
  expect(await since(3600)).toMatchObject({ total: 3 });
  expect(await since(3599)).toMatchObject({ total: 0 });
});

test("R5: the form may come as JSON whose inner values are JSON texts", async () => {
  const response = await fetch(`${client.sandbox.url}/api/query/engage?project_id=1`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from("sandbox.user:sandbox-secret").toString("base64")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ page_size: 2, output_properties: '["plan"]' }),
  });
  expect(await response.json()).toMatchObject({ page_size: 2, total: 3, results: [{}, {}] });
});
