import { eventAt, QueryClient, type QueryParameters } from "./queryClient";

const events = [
  // Was born before the range: an old user.
  eventAt("2023-12-30T12:00:00", "Join", "olga"),
  eventAt("2024-01-01T12:00:00", "Join", "olga"),
  eventAt("2024-01-01T13:00:00", "Use", "olga", { via: "web" }),
  eventAt("2024-01-01T20:00:00", "Join", "anna", { plan: "pro" }),
  // Less than a day after the beginning, though on the next date.
  eventAt("2024-01-02T19:00:00", "Use", "anna", { via: "web" }),
  eventAt("2024-01-02T19:30:00", "Use", "anna", { via: "web" }),
  eventAt("2024-01-03T21:00:00", "Use", "anna", { via: "app" }),
  eventAt("2024-01-01T21:00:00", "Join", "bert", { plan: "free" }),
  eventAt("2024-01-04T22:00:00", "Use", "bert", { via: "app" }),
  eventAt("2024-01-02T08:00:00", "Join", "carl", { plan: "free" }),
  eventAt("2024-01-02T09:00:00", "Join", "carl"),
  eventAt("2024-01-01T10:00:00", "Join", ""),
];

let client: QueryClient;
beforeAll(async () => {
  client = await QueryClient.start({ events });
});
afterAll(() => client.close());

const RETENTION = { from_date: "2024-01-01", to_date: "2024-01-02", born_event: "Join", event: "Use" };
const retention = (parameters: QueryParameters) =>
  client.read("retention-query", "/retention", { ...RETENTION, ...parameters });

describe("/retention", () => {
  test("counts new users by the time since their beginning", async () => {
    expect(await retention({ interval_count: 3 })).toEqual({
      "2024-01-01": { first: 2, counts: [1, 0, 1, 1] },
      "2024-01-02": { first: 1, counts: [0, 0, 0, 0] },
    });
  });

  test.each<[QueryParameters, object]>([
    [{}, { "2024-01-01": { first: 2, counts: [1, 0] }, "2024-01-02": { first: 1, counts: [0, 0] } }],
    [{ interval: 2 }, { "2024-01-01": { first: 2, counts: [1, 2] }, "2024-01-02": { first: 1, counts: [0, 0] } }],
    [
      { interval_count: 3, unbounded_retention: true },
      { "2024-01-01": { first: 2, counts: [2, 2, 2, 1] }, "2024-01-02": { first: 1, counts: [0, 0, 0, 0] } },
    ],
    [{ event: "" }, { "2024-01-01": { first: 2, counts: [1, 0] }, "2024-01-02": { first: 1, counts: [1, 0] } }],
    [{ event: "Join" }, { "2024-01-01": { first: 2, counts: [0, 0] }, "2024-01-02": { first: 1, counts: [1, 0] } }],
    [
      { born_where: 'properties["plan"] == "free"' },
      { "2024-01-01": { first: 1, counts: [0, 0] }, "2024-01-02": { first: 1, counts: [0, 0] } },
    ],
    [
      { where: 'properties["via"] == "app"' },
      { "2024-01-01": { first: 2, counts: [0, 0] }, "2024-01-02": { first: 1, counts: [0, 0] } },
    ],
    [{ unit: "week" }, { "2024-01-01": { first: 3, counts: [2, 0] } }],
    [{ unit: "month" }, { "2024-01-01": { first: 3, counts: [2, 0] } }],
    [
      { retention_type: "compounded", born_event: "", event: "Join" },
      { "2024-01-01": { first: 3, counts: [0, 0] }, "2024-01-02": { first: 1, counts: [1, 0] } },
    ],
    [
      { retention_type: "compounded", born_event: "", to_date: "2024-01-03", interval_count: 2 },
      {
        "2024-01-01": { first: 1, counts: [0, 0, 0] },
        "2024-01-02": { first: 1, counts: [1, 1, 0] },
        "2024-01-03": { first: 1, counts: [0, 0, 0] },
      },
    ],
  ])("%p", async (parameters, expected) => expect(await retention(parameters)).toEqual(expected));

  // The description gives no schema for retention that is broken down.
  test("on breaks the returns down by their value", async () => {
    const { body } = await client.get("/api/query/retention", {
      ...RETENTION,
      interval_count: 2,
      on: 'properties["via"]',
    });
    expect(body).toEqual({
      "2024-01-01": { app: { first: 2, counts: [0, 0, 1] }, web: { first: 2, counts: [1, 0, 0] } },
      "2024-01-02": {},
    });
    const limited = await client.get("/api/query/retention", {
      ...RETENTION,
      interval_count: 2,
      on: 'properties["via"]',
      limit: 1,
    });
    expect(limited.body).toEqual({ "2024-01-01": { app: { first: 2, counts: [0, 0, 1] } }, "2024-01-02": {} });
  });

  test.each<QueryParameters>([{ interval: 91 }, { unit: "week", interval: 2 }])(
    "R1: %p, which Mixpanel does not expect, ends in a 500 without a reason",
    async (parameters) => {
      const answer = await client.get("/api/query/retention", { ...RETENTION, ...parameters });
      expect(answer).toMatchObject({ status: 500, body: { error: "Internal Server Error" } });
    },
  );

  test.each<[QueryParameters, string]>([
    [{ born_event: "" }, "Missing required parameter: born_event"],
    [{ retention_type: "death" }, 'Invalid value for retention_type: "death"; it must be one of birth, compounded.'],
    [
      { unbounded_retention: "maybe" },
      'Invalid value for unbounded_retention: "maybe"; it must be one of true, false, 1, 0, True, False.',
    ],
  ])("%p is refused", async (parameters, error) => {
    const answer = await client.get("/api/query/retention", { ...RETENTION, ...parameters });
    expect(answer).toMatchObject({ status: 400, body: { error } });
  });
});

