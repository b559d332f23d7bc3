import { hourlyState, parseQuota, retryAfterMs, usedUp } from "../../../src/mixpanel/http/rateLimits";
import { START_MS } from "../../support/fakeTime";

const headers =
  (values: Record<string, string> = {}) =>
  (name: string) =>
    values[name];

const HOURLY = '"query";q=60;w=3600';
const CONCURRENT = '"concurrent";q=5;w=1;qu="concurrent-requests"';

describe("which limit a 429 response means", () => {
  test.each([
    ["hourly", "61/60 queries running in the last hour", "", "the project's queries per hour (61 of 60)"],
    ["concurrent", "6/5 queries running concurrently", "", "the project's concurrent queries (6 of 5)"],
    ["concurrent", "too many concurrent queries", "", "the project's concurrent queries"],
    ["perSecond", "exceeded 3 queries per second", "", "requests per second"],
    ["ingestion", "Project exceeded rate limits. Please retry", "", "the project's ingestion rate"],
    ["unknown", "", "", "Mixpanel did not say which one"],
    ["unknown", "slow down", "", "Mixpanel did not say which one"],
    ["hourly", "", HOURLY, "the project's queries per hour"],
    ["concurrent", "", CONCURRENT, "the project's concurrent queries"],
    ["perSecond", "", "q=3;w=1", "requests per second"],
    ["ingestion", "", "q=2147483648;w=60", "the project's ingestion rate"],
  ] as const)("%s: body %j, policy %j", (limit, body, policy, words) => {
    expect(parseQuota(body, headers({ "ratelimit-policy": policy }), START_MS)).toEqual({
      limit,
      retryAfterMs: undefined,
      retryAt: undefined,
      words,
    });
  });

  const sentence = (concurrent: string, hour: string) =>
    `Query rate limit exceeded for project_id: 1. ${concurrent} queries running concurrently and ${hour} queries running in the last hour. For more information, please consult our documentation at https://help.mixpanel.com/`;

  test.each([
    ["hourly", "1/5", "61/60", "the project's queries per hour (61 of 60)"],
    ["concurrent", "6/5", "12/60", "the project's concurrent queries (6 of 5)"],
    ["hourly", "6/5", "61/60", "the project's queries per hour (61 of 60)"],
    ["hourly", "1/5", "60/60", "the project's queries per hour (60 of 60)"],
    ["concurrent", "5/5", "59/60", "the project's concurrent queries (5 of 5)"],
  ] as const)("T11: %s is meant by Mixpanel's sentence of %s and %s", (limit, concurrent, hour, words) => {
    // The header names the other limit: the counters decide.
    const policy = limit === "hourly" ? CONCURRENT : HOURLY;
    const header = headers({ "ratelimit-policy": policy });
    expect(parseQuota(sentence(concurrent, hour), header, START_MS)).toMatchObject({ limit, words });
  });

  test("the body decides where the header names every policy of the project", () => {
    const both = headers({ "ratelimit-policy": `${HOURLY}, ${CONCURRENT}` });
    expect(parseQuota("61/60 queries running in the last hour", both, START_MS).limit).toBe("hourly");
    expect(parseQuota("6/5 queries running concurrently", both, START_MS).limit).toBe("concurrent");
  });
});

describe("when the next call is allowed", () => {
  test("follows from Retry-After", () => {
    expect(parseQuota("", headers({ "retry-after": "90" }), START_MS)).toMatchObject({
      retryAfterMs: 90_000,
      retryAt: new Date("2024-01-15T12:01:30.000Z"),
    });
  });

  test("follows from the RateLimit header's reset if there is no Retry-After", () => {
    const ratelimit = '"query";r=0;t=1800';
    expect(parseQuota("", headers({ ratelimit }), START_MS).retryAfterMs).toBe(1_800_000);
    expect(parseQuota("", headers({ ratelimit, "retry-after": "7" }), START_MS).retryAfterMs).toBe(7_000);
  });

  const both = { "ratelimit-policy": `${CONCURRENT}, ${HOURLY}` };

  test.each([
    ["hourly", '"concurrent";r=4;t=1, "query";r=0;t=1800', 1_800_000],
    ["hourly", '"query";r=0;t=1800, "concurrent";r=4;t=1', 1_800_000],
    ["concurrent", '"query";r=12;t=1800, "concurrent";r=0;t=1', 1_000],
    ["hourly", '"concurrent";r=4;t=1, "query";r=0', undefined],
  ] as const)("R8: is that of the limit that was reached, %s, in %s", (limit, ratelimit, ms) => {
    const words = limit === "hourly" ? "61/60 queries running in the last hour" : "6/5 queries running concurrently";
    for (const body of [words, ""]) {
      expect(parseQuota(body, headers({ ...both, ratelimit }), START_MS)).toMatchObject({ limit, retryAfterMs: ms });
    }
  });

  test("is unknown if the RateLimit header has no reset", () => {
    expect(parseQuota("", headers({ ratelimit: '"query";r=0' }), START_MS).retryAt).toBeUndefined();
  });
});

test.each([
  [undefined, undefined],
  ["", undefined],
  ["  ", undefined],
  ["soon", undefined],
  ["Infinity", undefined],
  ["1e300", undefined],
  ["0", 0],
  ["-5", 0],
  ["30", 30_000],
  [" 30 ", 30_000],
  ["1.5", 1_500],
  ["Mon, 15 Jan 2024 12:00:45 GMT", 45_000],
  ["Mon, 15 Jan 2024 11:59:00 GMT", 0],
])("follows from Retry-After %j: a delay of %p ms", (header, ms) => {
  expect(retryAfterMs(header, START_MS)).toBe(ms);
});

describe("what a response says of the hour", () => {
  const of = (limit: string, policy: string) =>
    hourlyState(headers({ ratelimit: limit, "ratelimit-policy": policy }), () => START_MS);

  test.each([
    ['"query";r=12;t=1800', HOURLY, 60, 12, "2024-01-15T12:30:00.000Z"],
    ['"query";r=0', HOURLY, 60, 0, null],
    [`"concurrent";r=4, "query";r=12`, `${CONCURRENT}, ${HOURLY}`, 60, 12, null],
    ['"query";r=7', '"query";w=3600', null, 7, null],
  ])("R8: %s under %s", (limit, policy, allowed, remaining, resets_at) => {
    expect(of(limit, policy)).toEqual({ allowed, remaining, resets_at });
  });

  test.each([
    ["", ""],
    ['"concurrent";r=4', CONCURRENT],
    ['"query";r=12', ""],
    ["", HOURLY],
    ['"query";r=many', HOURLY],
    ['"another";r=12', HOURLY],
  ])("R8: nothing in %j under %j", (limit, policy) => {
    expect(of(limit, policy)).toBeUndefined();
  });

  test("R8: a refusal tells by its sentence", () => {
    const body = "1/5 queries running concurrently and 61/60 queries running in the last hour";
    expect(usedUp(body, new Date(START_MS))).toEqual({
      allowed: 60,
      remaining: 0,
      resets_at: "2024-01-15T12:00:00.000Z",
    });
    expect(usedUp("slow down", undefined)).toEqual({ allowed: null, remaining: 0, resets_at: null });
  });
});
