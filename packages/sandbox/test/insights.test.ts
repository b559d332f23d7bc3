import { eventAt, QueryClient } from "./queryClient";

const events = [
  eventAt("2024-03-10T01:00:00", "Look", "anna", { page: "home" }),
  eventAt("2024-03-10T02:00:00", "Look", "anna", { page: "cart" }),
  eventAt("2024-03-09T01:00:00", "Look", "bert", { page: "home" }),
  eventAt("2024-03-09T01:00:00", "Buy", "bert"),
  eventAt("2024-03-08T23:59:59", "Look", "anna", { page: "home" }),
];
const report = {
  bookmark_id: 1,
  name: "Report",
  events: ["Look", "Buy", "None"],
  unit: "day",
  units: 2,
  type: "general",
};
const bookmarks = {
  definitions: [
    report,
    {
      ...report,
      bookmark_id: 2,
      events: ["Look"],
      unit: "week",
      units: 1,
      type: "unique",
      where: 'properties["page"] == "home"',
    },
    { ...report, bookmark_id: 3, events: ["Look"], property: "page" },
  ],
};

let client: QueryClient;
beforeAll(async () => {
  client = await QueryClient.start({ events, slices: { bookmarks } });
});
afterAll(() => client.close());

const insights = (bookmark_id: number) => client.read("insights-query", "/insights", { bookmark_id });

test("a saved report is computed up to the end of today", async () => {
  expect(await insights(1)).toEqual({
    computed_at: "2024-03-10T12:00:00.000000+00:00",
    date_range: { from_date: "2024-03-09T00:00:00+00:00", to_date: "2024-03-10T23:59:59.999000+00:00" },
    headers: ["$event"],
    series: {
      Look: { "2024-03-09T00:00:00+00:00": 1, "2024-03-10T00:00:00+00:00": 2 },
      Buy: { "2024-03-09T00:00:00+00:00": 1, "2024-03-10T00:00:00+00:00": 0 },
      None: { "2024-03-09T00:00:00+00:00": 0, "2024-03-10T00:00:00+00:00": 0 },
    },
  });
});

test("unit, type and where are those of the report", async () => {
  expect(await insights(2)).toMatchObject({
    date_range: { from_date: "2024-03-04T00:00:00+00:00" },
    series: { Look: { "2024-03-04T00:00:00+00:00": 2 } },
  });
});

test("a report by property has a line for each value and one over all", async () => {
  expect(await insights(3)).toMatchObject({
    headers: ["$event", "page"],
    series: {
      Look: {
        $overall: { "2024-03-09T00:00:00+00:00": 1, "2024-03-10T00:00:00+00:00": 2 },
        home: { "2024-03-09T00:00:00+00:00": 1, "2024-03-10T00:00:00+00:00": 1 },
        cart: { "2024-03-09T00:00:00+00:00": 0, "2024-03-10T00:00:00+00:00": 1 },
      },
    },
  });
});

test.each([
  ["9", "Bookmark 9 does not exist in this project."],
  ["", "Missing required parameter: bookmark_id"],
  ["x", 'Invalid value for bookmark_id: "x"; it must be a whole number from 0 to 9007199254740991.'],
])("bookmark %p is refused", async (bookmark_id, error) => {
  expect(await client.get("/api/query/insights", { bookmark_id })).toMatchObject({ status: 400, body: { error } });
});

describe("the activity feed", () => {
  const range = { from_date: "2024-03-09", to_date: "2024-03-10" };

  test("shows what the users did, oldest first", async () => {
    const answer = await client.read("activity-stream-query", "/stream/query", {
      distinct_ids: '["bert", "anna"]',
      ...range,
    });
    expect(answer).toEqual({
      status: "ok",
      results: {
        events: [2, 3, 0, 1].map((index) => ({ event: events[index]?.event, properties: events[index]?.properties })),
      },
    });
  });

  test("of nobody is empty", async () => {
    const answer = await client.read("activity-stream-query", "/stream/query", {
      distinct_ids: '["nobody"]',
      ...range,
    });
    expect(answer).toEqual({ status: "ok", results: { events: [] } });
  });

  test("needs distinct_ids", async () => {
    expect(await client.get("/api/query/stream/query", range)).toMatchObject({
      status: 400,
      body: { error: "Missing required parameter: distinct_ids" },
    });
  });
});

test("without credentials there is no report", async () => {
  const answer = await fetch(`${client.sandbox.url}/api/query/insights?project_id=1&bookmark_id=1`);
  expect(answer.status).toBe(401);
});
