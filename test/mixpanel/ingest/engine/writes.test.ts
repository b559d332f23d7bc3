import {
  type MixpanelError,
  MixpanelNetworkError,
  MixpanelTooLargeError,
  MixpanelValidationError,
} from "../../../../src/mixpanel/errors";
import type { Encoded } from "../../../../src/mixpanel/ingest/engine/options";
import { failureOf } from "../../../support/failure";
import { numbers, recordsOf, run } from "./runWith";

const broke = (): MixpanelError => new MixpanelNetworkError({ message: "broke.", mayHaveLanded: true });
const tooLarge = () => new MixpanelTooLargeError({ message: "413", status: 413 });
const write = (value: number): Encoded => ({ value, effect: "write" });

describe("B7: writes that must not be repeated", () => {
  test("stay writes in the halves of a request that was too large", async () => {
    const sent: unknown[] = [];
    const result = await run({
      records: numbers(4),
      limits: { maxRecords: 4, maxBytes: 1_000 },
      encode: write,
      send: async (batch, effect) => {
        sent.push([recordsOf(batch), effect]);
        if (batch.indexes.length === 4) throw tooLarge();
        if (batch.indexes[0] === 0) throw broke();
      },
    });
    expect(sent).toEqual([
      [[0, 1, 2, 3], "write"],
      [[0, 1], "write"],
      [[2, 3], "write"],
    ]);
    expect(result).toMatchObject({ imported: 2, unknown: 2, failed: 0 });
    expect(result.unknown_records.map(({ index }) => index)).toEqual([0, 1]);
  });

  test("stay apart from the idempotent records of their half, each in its own half", async () => {
    const sent: unknown[] = [];
    const result = await run({
      records: numbers(4),
      limits: { maxRecords: 4, maxBytes: 1_000 },
      encode: (value) => (value === 1 ? write(value) : { value, effect: "idempotentWrite" }),
      send: async (batch, effect) => {
        sent.push([recordsOf(batch), effect]);
        if (batch.indexes.length === 4) throw tooLarge();
        if (effect === "write") throw broke();
      },
    });
    expect(sent).toEqual([
      [[0, 1, 2, 3], "write"],
      [[0, 1], "write"],
      [[0], "idempotentWrite"],
      [[2, 3], "idempotentWrite"],
    ]);
    expect(result).toMatchObject({ imported: 3, unknown: 1 });
  });

  test("without an owner do not keep back the idempotent records beside them, with or without an owner", async () => {
    const sent: unknown[] = [];
    const encoded: Encoded[] = [write(0), { value: 1 }, { value: 2, owner: "u", effect: "idempotentWrite" }];
    const result = await run({
      records: numbers(3),
      encode: (value) => encoded[value] ?? { message: "no such record" },
      send: async (batch, effect) => {
        sent.push([recordsOf(batch), effect]);
        if (effect === "write") throw broke();
      },
    });
    expect(sent).toEqual([
      [[0, 1, 2], "write"],
      [[1, 2], "idempotentWrite"],
    ]);
    expect(result).toMatchObject({ imported: 2, unknown: 1 });
    expect(result.unknown_records).toEqual([{ index: 0, message: "broke." }]);
  });

  test("that Mixpanel rejected are not duplicated by a second run, so the error calls it safe", async () => {
    let requests = 0;
    const failing = run({
      records: numbers(6),
      concurrency: 1,
      encode: write,
      send: async () => {
        if (++requests === 1) throw new MixpanelValidationError({ message: "malformed", status: 400 });
        throw new MixpanelNetworkError({ message: "unreachable.", mayHaveLanded: false });
      },
    });
    const error = await failureOf(failing);
    expect(error.progress).toMatchObject({ imported: 0, unknown: 0 });
    expect(error.message).toContain("rejected 3.");
    expect(error.message).toContain("It is safe to run it again: this creates no duplicates.");
  });

  test("of which Mixpanel stored some are duplicated by a second run, and the error warns of it", async () => {
    let requests = 0;
    const failing = run({
      records: numbers(6),
      concurrency: 1,
      encode: write,
      send: async () => {
        if (++requests > 1) throw new MixpanelNetworkError({ message: "unreachable.", mayHaveLanded: false });
        throw new MixpanelValidationError({ message: "some", failedRecords: [{ index: 0, message: "bad" }] });
      },
    });
    expect((await failureOf(failing)).message).toContain(
      "Do not send all records again, because that would store some of them a second time: send only those that were not stored.",
    );
  });
});

test("B7: records with an unknown outcome are listed in the input's order when requests end in reverse", async () => {
  const waiting: (() => void)[] = [];
  const result = await run({
    records: numbers(9),
    concurrency: 3,
    encode: write,
    send: async () => {
      await new Promise<void>((resolve) => {
        waiting.unshift(resolve);
        if (waiting.length === 3) for (const end of waiting) setImmediate(end);
      });
      throw broke();
    },
  });
  expect(result.unknown_records.map(({ index }) => index)).toEqual(numbers(9));
});

test("B7: requests with unconfirmed records are listed in the input's order when requests end in reverse", async () => {
  const waiting: (() => void)[] = [];
  const result = await run({
    records: numbers(9),
    concurrency: 3,
    send: async (_batch, _effect, { stored }) => {
      await new Promise<void>((resolve) => {
        waiting.unshift(resolve);
        if (waiting.length === 3) for (const end of waiting) setImmediate(end);
      });
      stored(1);
    },
  });
  expect(result.unconfirmed_requests.map(({ first, last }) => [first, last])).toEqual([
    [0, 2],
    [3, 5],
    [6, 8],
  ]);
});
