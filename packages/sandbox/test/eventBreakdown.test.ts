import { eventAt, QueryClient, type QueryParameters } from "./queryClient";

// The sandbox's clock stands at 2024-03-10, noon: half a day has passed.
const events = [
  eventAt("2024-03-10T01:00:00", "Look", "anna", { page: "home", size: 3 }),
  eventAt("2024-03-10T02:00:00", "Look", "anna", { page: "home" }),
  eventAt("2024-03-10T03:00:00", "Look", "bert", { page: "cart" }),
  eventAt("2024-03-10T04:00:00", "buy", "bert", { page: "cart" }),
  eventAt("2024-03-09T01:00:00", "Look", "carl", { page: "home" }),
  eventAt("2024-03-09T02:00:00", "Look", "carl"),
  eventAt("2024-03-09T03:00:00", "Leave", "carl", { bucket: "a", $bucket: "b", seat: 1 }),
  eventAt("2024-02-08T23:59:59", "Ancient", "carl", { page: "old" }),
  eventAt("2024-02-09T00:00:00", "Zoom", "carl"),
];

let client: QueryClient;
beforeAll(async () => {
  client = await QueryClient.start({ events });
});
afterAll(() => client.close());

const TWO_DAYS = { from_date: "2024-03-09", to_date: "2024-03-10", unit: "day", type: "general" };

describe("/events", () => {
  const read = (parameters: QueryParameters) =>
    client.read("list-recent-events", "/events", { event: '["Look", "buy", "none"]', ...TWO_DAYS, ...parameters });

  test("counts several events by day, days and events without one left out", async () => {
    expect(await read({})).toEqual({
      data: {
        series: ["2024-03-09", "2024-03-10"],
        values: { Look: { "2024-03-09": 2, "2024-03-10": 3 }, buy: { "2024-03-10": 1 } },
      },
      legend_size: 2,
    });
  });

  test.each<[QueryParameters, object]>([
    [{ type: "unique" }, { Look: { "2024-03-09": 1, "2024-03-10": 2 }, buy: { "2024-03-10": 1 } }],
    [{ type: "average" }, { Look: { "2024-03-09": 2, "2024-03-10": 1.5 }, buy: { "2024-03-10": 1 } }],
    [{ unit: "week" }, { Look: { "2024-03-04": 5 }, buy: { "2024-03-04": 1 } }],
    [
      { from_date: "", to_date: "", interval: 1 },
      { Look: { "2024-03-10": 3 }, buy: { "2024-03-10": 1 } },
    ],
    [
      { from_date: "", to_date: "", interval: 2, unit: "month" },
      { Look: { "2024-03-01": 5 }, buy: { "2024-03-01": 1 } },
    ],
  ])("%p", async (parameters, values) => expect(await read(parameters)).toHaveProperty("data.values", values));

  test("format=csv", async () => {
    const answer = await client.get("/api/query/events", { event: '["Look"]', ...TWO_DAYS, format: "csv" });
    expect(answer).toMatchObject({ status: 200, body: "date,Look\r\n2024-03-09,2\r\n2024-03-10,3\r\n" });
  });

  test.each<[QueryParameters, string]>([
    [{ event: "Look" }, "Invalid value for event: it must be JSON."],
    [{ event: '"Look"' }, "Invalid value for event: it must be a JSON array."],
    [{ type: "" }, "Missing required parameter: type"],
    [{ unit: "" }, "Missing required parameter: unit"],
    [{ from_date: "", to_date: "" }, "Missing required parameter: from_date"],
    [{ type: "unique", unit: "hour" }, 'Unique counts are not available for the unit "hour".'],
  ])("%p is refused", async (parameters, error) => {
    const answer = await client.get("/api/query/events", { event: '["Look"]', ...TWO_DAYS, ...parameters });
    expect(answer).toMatchObject({ status: 400, body: { error } });
  });
});

describe("/events/top", () => {
  const read = (parameters: QueryParameters) => client.read("query-top-events", "/events/top", parameters);

  test("compares today with the share of yesterday that has passed", async () => {
    expect(await read({ type: "general" })).toEqual({
      type: "general",
      events: [
        // Two yesterday make one by noon: three are 200 % more.
        { event: "Look", amount: 3, percent_change: 2 },
        { event: "buy", amount: 1, percent_change: 1 },
      ],
    });
  });

  test("limit and type", async () => {
    expect(await read({ type: "unique", limit: 1 })).toEqual({
      type: "unique",
      events: [{ event: "Look", amount: 2, percent_change: 3 }],
    });
  });
});

test("/events/names lists the names of 31 days, by alphabet whatever the case", async () => {
  const read = (limit: number) =>
    client.read("query-months-top-event-names", "/events/names", { type: "general", limit });
  expect(await read(255)).toEqual(["buy", "Leave", "Look", "Zoom"]);
  expect(await read(1)).toEqual(["Look"]);
});

describe("/events/properties", () => {
  const read = (parameters: QueryParameters) =>
    client.read("query-event-properties", "/events/properties", {
      event: "Look",
      name: "page",
      ...TWO_DAYS,
      ...parameters,
    });

  test.each<[QueryParameters, object]>([
    [{}, { home: { "2024-03-09": 1, "2024-03-10": 2 }, cart: { "2024-03-10": 1 } }],
    [{ values: '["cart", "nowhere"]' }, { cart: { "2024-03-10": 1 } }],
    [{ type: "unique" }, { home: { "2024-03-09": 1, "2024-03-10": 1 }, cart: { "2024-03-10": 1 } }],
    [{ name: "size", values: "[3]" }, { "3": { "2024-03-10": 1 } }],
    [{ name: "missing" }, {}],
    [{ name: "constructor" }, {}],
  ])("%p", async (parameters, values) => {
    expect(await read(parameters)).toEqual({
      data: { series: ["2024-03-09", "2024-03-10"], values },
      legend_size: Object.keys(values).length,
    });
  });

  test("R1: limit cuts the values, and the legend counts them all", async () => {
    expect(await read({ limit: 1 })).toEqual({
      data: {
        series: ["2024-03-09", "2024-03-10"],
        values: { home: { "2024-03-09": 1, "2024-03-10": 2 } },
      },
      legend_size: 2,
    });
  });

  test("/top counts the properties of an event, without those that every event has", async () => {
    const top = (limit: number) =>
      client.read("query-events-top-properties", "/events/properties/top", { event: "Look", limit });
    expect(await top(10)).toEqual({ page: { count: 4 }, size: { count: 1 } });
    expect(await top(1)).toEqual({ page: { count: 4 } });
  });

  test("T8: /top hides the reserved names bucket and $bucket", async () => {
    expect(await client.read("query-events-top-properties", "/events/properties/top", { event: "Leave" })).toEqual({
      seat: { count: 1 },
    });
  });

  test("/values lists the most frequent values as texts", async () => {
    const values = (name: string, limit: number) =>
      client.read("query-events-top-property-values", "/events/properties/values", { event: "Look", name, limit });
    expect(await values("page", 255)).toEqual(["home", "cart"]);
    expect(await values("page", 1)).toEqual(["home"]);
    expect(await values("size", 255)).toEqual(["3"]);
  });

  test("/top needs an event", async () => {
    expect(await client.get("/api/query/events/properties/top")).toMatchObject({
      status: 400,
      body: { error: "Missing required parameter: event" },
    });
  });

  test("R1: /values without an event looks at all of them", async () => {
    const values = client.get("/api/query/events/properties/values", { name: "page" });
    expect(await values).toMatchObject({ status: 200, body: ["home", "cart", "old"] });
  });
});
