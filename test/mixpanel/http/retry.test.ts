import type { Effect } from "../../../src/mixpanel/endpoint";
import {
  MixpanelAuthError,
  type MixpanelError,
  MixpanelNetworkError,
  MixpanelPlanError,
  MixpanelRateLimitError,
  MixpanelResponseError,
  MixpanelServerError,
  MixpanelTimeoutError,
  MixpanelTooLargeError,
  MixpanelValidationError,
  type RateLimit,
} from "../../../src/mixpanel/errors";
import {
  DEFAULT_RETRY,
  longestRetryMs,
  type RetryPolicy,
  repeatsAtOnce,
  retryDelay,
  runAgain,
} from "../../../src/mixpanel/http/retry";

const message = "m";
const limited = (limit: RateLimit, retryAfterMs?: number) =>
  new MixpanelRateLimitError({ message, status: 429, limit, retryAfterMs });
const server = (status = 503, retryAfterMs?: number) => new MixpanelServerError({ message, status, retryAfterMs });

interface Case {
  effect?: Effect;
  attempt?: number;
  waitedMs?: number;
  random?: number;
  policy?: Partial<RetryPolicy>;
}
const delay = (error: MixpanelError, { effect = "read", attempt = 1, waitedMs = 0, random = 0, policy }: Case = {}) =>
  retryDelay(error, { attempt, waitedMs, effect, random, policy: { ...DEFAULT_RETRY, ...policy } });

/** The first wait without luck: 2 s and 1 s of jitter. */
const FIRST_MS = 3_000;
const DAY_MS = 86_400_000;

describe("which failures are retried, for the effects read, idempotentWrite and write", () => {
  const table: [string, MixpanelError, [boolean, boolean, boolean]][] = [
    ["429 of ingestion", limited("ingestion"), [true, true, true]],
    ["429 of concurrency", limited("concurrent"), [true, true, true]],
    ["429 of a second", limited("perSecond"), [true, true, true]],
    ["429 of no known limit", limited("unknown"), [true, true, true]],
    ["429 of the hour", limited("hourly"), [false, false, false]],
    ["429 of privacy scans", limited("scans"), [false, false, false]],
    ["500", server(500), [true, true, false]],
    ["502", server(502), [true, true, false]],
    ["503", server(503), [true, true, false]],
    ["host not reached", new MixpanelNetworkError({ message, mayHaveLanded: false }), [true, true, true]],
    ["connection broken", new MixpanelNetworkError({ message, mayHaveLanded: true }), [true, true, false]],
    ["no connection in time", new MixpanelTimeoutError({ message, mayHaveLanded: false }), [true, true, true]],
    ["no answer in time", new MixpanelTimeoutError({ message, mayHaveLanded: true }), [true, true, false]],
    ["unusable 200", new MixpanelResponseError({ message, status: 200, retryable: true }), [true, true, false]],
    ["redirect", new MixpanelResponseError({ message, status: 302 }), [false, false, false]],
    ["400", new MixpanelValidationError({ message, status: 400 }), [false, false, false]],
    ["401", new MixpanelAuthError({ message, status: 401 }), [false, false, false]],
    ["402", new MixpanelPlanError({ message, status: 402 }), [false, false, false]],
    ["413", new MixpanelTooLargeError({ message, status: 413 }), [false, false, false]],
  ];
  const effects: Effect[] = ["read", "idempotentWrite", "write"];

  test.each(table)("%s", (_, error, expected) => {
    expect(effects.map((effect) => delay(error, { effect }))).toEqual(
      expected.map((repeated) => (repeated ? FIRST_MS : undefined)),
    );
  });

  test.each(table)(
    "%s with allErrors: every failed response, and connection errors that are worth a retry",
    (_, error) => {
      const repeated = error.status !== undefined || error.retryable;
      expect(effects.map((effect) => delay(error, { effect, policy: { allErrors: true } }))).toEqual(
        effects.map(() => (repeated ? FIRST_MS : undefined)),
      );
    },
  );

  test("allErrors does not retry if the response is too large, because it would be too large again", () => {
    expect(delay(new MixpanelTooLargeError({ message }), { policy: { allErrors: true } })).toBeUndefined();
  });
});

