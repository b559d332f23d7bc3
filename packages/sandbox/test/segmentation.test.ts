import { eventAt, QueryClient, type QueryParameters } from "./queryClient";

const events = [
  eventAt("2024-01-01T00:00:00", "Buy", "anna", { plan: "pro", amount: 10, gift: true }),
  eventAt("2024-01-01T23:59:59", "Buy", "anna", { plan: "pro", amount: 30 }),
  eventAt("2024-01-01T12:30:00", "Buy", "bert", { plan: "free", amount: 0.5 }),
  eventAt("2024-01-03T12:00:00", "Buy", "bert", { plan: "free", amount: "many" }),
  eventAt("2024-01-03T12:00:01", "Buy", "", { amount: 20 }),
  eventAt("2024-01-02T12:00:00", "Look", "anna", { plan: "pro" }),
  // On the days before and after the range.
  eventAt("2023-12-31T23:59:59", "Buy", "anna", { plan: "pro", amount: 1000 }),
  eventAt("2024-01-04T00:00:00", "Buy", "anna", { plan: "pro", amount: 1000 }),
];
const profiles = { anna: { city: "Austin, Texas" } };

let client: QueryClient;
beforeAll(async () => {
  client = await QueryClient.start({ events, profiles });
});
afterAll(() => client.close());

const DATES = { from_date: "2024-01-01", to_date: "2024-01-03" };
const DAYS = ["2024-01-01", "2024-01-02", "2024-01-03"];
const SEGMENTATION = { event: "Buy", ...DATES };

/** Values of one line, bucket by bucket. */
const byDay = (...values: number[]) => Object.fromEntries(values.map((value, index) => [DAYS[index], value]));

const segmentation = (parameters: QueryParameters) =>
  client.read("segmentation-query", "/segmentation", { ...SEGMENTATION, ...parameters });

describe("/segmentation", () => {
  test("counts one event by day, both dates included, empty days as zero", async () => {
    expect(await segmentation({})).toEqual({
      data: { series: DAYS, values: { Buy: byDay(3, 0, 2) } },
      legend_size: 1,
    });
  });

  test.each<[QueryParameters, object]>([
    [{ type: "unique" }, { Buy: byDay(2, 0, 1) }],
    [{ type: "average" }, { Buy: byDay(1.5, 0, 2) }],
    [{ event: "Nothing" }, { Nothing: byDay(0, 0, 0) }],
    [{ where: 'properties["amount"] > 1' }, { Buy: byDay(2, 0, 1) }],
    [{ on: 'properties["plan"]' }, { free: byDay(1, 0, 1), pro: byDay(2, 0, 0), undefined: byDay(0, 0, 1) }],
    [{ on: 'properties["plan"]', limit: 1 }, { free: byDay(1, 0, 1) }],
    [{ on: 'properties["gift"]' }, { undefined: byDay(2, 0, 2), true: byDay(1, 0, 0) }],
    [
      { on: 'user["city"]', type: "unique" },
      { undefined: byDay(1, 0, 1), "Austin, Texas": byDay(1, 0, 0) },
    ],
    [
      { on: 'properties["amount"] > 5', where: 'defined(properties["plan"])' },
      { false: byDay(1, 0, 1), true: byDay(2, 0, 0) },
    ],
    [{ interval: 2, type: "unique" }, { Buy: { "2024-01-01": 2, "2024-01-03": 1 } }],
    [{ unit: "month" }, { Buy: { "2024-01-01": 5 } }],
    [{ unit: "week" }, { Buy: { "2024-01-01": 5 } }],
  ])("%p", async (parameters, values) => {
    const answer = await segmentation(parameters);
    expect(answer).toHaveProperty("data.values", values);
    expect(answer).toHaveProperty("legend_size", Object.keys(values).length);
  });

  test("hours and minutes are named to the second", async () => {
    const hours = await segmentation({ unit: "hour", to_date: "2024-01-01" });
    expect(hours).toMatchObject({
      data: { values: { Buy: { "2024-01-01 00:00:00": 1, "2024-01-01 12:00:00": 1, "2024-01-01 13:00:00": 0 } } },
    });
    const minutes = await segmentation({ unit: "minute", to_date: "2024-01-01" });
    expect(minutes).toMatchObject({
      data: { values: { Buy: { "2024-01-01 12:30:00": 1, "2024-01-01 23:59:00": 1 } } },
    });
  });

  test("format=csv gives a row a day, fields with commas in quotes", async () => {
    const answer = await client.get("/api/query/segmentation", {
      ...SEGMENTATION,
      format: "csv",
      on: 'user["city"]',
      type: "unique",
    });
    expect(answer).toEqual({
      status: 200,
      contentType: "text/csv; charset=utf-8",
      body: 'date,undefined,"Austin, Texas"\r\n2024-01-01,1,1\r\n2024-01-02,0,0\r\n2024-01-03,1,0\r\n',
    });
  });

  test.each<[QueryParameters, string]>([
    [{ event: "" }, "Missing required parameter: event"],
    [{ to_date: "" }, "Missing required parameter: to_date"],
    [{ to_date: "2024-1-3" }, 'Invalid value for to_date: "2024-1-3"; it must be a date as yyyy-mm-dd.'],
    [{ type: "total" }, 'Invalid value for type: "total"; it must be one of general, unique, average.'],
    [{ unit: "year" }, 'Invalid value for unit: "year"; it must be one of minute, hour, day, week, month.'],
    [{ on: 'properties["a' }, "Invalid expression at character 13: it ends too early."],
    [{ unit: "minute", from_date: "2020-01-01" }, "The date range is too long for this unit."],
    [{ limit: 0 }, 'Invalid value for limit: "0"; it must be a whole number from 1 to 10000.'],
  ])("%p is refused", async (parameters, error) => {
    const answer = await client.get("/api/query/segmentation", { ...SEGMENTATION, ...parameters });
    expect(answer).toMatchObject({ status: 400, body: { error } });
  });
});

