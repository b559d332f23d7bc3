import { MixpanelAuthError, MixpanelNetworkError } from "../../../../src/mixpanel/errors";
import type { Batch, Note } from "../../../../src/mixpanel/ingest/engine/batch";
import { MAX_IN_DOUBT, MAX_UNKNOWN } from "../../../../src/mixpanel/ingest/engine/limits";
import { batchOf, broke, delivery, rejected } from "./deliveryWith";
import { numbers } from "./runWith";

const unreached = () => new MixpanelNetworkError({ message: "unreached.", mayHaveLanded: false });
const writes = (count: number): Partial<Batch> => ({ notes: Array<Note>(count).fill({ effect: "write" }) });

describe("B7: writes with an unknown outcome", () => {
  const fail = async (count: number, between?: Error) => {
    const outcomes = numbers(count).map(() => broke());
    const { delivery: one, tally } = delivery(between ? [...outcomes.slice(1), between, broke()] : outcomes);
    for (const _ of numbers(between ? count + 1 : count)) await one.deliver(batchOf(1, writes(1)));
    return [one.failure !== undefined, tally.result.unknown];
  };

  test("end the run if there are so many in a row, but not if a response comes in between", async () => {
    expect(await fail(MAX_IN_DOUBT - 1)).toEqual([false, MAX_IN_DOUBT - 1]);
    expect(await fail(MAX_IN_DOUBT)).toEqual([true, MAX_IN_DOUBT]);
    expect(await fail(MAX_IN_DOUBT, rejected())).toEqual([false, MAX_IN_DOUBT]);
  });

  test.each([
    [MAX_UNKNOWN, false],
    [MAX_UNKNOWN + 1, true],
  ])("end the run if they are too many to be listed: %p", async (count, ends) => {
    const { delivery: one } = delivery([broke()]);
    await one.deliver(batchOf(count, writes(count)));
    expect(one.failure !== undefined).toBe(ends);
  });

  test("end it with the first error", async () => {
    const errors = numbers(MAX_IN_DOUBT).map(broke);
    const { delivery: one } = delivery([...errors]);
    await Promise.all(numbers(MAX_IN_DOUBT + 1).map(() => one.deliver(batchOf(1, writes(1)))));
    expect(one.failure?.error).toBe(errors[MAX_IN_DOUBT - 1]);
  });

  test("let the sound records beside them be sent again", async () => {
    const { delivery: one, sent, tally } = delivery([broke()]);
    await one.deliver(batchOf(2, { notes: [{ effect: "write" }, {}] }));
    expect(sent).toEqual([
      [[0, 1], "write"],
      [[1], "idempotentWrite"],
    ]);
    expect(tally.result).toMatchObject({ unknown: 1, imported: 1, unknown_records: [{ index: 0, message: "broke." }] });
  });
});

describe("B7: a request that fails when time is short", () => {
  test.each<[string, () => Error, Partial<Batch>, boolean]>([
    ["a retry would have helped", unreached, {}, true],
    ["a write with an unknown outcome", broke, writes(1), true],
    ["no retry would have helped", () => new MixpanelAuthError({ message: "refused." }), {}, false],
    ["a fault of the code", () => new TypeError("fault"), {}, false],
  ])("%s", async (_, fault, more, isOutOfTime) => {
    const errors = [fault(), fault()] as const;
    const { delivery: one, state } = delivery([...errors]);
    state.isShort = true;
    await Promise.all([one.deliver(batchOf(1, more)), one.deliver(batchOf(1, more))]);
    const found = { error: errors[0] };
    expect([one.outOfTime, one.failure]).toEqual(isOutOfTime ? [found, undefined] : [undefined, found]);
    expect((one.outOfTime ?? one.failure)?.error).toBe(errors[0]);
  });

  test("ends the run if time is not short", async () => {
    const { delivery: one } = delivery([unreached()]);
    await one.deliver(batchOf(1));
    expect([one.outOfTime, one.failure]).toEqual([undefined, { error: unreached() }]);
  });

  test("a write that was not sent is not in doubt: it ends the run, and is listed", async () => {
    const { delivery: one, tally } = delivery([unreached()]);
    await one.deliver(batchOf(1, writes(1)));
    expect(one.failure).toEqual({ error: unreached() });
    expect(tally.close(0)).toMatchObject({ unknown: 0, failed_records: [{ index: 0, message: "unreached." }] });
  });

  test("counts no further doubt as a failure", async () => {
    const { delivery: one, state } = delivery(numbers(MAX_IN_DOUBT).map(broke));
    state.isShort = true;
    for (const _ of numbers(MAX_IN_DOUBT)) await one.deliver(batchOf(1, writes(1)));
    expect(one.failure).toBeUndefined();
  });
});
