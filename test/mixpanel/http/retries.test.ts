import fc from "fast-check";
import { MixpanelServerError } from "../../../src/mixpanel/errors";
import { Retries, repeat } from "../../../src/mixpanel/http/retries";
import { DEFAULT_RETRY } from "../../../src/mixpanel/http/retry";
import { failureOf } from "../../support/failure";
import { fakeTime } from "../../support/fakeTime";

const failed = () => new MixpanelServerError({ message: "down", status: 503 });

function retriesWith({ leftMs = Number.POSITIVE_INFINITY, maxRetries = 2, random = 0, isQuery = false } = {}) {
  const time = fakeTime();
  const { now = Date.now, sleep = async () => {}, log = () => {} } = time.options;
  const task = { operation: "readThings", method: "GET", path: "/things", effect: "read" } as const;
  const policy = { ...DEFAULT_RETRY, maxRetries };
  return {
    time,
    retries: new Retries({ ...task, policy, isQuery }, { now, sleep, random: () => random, log, leftMs: () => leftMs }),
  };
}

test.each([
  ["a query that ran for over a minute", true, 60_001, false],
  ["a query that ran for a minute", true, 60_000, true],
  ["another request that ran for over a minute", false, 60_001, true],
])("B7: whether a failure is retried, or called a running query: %s", (_, isQuery, durationMs, isRetried) => {
  const { retries } = retriesWith({ isQuery });
  const error = failed();
  expect(retries.decide(error, durationMs) !== undefined).toBe(isRetried);
  const running =
    "down The query ran for 60 s. It was not retried, because it counts toward the project's 60 queries per hour and may still be running. Request less data at once, or run it again later.";
  expect([error.message, error.givenUp]).toEqual(isRetried ? ["down", undefined] : [running, "policy"]);
});

test("H7: a task is repeated as the policy allows, with a line in the log for each wait", async () => {
  const { time, retries } = retriesWith();
  let attempts = 0;
  const value = await repeat(retries, async () => {
    if (++attempts < 3) throw failed();
    return "whole";
  });
  expect([value, time.waits]).toEqual(["whole", [3_000, 5_000]]);
  const line = { operation: "readThings", method: "GET", path: "/things", outcome: "server_error" };
  expect(time.log).toEqual([
    { ...line, attempt: 1, durationMs: 0, requestBytes: 0, retryInMs: 3_000, givesUpInMs: 12_000 },
    { ...line, attempt: 2, durationMs: 0, requestBytes: 0, retryInMs: 5_000, givesUpInMs: 5_000 },
  ]);
});

test("F1: each line of the log bounds how long the retries go on, whatever the delays turn out to be", async () => {
  const policies = fc.record({
    maxRetries: fc.integer({ min: 1, max: 8 }),
    random: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });
  await fc.assert(
    fc.asyncProperty(policies, async ({ maxRetries, random }) => {
      const { time, retries } = retriesWith({ maxRetries, random });
      await failureOf(repeat(retries, () => Promise.reject(failed())));
      const delays = time.log.map(({ retryInMs = 0 }) => retryInMs);
      const after = delays.map((_, index) => delays.slice(index).reduce((sum, delay) => sum + delay, 0));
      // Both are rounded.
      for (const [index, { givesUpInMs = 0 }] of time.log.entries())
        expect(givesUpInMs).toBeGreaterThanOrEqual((after[index] ?? 0) - maxRetries);
    }),
  );
});

test.each([
  ["policy", { maxRetries: 0 }],
  ["time", { leftMs: 3_000 }],
])("H7: what is given up for the %s says so, and no loop around takes it up again", async (givenUp, options) => {
  const inner = retriesWith(options);
  const outer = retriesWith();
  let attempts = 0;
  const once = async () => {
    attempts++;
    throw failed();
  };
  const error = await failureOf(repeat(outer.retries, () => repeat(inner.retries, once)));
  expect(error).toMatchObject({ code: "server_error", givenUp });
  expect([attempts, outer.time.waits, inner.time.waits]).toEqual([1, [], []]);
});

test("H7: a fault of the code is thrown as it is", async () => {
  const { retries, time } = retriesWith();
  const fault = new TypeError("fault");
  await expect(repeat(retries, () => Promise.reject(fault))).rejects.toBe(fault);
  expect(time.waits).toEqual([]);
});
