import { isQuery, isSlowQuery, type Limited, reserveMs, timeLimitMs } from "../../../src/mixpanel/http/timeLimits";

const SECOND_MS = 1_000;

describe("T18: one function decides how long anything may take", () => {
  test.each<[Limited, number]>([
    ["action", 780],
    ["dataSource", 25],
    ["webhookHandler", 20],
    ["silence", 120],
  ])("%s: %d s", (of, seconds) => {
    expect(timeLimitMs(of)).toBe(seconds * SECOND_MS);
  });

  test.each([
    ["https://mixpanel.com/api/query/engage", 500],
    ["https://eu.mixpanel.com/api/2.0/jql", 500],
    ["https://proxy.example.com/mixpanel.com/api/query/insights", 500],
    ...[
      "engage/revenue",
      "cohorts/list",
      "funnels",
      "insights",
      "retention",
      "segmentation",
      "events/names",
      "stream/query",
    ].map((path): [string, number] => [`https://mixpanel.com/api/2.0/${path}`, 500]),
    ["https://mixpanel.com/api/app/me", 135],
    ["https://in.mixpanel.com/api/app/data-retrievals/v3.0", 135],
    ["https://api.mixpanel.com/import", 150],
    ["https://api.mixpanel.com/api/query", 150],
    ["https://mixpanel.com/api/queryable/insights", 150],
    ["https://mixpanel.com/api/2.0/jqlx", 150],
    ["https://mixpanel.com/api/2x0/jql", 150],
    ["https://mixpanel.com/2.0/jql", 150],
    ["https://api.mixpanel.com/lookup-tables", 150],
    ["https://data.mixpanel.com/api/2.0/export", 150],
    ["https://data-eu.mixpanel.com/api/2.0/nessie/pipeline/jobs", 150],
  ])("a request to %s: %d s", (address, seconds) => {
    const url = new URL(address);
    expect(timeLimitMs(url)).toBe(seconds * SECOND_MS);
    expect(isQuery(url)).toBe(seconds === 500);
  });

  test.each([
    [13 * 60_000, 60_000],
    [60_000, 6_000],
    [Number.POSITIVE_INFINITY, 60_000],
  ])("of %d ms, the last %d ms are kept for what is under way", (limitMs, expected) => {
    expect(reserveMs(limitMs)).toBe(expected);
  });

  test("B7: a query is slow when it took more than a minute", () => {
    expect([0, 60_000, 60_001].map(isSlowQuery)).toEqual([false, false, true]);
  });
});
