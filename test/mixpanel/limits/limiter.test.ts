import { BYTES_PER_MINUTE, EVENTS_PER_SECOND, INGESTION } from "../../../src/mixpanel/limits/documented";
import { Limiter } from "../../../src/mixpanel/limits/limiter";
import { fakeTime, START_MS } from "../../support/fakeTime";

const RECORDS_PER_MINUTE = EVENTS_PER_SECOND * 60;

function start(share = 1) {
  const { waits, options } = fakeTime();
  const { now = Date.now, sleep = async () => {} } = options;
  const limiter = new Limiter(INGESTION);
  const asking = { share, clock: { now, sleep }, accepts: () => true };
  return { take: (...amounts: number[]) => limiter.take(amounts, asking), limiter, asking, waits, now, sleep };
}

test("the documented rate is 30,000 events a second and 2 GB a minute", () => {
  expect([EVENTS_PER_SECOND, BYTES_PER_MINUTE]).toEqual([30_000, 2_000_000_000]);
});

test("requests within a minute's limit start at once, and further ones wait until the minute is over", async () => {
  const { take, waits, sleep, now } = start();
  await take(RECORDS_PER_MINUTE - 1, 10);
  await sleep(20_000);
  await take(1, 10);
  expect(waits).toEqual([20_000]);
  await take(1, 10);
  expect(waits).toEqual([20_000, 40_000]);
  expect(now()).toBe(START_MS + 60_000);
});

test("bytes are limited in the same way as records", async () => {
  const { take, waits } = start();
  await take(1, BYTES_PER_MINUTE);
  await take(1, 1);
  expect(waits).toEqual([60_000]);
});

test("the rate stays below the given share", async () => {
  const { take, waits } = start(0.5);
  await take(RECORDS_PER_MINUTE / 2, 1);
  await take(1, 1);
  expect(waits).toEqual([60_000]);
});

test("a request larger than the whole share is sent alone", async () => {
  const { take, waits } = start(0.001);
  await take(RECORDS_PER_MINUTE, 1);
  await take(RECORDS_PER_MINUTE, 1);
  expect(waits).toEqual([60_000]);
});

test("waiting requests are sent in order", async () => {
  const { take } = start();
  const order: number[] = [];
  await take(RECORDS_PER_MINUTE, 1);
  await Promise.all([1, 2, 3].map((n) => take(RECORDS_PER_MINUTE / n, 1).then(() => order.push(n))));
  expect(order).toEqual([1, 2, 3]);
});

test("R8: a request that may not wait is refused at once, though another one waits for its turn", async () => {
  const limiter = new Limiter(INGESTION);
  const wakes: (() => void)[] = [];
  const clock = { now: () => START_MS, sleep: () => new Promise<void>((resolve) => wakes.push(resolve)) };
  const taking = (accepts: (waitMs: number) => boolean) =>
    limiter.take([RECORDS_PER_MINUTE, 1], { share: 1, clock, accepts });
  await taking(() => true);
  void taking(() => true);
  expect(await taking((waitMs) => waitMs === 0)).toMatchObject({ waitMs: 60_000 });
});

test("an infinite share never waits", async () => {
  const { take, waits } = start(Number.POSITIVE_INFINITY);
  for (let request = 0; request < 5; request++) await take(RECORDS_PER_MINUTE, BYTES_PER_MINUTE);
  expect(waits).toEqual([]);
});

test("H8: a request that would have to wait too long fails at once, and the error names the delay and the limit", async () => {
  const { limiter, asking, waits } = start();
  await limiter.take([RECORDS_PER_MINUTE, 1], asking);
  const late = await limiter.take([1, 1], { ...asking, accepts: (waitMs) => waitMs < 60_000 });
  expect(late).toEqual({ waitMs: 60_000, allowance: INGESTION.allowances[0] });
  expect(await limiter.take([1, 1], { ...asking, accepts: () => false, share: 1_000 })).toEqual({ waitMs: 0 });
  expect(waits).toEqual([]);
});

test("H8: calls that are noted afterwards count like calls that waited for their turn", async () => {
  const { limiter, take, waits, now } = start();
  limiter.note([RECORDS_PER_MINUTE, 1], now());
  await take(1, 1);
  expect(waits).toEqual([60_000]);
});
