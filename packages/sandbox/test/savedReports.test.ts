import { sampleQueryDefinitions } from "../src/query/sampleDefinitions";
import { eventAt, QueryClient } from "./queryClient";

// The clock stands at noon of Sunday, March 10.
const events = [
  eventAt("2024-03-08T10:00:00", "Join", "anna", { plan: "pro" }),
  eventAt("2024-03-08T10:01:00", "Buy", "anna", { plan: "pro" }),
  eventAt("2024-03-08T11:00:00", "Join", "bert", { plan: "free" }),
  eventAt("2024-03-09T12:00:00", "Buy", "bert", { plan: "free" }),
  eventAt("2024-03-09T10:00:00", "Join", "carl", { plan: "pro" }),
];
const saved = { dashboard_id: 77, modified: "2024-03-01T10:00:00", unit: "day", units: 2 };
const funnel = { ...saved, units: 3, kind: "funnels", funnel_id: 1 };
const retention = { ...saved, units: 3, kind: "retention", born_event: "Join", event: "Buy", interval_count: 1 };
const slices = {
  funnels: {
    definitions: [
      { funnel_id: 1, name: "F", steps: [{ event: "Join" }, { event: "Buy" }], length: 1, length_unit: "hour" },
    ],
  },
  cohorts: sampleQueryDefinitions.cohorts,
  bookmarks: {
    definitions: [
      { ...saved, bookmark_id: 1, name: "Counts", events: ["Join"], type: "general" },
      { ...funnel, bookmark_id: 2, name: "Purchase" },
      { ...funnel, bookmark_id: 3, name: "Purchase by plan", property: "plan" },
      { ...funnel, bookmark_id: 4, name: "Purchase by day", trend: true },
      { ...funnel, bookmark_id: 5, name: "Purchase by plan and day", property: "plan", trend: true },
      { ...retention, bookmark_id: 6, name: "Return" },
      { ...retention, bookmark_id: 7, name: "Return by plan", property: "plan" },
      { ...funnel, bookmark_id: 8, name: "Gone", funnel_id: 99 },
    ],
  },
};

let client: QueryClient;
beforeAll(async () => {
  client = await QueryClient.start({ events, slices, profiles: { anna: { plan: "pro" } } });
});
afterAll(() => client.close());

const APP = "/api/app/projects/1";
// The app API names the project in its path, and refuses it in the query: `get` adds it there.
const list = async (path: string) => {
  const authorization = `Basic ${Buffer.from("sandbox.user:sandbox-secret").toString("base64")}`;
  const response = await fetch(`${client.sandbox.url}${APP}${path}`, { headers: { authorization } });
  const body: unknown = await response.json();
  return { status: response.status, body };
};

describe("R9: the app API's list of reports", () => {
  test("tells id, name, kind, board and last change", async () => {
    expect(await list("/bookmarks?v=2&type=insights")).toEqual({
      status: 200,
      body: {
        status: "ok",
        results: [{ id: 1, name: "Counts", type: "insights", dashboard_id: 77, modified: "2024-03-01T10:00:00" }],
      },
    });
  });

  test.each([
    ["insights", [1]],
    ["funnels", [2, 3, 4, 5, 8]],
    ["retention", [6, 7]],
    ["flows", []],
  ])("has the reports of the kind %s alone", async (type, ids) => {
    expect(await list(`/bookmarks?v=2&type=${type}`)).toMatchObject({ body: { results: ids.map((id) => ({ id })) } });
  });

  test("without a kind has all of them", async () => {
    expect(await list("/bookmarks?v=2")).toMatchObject({
      body: { results: [1, 2, 3, 4, 5, 6, 7, 8].map((id) => ({ id })) },
    });
  });

  test.each(["", "?type=insights", "?v=1", "?v=2&type=dashboards", "?v=2&project_id=1", "?v=2&utm=x"])(
    "refuses the query %p",
    async (query) => {
      expect(await list(`/bookmarks${query}`)).toMatchObject({ status: 400, body: { status: "error" } });
    },
  );
});

describe("R9: the app API's list of cohorts", () => {
  test("tells of each what the query API's list does", async () => {
    const cohorts = await client.ask("cohorts-list", "/cohorts/list");
    expect(await list("/cohorts")).toEqual({ status: 200, body: { status: "ok", results: cohorts } });
    expect(cohorts).toMatchObject([{ id: 3001, count: 1, data_group_id: null }, { id: 3002 }]);
  });

  test("refuses parameters that it does not know", async () => {
    expect((await list("/cohorts?v=2")).status).toBe(400);
  });
});

