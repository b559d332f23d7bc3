import { sampleQueryDefinitions } from "../src/query/sampleDefinitions";
import { eventAt, QueryClient } from "./queryClient";

const definitions = [
  {
    funnel_id: 7509,
    name: "Signup funnel",
    steps: [{ event: "A" }, { event: "B" }, { event: "C", where: 'properties["ok"] == true' }],
    length: 1,
    length_unit: "day",
  },
  { funnel_id: 9070, name: "Twice", steps: [{ event: "A" }, { event: "A" }], length: 2, length_unit: "hour" },
];

const events = [
  // Goes all the way on the first day; a second way, on the second, ends at the first step.
  eventAt("2024-01-01T10:00:00", "A", "anna", { plan: "pro" }),
  eventAt("2024-01-01T10:10:00", "B", "anna"),
  eventAt("2024-01-01T10:40:00", "C", "anna", { ok: true }),
  eventAt("2024-01-02T10:00:00", "A", "anna", { plan: "free" }),
  // Begins twice on a day; only the second begin is near enough to the next step.
  eventAt("2024-01-01T00:00:00", "A", "bert", { plan: "free" }),
  eventAt("2024-01-01T22:00:00", "A", "bert", { plan: "pro" }),
  eventAt("2024-01-02T21:00:00", "B", "bert"),
  // Has the last step without the one between, and one that does not meet the condition.
  eventAt("2024-01-01T08:00:00", "A", "carl", { plan: "free" }),
  eventAt("2024-01-01T08:00:30", "C", "carl", { ok: true }),
  eventAt("2024-01-01T08:01:00", "B", "carl"),
  eventAt("2024-01-01T08:02:00", "C", "carl", { ok: false }),
  // Nobody's.
  eventAt("2024-01-01T09:00:00", "A", ""),
];

let client: QueryClient;
beforeAll(async () => {
  client = await QueryClient.start({ events, slices: { funnels: { definitions } } });
});
afterAll(() => client.close());

const funnel = (parameters: Record<string, string | number>) =>
  client.read("funnels-query", "/funnels", {
    funnel_id: 7509,
    from_date: "2024-01-01",
    to_date: "2024-01-02",
    ...parameters,
  });

test("the list names all saved funnels", async () => {
  expect(await client.read("funnels-list-saved", "/funnels/list")).toEqual([
    { funnel_id: 7509, name: "Signup funnel" },
    { funnel_id: 9070, name: "Twice" },
  ]);
});

test("a project without funnels has an empty list", async () => {
  const answer = await client.get("/api/query/funnels/list", { project_id: 2 });
  expect(answer).toMatchObject({ status: 200, body: [] });
});

test("each user counts once a day, with the way that comes furthest", async () => {
  expect(await funnel({})).toEqual({
    meta: { dates: ["2024-01-01", "2024-01-02"] },
    data: {
      "2024-01-01": {
        steps: [
          {
            count: 3,
            avg_time: null,
            avg_time_from_start: 0,
            step_conv_ratio: 1,
            overall_conv_ratio: 1,
            goal: "A",
            event: "A",
          },
          {
            count: 3,
            // 10 minutes, 23 hours and a minute
            avg_time: (600 + 82_800 + 60) / 3,
            avg_time_from_start: (600 + 82_800 + 60) / 3,
            step_conv_ratio: 1,
            overall_conv_ratio: 1,
            goal: "B",
            event: "B",
          },
          {
            count: 1,
            avg_time: 1800,
            avg_time_from_start: 2400,
            step_conv_ratio: 1 / 3,
            overall_conv_ratio: 1 / 3,
            goal: "C",
            event: "C",
          },
        ],
        analysis: { completion: 1, starting_amount: 3, steps: 3, worst: 2 },
      },
      "2024-01-02": {
        steps: [
          expect.objectContaining({ count: 1, event: "A" }),
          expect.objectContaining({ count: 0, avg_time: null, avg_time_from_start: null, step_conv_ratio: 0 }),
          expect.objectContaining({ count: 0, step_conv_ratio: 0, overall_conv_ratio: 0 }),
        ],
        analysis: { completion: 0, starting_amount: 1, steps: 3, worst: 1 },
      },
    },
  });
});

test("length and length_unit replace the saved window", async () => {
  const answer = await funnel({ length: 5, length_unit: "minute", to_date: "2024-01-01" });
  expect(answer).toMatchObject({ data: { "2024-01-01": { steps: [{ count: 3 }, { count: 1 }, { count: 0 }] } } });
});