describe("/retention/addiction", () => {
  const FREQUENCY = { from_date: "2024-01-01", to_date: "2024-01-02", unit: "day", addiction_unit: "hour" };
  const frequency = (parameters: QueryParameters) =>
    client.read("retention-frequency-query", "/retention/addiction", { ...FREQUENCY, ...parameters });
  /** Counts followed by zeros up to a length. */
  const padded = (length: number, ...counts: number[]) => [
    ...counts,
    ...new Array<number>(length - counts.length).fill(0),
  ];

  test.each<[QueryParameters, object]>([
    // On January 1: olga in two hours, anna and bert in one; on January 2: anna in one (twice in it), carl in two.
    [{}, { "2024-01-01": padded(24, 3, 1), "2024-01-02": padded(24, 2, 1) }],
    [{ event: "Use" }, { "2024-01-01": padded(24, 1), "2024-01-02": padded(24, 1) }],
    [{ where: 'properties["plan"] == "free"' }, { "2024-01-01": padded(24, 1), "2024-01-02": padded(24, 1) }],
    [{ addiction_unit: "day" }, { "2024-01-01": [3], "2024-01-02": [2] }],
    [{ unit: "week", addiction_unit: "day", to_date: "2024-01-07" }, { "2024-01-01": [4, 2, 1, 0, 0, 0, 0] }],
    [
      { unit: "month", addiction_unit: "day", from_date: "2024-02-01", to_date: "2024-02-01" },
      { "2024-02-01": padded(29) },
    ],
  ])("%p", async (parameters, data) => expect(await frequency(parameters)).toEqual({ data }));

  test("on breaks the counts down by value", async () => {
    const { body } = await client.get("/api/query/retention/addiction", {
      ...FREQUENCY,
      event: "Use",
      to_date: "2024-01-07",
      unit: "week",
      addiction_unit: "day",
      on: 'properties["via"]',
    });
    expect(body).toEqual({ data: { "2024-01-01": { app: [2, 0, 0, 0, 0, 0, 0], web: [2, 0, 0, 0, 0, 0, 0] } } });
  });

  test.each(["unit", "addiction_unit", "from_date"])("%s must be there", async (name) => {
    const answer = await client.get("/api/query/retention/addiction", { ...FREQUENCY, [name]: "" });
    expect(answer).toMatchObject({ status: 400, body: { error: `Missing required parameter: ${name}` } });
  });
});
