import { MixpanelAuthError, MixpanelTooLargeError, MixpanelValidationError } from "../../../../src/mixpanel/errors";
import { Delivery } from "../../../../src/mixpanel/ingest/engine/delivery";
import { Tally } from "../../../../src/mixpanel/ingest/engine/tally";
import { TimeLeft } from "../../../../src/mixpanel/ingest/engine/timeLeft";
import { MAX_SINGLE_REFUSALS } from "../../../../src/mixpanel/ingest/identityEvents";
import { batchOf, broke, delivery, rejected, type Send } from "./deliveryWith";
import { numbers } from "./runWith";

const tooLarge = () => new MixpanelTooLargeError({ message: "too large.", status: 413 });
const simplified = () => new MixpanelValidationError({ message: "not allowed with simplified merge" });

test("B7: a request is counted with its bytes, and what Mixpanel stored and how often it was retried is noted", async () => {
  const tally = new Tally("things");
  const send: Send = async (_batch, _effect, { retried, stored }) => {
    retried();
    retried();
    stored(2);
  };
  const time = new TimeLeft(() => 1_000_000);
  const retried = new Delivery({ send, tally, limits: { maxRecords: 9, maxBytes: 100 }, time });
  expect(await retried.deliver(batchOf(3))).toBe(false);
  expect(tally.result).toMatchObject({ batches: 1, bytes: 7, retries: 2, sent: 3, imported: 2, unconfirmed: 1 });
});

test.each([
  ["accepted", undefined, true],
  ["rejected", rejected(), false],
  ["broken off", broke(), false],
])("B7: whether a request was accepted at the first attempt: %s", async (_, outcome, expected) => {
  expect(await delivery([outcome]).delivery.deliver(batchOf(3))).toBe(expected);
});

test("B7: after a failure, nothing is sent, and the records are listed as not sent", async () => {
  const { delivery: one, sent, tally } = delivery([new MixpanelAuthError({ message: "refused." })]);
  await one.deliver(batchOf(1));
  expect(one.failure).toEqual({ error: new MixpanelAuthError({ message: "refused." }) });
  expect(await one.deliver(batchOf(2))).toBe(false);
  expect(sent).toHaveLength(1);
  expect(tally.close(0).failed_records.map(({ message }) => message)).toEqual([
    "refused.",
    ...Array<string>(2).fill("not sent: the run ended before its turn"),
  ]);
});

describe("B7: identity events", () => {
  const identity = { identity: true };

  test("are not sent after too many were rejected alone, while others are", async () => {
    const { delivery: one, sent, tally } = delivery([undefined, ...numbers(MAX_SINGLE_REFUSALS).map(simplified)]);
    await one.deliver(batchOf(3));
    for (const _ of numbers(MAX_SINGLE_REFUSALS)) await one.deliver(batchOf(1, identity));
    expect(await one.deliver(batchOf(2, identity))).toBe(false);
    expect(sent).toHaveLength(1 + MAX_SINGLE_REFUSALS);
    expect(await one.deliver(batchOf(2))).toBe(true);
    expect(tally.result).toMatchObject({ failed: MAX_SINGLE_REFUSALS + 2, imported: 3 + 2 });
  });

  test("are sent after others were rejected", async () => {
    const { delivery: one } = delivery(numbers(MAX_SINGLE_REFUSALS).map(simplified));
    for (const _ of numbers(MAX_SINGLE_REFUSALS)) await one.deliver(batchOf(1));
    expect(await one.deliver(batchOf(2, identity))).toBe(true);
  });

  test("are all sent if one was accepted", async () => {
    const { delivery: one, sent } = delivery([undefined, ...numbers(MAX_SINGLE_REFUSALS).map(simplified)]);
    for (const _ of numbers(MAX_SINGLE_REFUSALS + 2)) await one.deliver(batchOf(1, identity));
    expect(sent).toHaveLength(MAX_SINGLE_REFUSALS + 2);
  });

  test("are halved if Mixpanel rejects them as a whole; those it names are not, nor are other events", async () => {
    const halved = delivery([rejected()]);
    await halved.delivery.deliver(batchOf(3, identity));
    expect(halved.sent.map((request) => [request].flat()[0])).toEqual([[0, 1, 2], [0, 1], [2]]);
    expect(halved.tally.result).toMatchObject({ imported: 3, failed: 0 });
    const named = delivery([
      new MixpanelValidationError({ message: "some", imported: 2, failedRecords: [{ index: 1, message: "bad" }] }),
    ]);
    await named.delivery.deliver(batchOf(3, identity));
    const others = delivery([rejected()]);
    await others.delivery.deliver(batchOf(3));
    expect([named.sent.length, others.sent.length]).toEqual([1, 1]);
    expect(others.tally.result.failed).toBe(3);
  });
});

describe("B7: a request that is too large", () => {
  test("is halved, and makes later batches half as large, rounded up", async () => {
    const { delivery: one, sent, limits } = delivery([tooLarge()]);
    limits.maxBytes = 6;
    await one.deliver(batchOf(5));
    expect(sent).toEqual([
      [[0, 1, 2, 3, 4], "idempotentWrite"],
      [[0, 1, 2], "idempotentWrite"],
      [[3, 4], "idempotentWrite"],
    ]);
    // Half of 11 bytes are 6; the first half, of 7 bytes, was accepted.
    expect(limits.maxBytes).toBe(7);
    const odd = delivery([tooLarge(), broke(), broke()]);
    await odd.delivery.deliver(batchOf(5));
    expect(odd.limits.maxBytes).toBe(6);
  });

  test("does not raise a lower limit, nor lower it below what was accepted", async () => {
    const low = delivery([tooLarge(), broke()]);
    low.limits.maxBytes = 3;
    await low.delivery.deliver(batchOf(5));
    expect(low.limits.maxBytes).toBe(3);
    const { delivery: one, limits } = delivery([undefined, tooLarge(), broke()]);
    await one.deliver(batchOf(4));
    await one.deliver(batchOf(5));
    expect(limits.maxBytes).toBe(9);
  });

  test("as a single record is listed", async () => {
    const { delivery: one, sent, tally } = delivery([tooLarge()]);
    await one.deliver(batchOf(1, { indexes: [7] }));
    expect([sent.length, one.failure]).toEqual([1, undefined]);
    expect(tally.result.failed_records).toMatchObject([{ index: 7, rule: "record_too_large" }]);
  });

  test("to a response that is too large is neither halved nor listed as too large", async () => {
    for (const count of [1, 2]) {
      const { delivery: one, sent, tally } = delivery([new MixpanelTooLargeError({ message: "too much." })]);
      await one.deliver(batchOf(count));
      expect([sent.length, tally.result.unknown, tally.result.failed]).toEqual([1, count, 0]);
      expect(one.failure).toBeDefined();
    }
  });
});