test("one event never stands for two steps", async () => {
  const answer = await funnel({ funnel_id: 9070, length: 22, length_unit: "hour", to_date: "2024-01-01" });
  expect(answer).toMatchObject({ data: { "2024-01-01": { steps: [{ count: 3 }, { count: 1, avg_time: 79_200 }] } } });
});

test.each([
  [{ interval: 2 }, ["2024-01-01"]],
  [{ unit: "week", to_date: "2024-01-08" }, ["2024-01-01", "2024-01-08"]],
  [{ unit: "month", to_date: "2024-03-01" }, ["2024-01-01", "2024-02-01", "2024-03-01"]],
])("%p puts users into the buckets of %p", async (parameters, dates) => {
  expect(await funnel(parameters)).toMatchObject({
    meta: { dates },
    data: { [dates[0] ?? ""]: { steps: [{ count: 3 }, {}, {}] } },
  });
});

test("where filters the events of every step", async () => {
  const answer = await funnel({ where: 'not defined(properties["plan"]) or properties["plan"] == "pro"' });
  expect(answer).toMatchObject({ data: { "2024-01-01": { steps: [{ count: 2 }, { count: 2 }, { count: 1 }] } } });
});

// The description gives no schema for a funnel that is broken down.
const brokenDown = (parameters: Record<string, string | number>) =>
  client.get("/api/query/funnels", {
    funnel_id: 7509,
    from_date: "2024-01-01",
    to_date: "2024-01-01",
    on: 'properties["plan"]',
    ...parameters,
  });
const counts = (...values: number[]) => values.map((count) => expect.objectContaining({ count }));

test("on breaks the funnel down by the value at the first step", async () => {
  expect(await brokenDown({})).toMatchObject({
    status: 200,
    body: {
      meta: { dates: ["2024-01-01"] },
      data: { "2024-01-01": { $overall: counts(3, 3, 1), pro: counts(2, 2, 1), free: counts(1, 1, 0) } },
    },
  });
});

test("limit keeps the most frequent values of on", async () => {
  const { body } = await brokenDown({ limit: 1 });
  expect(body).toEqual({
    meta: { dates: ["2024-01-01"] },
    data: { "2024-01-01": { $overall: counts(3, 3, 1), pro: counts(2, 2, 1) } },
  });
});

test.each([
  [{ funnel_id: "" }, "Missing required parameter: funnel_id"],
  [{ funnel_id: 1 }, "Funnel 1 does not exist in this project."],
  [{ from_date: "" }, "Missing required parameter: from_date"],
  [{ from_date: "2024-02-30" }, 'Invalid value for from_date: "2024-02-30"; it must be a date as yyyy-mm-dd.'],
  [{ from_date: "2024-01-03" }, "Invalid date range: from_date is after to_date."],
  [{ unit: "hour" }, 'Invalid value for unit: "hour"; it must be one of day, week, month.'],
  [{ where: "properties[" }, "Invalid expression at character 11: it ends too early."],
])("%p is refused", async (parameters, error) => {
  const answer = await client.get("/api/query/funnels", {
    funnel_id: 7509,
    from_date: "2024-01-01",
    to_date: "2024-01-02",
    ...parameters,
  });
  expect(answer).toMatchObject({ status: 400, body: { error } });
});

test.each([
  [{ length: 91, length_unit: "day" }],
  [{ length: 2161, length_unit: "hour" }],
  [{ limit: 10_001 }],
  [{ unit: "week", interval: 7 }],
])("R1: %p, which Mixpanel does not expect, ends in a 500 without a reason", async (parameters) => {
  const range = { funnel_id: 7509, from_date: "2024-01-01", to_date: "2024-01-02" };
  expect(await client.get("/api/query/funnels", { ...range, ...parameters })).toMatchObject({
    status: 500,
    body: { request: "/api/query/funnels", error: "Internal Server Error" },
  });
});

test("the older path answers the same", async () => {
  const [old, current] = await Promise.all(["2.0", "query"].map((api) => client.get(`/api/${api}/funnels/list`)));
  expect(old).toEqual(current);
});

test("the sample's definitions answer like any others", async () => {
  const sample = await QueryClient.start({ slices: sampleQueryDefinitions });
  for (const { funnel_id } of sampleQueryDefinitions.funnels.definitions) {
    await sample.read("funnels-query", "/funnels", { funnel_id, from_date: "2024-03-01", to_date: "2024-03-10" });
  }
  for (const { bookmark_id } of sampleQueryDefinitions.bookmarks.definitions) {
    await sample.read("insights-query", "/insights", { bookmark_id });
  }
  const cohorts = await sample.ask("cohorts-list", "/cohorts/list");
  await sample.close();
  expect(cohorts).toMatchObject([
    { id: 3001, count: 0 },
    { id: 3002, count: 0 },
  ]);
});