describe("the delay before a retry", () => {
  test("starts at 2 s and doubles up to 60 s, plus at least 1 s of jitter", () => {
    const policy = { maxRetries: 9, maxWaitMs: 1e9, maxTotalWaitMs: 1e9 };
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map((attempt) => delay(server(), { attempt, policy }))).toEqual([
      3_000, 5_000, 9_000, 17_000, 33_000, 61_000, 61_000, 61_000, 61_000,
    ]);
  });

  test.each([
    [0, 3_000],
    [0.25, 4_000],
    [0.5, 5_000],
    [1, 7_000],
  ])("adds 1 to 5 s of jitter: the random number %p gives %p ms", (random, ms) => {
    expect(delay(server(), { random })).toBe(ms);
  });

  test("is never longer than Max Retry Delay plus jitter", () => {
    const policy = { maxWaitMs: 10_000 };
    expect(delay(server(), { attempt: 5, policy })).toBe(11_000);
    expect(delay(server(), { attempt: 5, policy, random: 0.5 })).toBe(13_000);
  });

  test("is exactly the fixed delay, if one is set", () => {
    const policy = { fixedDelayMs: 500 };
    expect([1, 2, 3].map((attempt) => delay(server(), { attempt, random: 1, policy }))).toEqual([500, 500, 500]);
  });
});

describe("the delay that the server asks for", () => {
  test.each([
    ["429", limited("unknown", 20_000)],
    ["503", server(503, 20_000)],
  ])("is respected for a %s", (_, error) => {
    expect(delay(error)).toBe(20_000);
  });

  test("does not shorten the backoff", () => {
    expect(delay(limited("unknown", 100))).toBe(FIRST_MS);
    expect(delay(limited("unknown", 0))).toBe(FIRST_MS);
  });

  test("is respected up to the maximum; if it is longer, the call fails at once", () => {
    expect(delay(limited("unknown", 60_000))).toBe(60_000);
    expect(delay(limited("unknown", 60_001))).toBeUndefined();
    expect(delay(server(503, 60_001))).toBeUndefined();
  });

  test.each([
    ["429", limited("unknown", DAY_MS)],
    ["429 of the hour", limited("hourly", DAY_MS)],
    ["503", server(503, DAY_MS)],
  ])("B7: of a day is not waited for, even where the retries may take longer: %s", (_, error) => {
    expect(delay(error)).toBeUndefined();
    expect(delay(error, { policy: { allErrors: true, maxTotalWaitMs: 2 * DAY_MS } })).toBeUndefined();
    expect(delay(error, { policy: { fixedDelayMs: 10, maxTotalWaitMs: 2 * DAY_MS } })).toBeUndefined();
  });

  test("is respected for the hourly limit only if it is within the maximum", () => {
    expect(delay(limited("hourly", 20_000))).toBe(20_000);
    expect(delay(limited("hourly", 3_540_000))).toBeUndefined();
  });
});

describe("the call stops retrying", () => {
  test("after the maximum number of retries", () => {
    expect(delay(server(), { attempt: 5 })).toBe(33_000);
    expect(delay(server(), { attempt: 6 })).toBeUndefined();
    expect(delay(server(), { attempt: 1, policy: { maxRetries: 0 } })).toBeUndefined();
  });

  test("if it has had no response for too long", () => {
    expect(delay(server(), { waitedMs: 297_000 })).toBe(FIRST_MS);
    expect(delay(server(), { waitedMs: 297_001 })).toBeUndefined();
  });
});

const broken = (closedIdle: boolean) => new MixpanelNetworkError({ message, mayHaveLanded: true, closedIdle });

test.each<[string, MixpanelError, Effect, boolean]>([
  ["a read on an idle connection that was closed", broken(true), "read", true],
  ["an idempotent write on an idle connection that was closed", broken(true), "idempotentWrite", true],
  ["a write on an idle connection that was closed", broken(true), "write", false],
  ["a read whose new connection broke", broken(false), "read", false],
  ["a read that the server could not answer", server(), "read", false],
])("B7: whether %s is sent again at once", (_, error, effect, expected) => {
  expect(repeatsAtOnce(error, effect)).toBe(expected);
});

test.each([
  ["the delays of the attempts that are left", { waitedMs: 0, maxTotalWaitMs: 300_000 }, 3_000 + 9_000 + 13_000],
  ["what is left of the total time", { waitedMs: 6_000, maxTotalWaitMs: 20_000 }, 14_000],
  ["the delay before the next attempt, in any case", { waitedMs: 19_000, maxTotalWaitMs: 20_000 }, 3_000],
])("B7: the retries can go on for %s", (_, { waitedMs, maxTotalWaitMs }, expected) => {
  const policy = { ...DEFAULT_RETRY, maxRetries: 3, maxTotalWaitMs };
  expect(longestRetryMs(3_000, { attempt: 1, waitedMs, policy })).toBe(expected);
});

test.each<[Effect, string]>([
  ["read", "Run it again"],
  ["idempotentWrite", "Run it again"],
  ["write", "Check in Mixpanel whether the change was made before you run it again"],
])("B7: the advice after a failed %s", (effect, expected) => {
  expect(runAgain(effect)).toBe(expected);
});

test("the default policy is 5 retries, with at most 60 s each and 300 s in total", () => {
  expect(DEFAULT_RETRY).toEqual({ maxRetries: 5, maxWaitMs: 60_000, maxTotalWaitMs: 300_000 });
});