describe("/segmentation/numeric", () => {
  test("counts by ranges of round numbers, empty days left out", async () => {
    const parameters = { ...SEGMENTATION, on: 'properties["amount"]' };
    expect(await client.read("segmentation-numeric-query", "/segmentation/numeric", parameters)).toEqual({
      data: {
        series: DAYS,
        values: {
          "0 - 5": { "2024-01-01": 1 },
          "10 - 15": { "2024-01-01": 1 },
          "20 - 25": { "2024-01-03": 1 },
          "30 - 35": { "2024-01-01": 1 },
        },
      },
      legend_size: 4,
    });
  });

  test("large numbers are written with commas, fractions fall into the range they begin", async () => {
    const read = (on: string) =>
      client.read("segmentation-numeric-query", "/segmentation/numeric", { ...SEGMENTATION, on });
    expect(await read('properties["amount"] * 1000')).toMatchObject({
      data: { values: { "0 - 5,000": {}, "30,000 - 35,000": {} } },
    });
    expect(await read('properties["amount"] / 100')).toMatchObject({
      data: { values: { "0 - 0.05": {}, "0.1 - 0.15": {}, "0.2 - 0.25": {}, "0.3 - 0.35": {} } },
    });
  });

  test("without a number there is no range", async () => {
    const parameters = { ...SEGMENTATION, on: 'properties["plan"]' };
    expect(await client.read("segmentation-numeric-query", "/segmentation/numeric", parameters)).toEqual({
      data: { series: DAYS, values: {} },
      legend_size: 0,
    });
  });
});

test("/segmentation/sum adds the numbers of each day", async () => {
  const parameters = { ...SEGMENTATION, on: 'properties["amount"]' };
  expect(await client.read("segmentation-sum-query", "/segmentation/sum", parameters)).toEqual({
    status: "ok",
    computed_at: "2024-03-10T12:00:00.000000+00:00",
    results: byDay(40.5, 0, 20),
  });
});

test("/segmentation/average divides by the events of each day, what is no number as zero", async () => {
  const parameters = { ...SEGMENTATION, on: 'properties["amount"]' };
  expect(await client.read("segmentation-query-average", "/segmentation/average", parameters)).toEqual({
    status: "ok",
    results: byDay(13.5, 0, 10),
  });
});
