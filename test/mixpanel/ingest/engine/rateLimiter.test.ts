import { BYTES_PER_MINUTE, EVENTS_PER_SECOND } from "../../../../src/mixpanel/ingest/engine/limits";
import { RateLimiter } from "../../../../src/mixpanel/ingest/engine/rateLimiter";
import { fakeTime, START_MS } from "../../../support/fakeTime";

const RECORDS_PER_MINUTE = EVENTS_PER_SECOND * 60;

function start(share = 1) {
  const { waits, options } = fakeTime();
  const { now = Date.now, sleep = async () => {} } = options;
  return { limiter: new RateLimiter(share, { now, sleep }), waits, now, sleep };
}

test("the documented rate is 30,000 events a second and 2 GB a minute", () => {
  expect([EVENTS_PER_SECOND, BYTES_PER_MINUTE]).toEqual([30_000, 2_000_000_000]);
});

test("a minute's allowance goes without a wait, and what is beyond it waits for the minute to pass", async () => {
  const { limiter, waits, sleep, now } = start();
  await limiter.take(RECORDS_PER_MINUTE - 1, 10);
  await sleep(20_000);
  await limiter.take(1, 10);
  expect(waits).toEqual([20_000]);
  await limiter.take(1, 10);
  expect(waits).toEqual([20_000, 40_000]);
  expect(now()).toBe(START_MS + 60_000);
});

test("bytes are counted as records are", async () => {
  const { limiter, waits } = start();
  await limiter.take(1, BYTES_PER_MINUTE);
  await limiter.take(1, 1);
  expect(waits).toEqual([60_000]);
});

test("a share of the rate is kept under", async () => {
  const { limiter, waits } = start(0.5);
  await limiter.take(RECORDS_PER_MINUTE / 2, 1);
  await limiter.take(1, 1);
  expect(waits).toEqual([60_000]);
});

test("a request beyond the whole share goes alone, in place of never", async () => {
  const { limiter, waits } = start(0.001);
  await limiter.take(RECORDS_PER_MINUTE, 1);
  await limiter.take(RECORDS_PER_MINUTE, 1);
  expect(waits).toEqual([60_000]);
});

test("those that wait go in the order they came", async () => {
  const { limiter } = start();
  const order: number[] = [];
  await limiter.take(RECORDS_PER_MINUTE, 1);
  await Promise.all([1, 2, 3].map((n) => limiter.take(RECORDS_PER_MINUTE / n, 1).then(() => order.push(n))));
  expect(order).toEqual([1, 2, 3]);
});

test("an infinite share never waits", async () => {
  const { limiter, waits } = start(Number.POSITIVE_INFINITY);
  for (let request = 0; request < 5; request++) await limiter.take(RECORDS_PER_MINUTE, BYTES_PER_MINUTE);
  expect(waits).toEqual([]);
});
