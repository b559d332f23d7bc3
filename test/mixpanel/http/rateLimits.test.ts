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
    ['"query";r=7', '"query";q=;w=3600', null, 7, null],
  ])("R8: %s under %s", (limit, policy, allowed, remaining, resets_at) => {
    expect(of(limit, policy)).toEqual({ allowed, remaining, resets_at });
  });

  test.each([
    ["", ""],
    ['"concurrent";r=4', CONCURRENT],
    ['"query";r=12', ""],
    ["", HOURLY],
    ['"query";r=many', HOURLY],
    ['"query";r', HOURLY],
    ['"query";r=', HOURLY],
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

describe("B7: the limit in words without counters", () => {
  const limitOf = (body: string, values?: Record<string, string>) => parseQuota(body, headers(values), START_MS).limit;

  test.each([
    ["too much to scan", "scans"],
    ["unfinished scans", "scans"],
    ["data that is scanned", "scans"],
    ["Scanning 6 years", "scans"],
    ["by a scanner", "unknown"],
    ["a rescan", "unknown"],
    ["Concurrent queries", "concurrent"],
    ["in the last hour", "hourly"],
    ["60 per hour", "hourly"],
    ["the Hourly limit", "hourly"],
    ["3 per second", "perSecond"],
    ["in the last second", "perSecond"],
    ["Exceeded Rate Limits", "ingestion"],
  ])("%j is %s", (body, limit) => {
    expect(limitOf(body)).toBe(limit);
  });

  test.each([
    [{ "ratelimit-policy": `${CONCURRENT}, ${HOURLY}`, ratelimit: '"query";r=0' }, "hourly"],
    [{ "ratelimit-policy": `${CONCURRENT}, ${HOURLY}`, ratelimit: '"query";r=1' }, "concurrent"],
    [{ "ratelimit-policy": "q=5;qu=concurrent-requests;w=9999" }, "concurrent"],
    [{ "ratelimit-policy": "q=5;w=3600" }, "hourly"],
    [{ "ratelimit-policy": "q=5;w=3599" }, "ingestion"],
    [{ "ratelimit-policy": "q=5;w=2" }, "ingestion"],
    [{ "ratelimit-policy": "q=5;w=1" }, "perSecond"],
    [{ "ratelimit-policy": "q=5;window=3600" }, "unknown"],
    [{ "ratelimit-policy": "q=5" }, "unknown"],
  ])("%j is %s", (values, limit) => {
    expect(limitOf("", values)).toBe(limit);
  });
});

test.each([
  ["3/5 things AND 61/60 queries running in the last hour", "hourly", "(61 of 60)"],
  ["61/60 queries per hour", "hourly", "(61 of 60)"],
  ["4/3 queries PER SECOND", "perSecond", "(4 of 3)"],
  ["4/3 in the last second", "perSecond", "(4 of 3)"],
  ["1/5 queries running concurrently and 59/60 queries in the last hour", "hourly", "(59 of 60)"],
  ["4/5 queries running concurrently and 58/60 queries per second", "concurrent", "(4 of 5)"],
  ["6/5 queries running concurrently and 60/60 queries in the last hour", "concurrent", "(6 of 5)"],
])("B7: the counters %j mean %s", (body, limit, numbers) => {
  const quota = parseQuota(body, headers(), START_MS);
  expect([quota.limit, quota.words.slice(-numbers.length)]).toEqual([limit, numbers]);
});

test("B7: a delay of a year is the longest that is believed", () => {
  const year = 365 * 24 * 3_600;
  expect([retryAfterMs(`${year}`, 0), retryAfterMs(`${year + 1}`, 0)]).toEqual([year * 1_000, undefined]);
});

describe("B7: the reset of the limit that was reached", () => {
  const resetIn = (body: string, ratelimit: string, policy = `${CONCURRENT},${HOURLY}`) =>
    parseQuota(body, headers({ ratelimit, "ratelimit-policy": policy }), START_MS).retryAfterMs;

  test.each([
    ["that is used up, of those of the same kind", '"a";r=1;t=5, "b";r=0;t=7', 7_000],
    ["that is the first, if none is used up", '"a";r=1;t=5, "b";r=2;t=7', 5_000],
    ["that has one", '"a";r=0, "b";r=2;t=7', 7_000],
    ["that is not the hourly one", '"query";r=0;t=1800, "b";r=2;t=7', 7_000],
  ])("is of the item %s", (_, ratelimit, ms) => {
    expect(resetIn("too many concurrent queries", ratelimit)).toBe(ms);
  });

  test("is any, if no policy is hourly", () => {
    expect(resetIn("too many concurrent queries", '"query";r=1;t=9', CONCURRENT)).toBe(9_000);
    expect(resetIn("60 per hour", '"query";r=1;t=9', CONCURRENT)).toBe(9_000);
  });
});

test("B7: the allowance of another limit is not told as that of the hour", () => {
  expect(usedUp("6/5 queries running concurrently", undefined).allowed).toBeNull();
});

test("B7: the hour's items are found with quotes, spaces and a window of more than an hour", () => {
  const header = headers({ "ratelimit-policy": 'a;w=60 ,"query" ; q="60" ;w=7200', ratelimit: ' "query" ; r=5 ' });
  expect(hourlyState(header, () => START_MS)).toEqual({ allowed: 60, remaining: 5, resets_at: null });
});