test("R9: neither list counts against the hour's queries", async () => {
  const limited = await QueryClient.start(
    { slices },
    { limits: { query: { windows: [{ quota: 0, windowSeconds: 60 }] } } },
  );
  const authorization = `Basic ${Buffer.from("sandbox.user:sandbox-secret").toString("base64")}`;
  const statuses = await Promise.all(
    [`${APP}/bookmarks?v=2`, `${APP}/cohorts`, "/api/query/funnels/list?project_id=1"].map(
      async (path) => (await fetch(`${limited.sandbox.url}${path}`, { headers: { authorization } })).status,
    ),
  );
  await limited.close();
  expect(statuses).toEqual([200, 200, 429]);
});

test("R9: the lists ask for the credentials of a member", async () => {
  const statuses = await Promise.all(
    ["/bookmarks?v=2", "/cohorts"].map(async (path) => (await fetch(`${client.sandbox.url}${APP}${path}`)).status),
  );
  expect(statuses).toEqual([401, 401]);
});

const insights = (bookmark_id: number) => client.read("insights-query", "/insights", { bookmark_id });
const all = (value: number | null) => ({ all: value });
const DATES = ["2024-03-08T00:00:00+00:00", "2024-03-09T00:00:00+00:00", "2024-03-10T00:00:00+00:00"];
const byDate = <T>(...values: T[]) => Object.fromEntries(values.map((value, index) => [DATES[index], value]));

describe("R1: a saved funnel read as a report", () => {
  test("has each metric by step", async () => {
    expect(await insights(2)).toMatchObject({
      headers: ["$funnel", "$metric", "$step"],
      series: {
        Purchase: {
          count: { "1. Join": all(3), "2. Buy": all(1) },
          step_conv_ratio: { "1. Join": all(1), "2. Buy": all(1 / 3) },
          overall_conv_ratio: { "1. Join": all(1), "2. Buy": all(1 / 3) },
          avg_time: { "1. Join": all(null), "2. Buy": all(60) },
          avg_time_from_start: { "1. Join": all(0), "2. Buy": all(60) },
        },
      },
    });
  });

  test("broken down has $overall and the values below each step", async () => {
    expect(await insights(3)).toMatchObject({
      headers: ["$funnel", "$metric", "$step", "plan"],
      series: {
        "Purchase by plan": {
          count: {
            "1. Join": { $overall: all(3), pro: all(2), free: all(1) },
            "2. Buy": { $overall: all(1), pro: all(1), free: all(0) },
          },
        },
      },
    });
  });

  test("as a trend has the dates below each step", async () => {
    expect(await insights(4)).toMatchObject({
      headers: ["$funnel", "$metric", "$step", "$time"],
      series: {
        "Purchase by day": {
          count: { "1. Join": byDate(all(2), all(1), all(0)), "2. Buy": byDate(all(1), all(0), all(0)) },
        },
      },
    });
  });

  test("as a trend that is broken down has dates below the values", async () => {
    expect(await insights(5)).toMatchObject({
      series: {
        "Purchase by plan and day": {
          count: {
            "1. Join": {
              $overall: byDate(all(2), all(1), all(0)),
              pro: byDate(all(1), all(1), all(0)),
              free: byDate(all(1), all(0), all(0)),
            },
          },
        },
      },
    });
  });

  test("that is gone is refused", async () => {
    expect(await client.get("/api/query/insights", { bookmark_id: 8 })).toMatchObject({
      status: 400,
      body: { error: "Funnel 99 does not exist in this project." },
    });
  });
});

describe("R1: a saved retention report", () => {
  const cell = (first: number, ...counts: number[]) => ({
    first,
    counts,
    rates: counts.map((count) => (first === 0 ? 0 : count / first)),
  });

  test("has who began and came back by date, and on average", async () => {
    expect(await insights(6)).toMatchObject({
      headers: ["$metric", "$time"],
      series: {
        "Join and then Buy": {
          ...byDate(cell(2, 1, 1), cell(1, 0, 0), cell(0, 0, 0)),
          $average: { first: 1, counts: [1 / 3, 1 / 3], rates: [1 / 3, 1 / 3] },
        },
      },
    });
  });

  test("broken down has $overall and the values above the dates", async () => {
    expect(await insights(7)).toMatchObject({
      headers: ["$metric", "plan", "$time"],
      series: {
        "Join and then Buy": {
          $overall: byDate(cell(2, 1, 1), cell(1, 0, 0), cell(0, 0, 0)),
          pro: byDate(cell(2, 1, 0), cell(1, 0, 0), cell(0, 0, 0)),
          free: byDate(cell(2, 0, 1), cell(1, 0, 0), cell(0, 0, 0)),
        },
      },
    });
  });
});
