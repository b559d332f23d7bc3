import { MixpanelValidationError } from "../../../../src/mixpanel/errors";
import type { Encoded } from "../../../../src/mixpanel/ingest/engine/options";
import { MAX_SINGLE_REFUSALS } from "../../../../src/mixpanel/ingest/identityEvents";
import { numbers, recordsOf, run } from "./runWith";

const identity = (value: number): Encoded => ({ value, identity: true });
const simplified = () => new MixpanelValidationError({ message: "simplified", status: 400 });

describe("B7: identity events that Mixpanel rejects without naming them", () => {
  test("are each sent alone, and no more after so many in a row", async () => {
    const sent: unknown[] = [];
    const count = MAX_SINGLE_REFUSALS + 6;
    const result = await run({
      records: numbers(count),
      encode: identity,
      send: async (batch) => {
        sent.push(recordsOf(batch));
        throw simplified();
      },
    });
    expect(sent.slice(0, 5)).toEqual([[0, 1, 2], [0, 1], [0], [1], [2]]);
    expect(sent.at(-1)).toEqual([MAX_SINGLE_REFUSALS - 1]);
    expect(result).toMatchObject({ received: count, failed: count, imported: 0, batches: sent.length });
    const messages = result.failed_records.map(({ message }) => message);
    expect(messages.slice(0, MAX_SINGLE_REFUSALS)).toEqual(Array(MAX_SINGLE_REFUSALS).fill("simplified"));
    expect(messages.slice(MAX_SINGLE_REFUSALS)).toEqual(Array(6).fill(expect.stringContaining("not sent, because")));
  });

  test("do not keep other events from being sent", async () => {
    const sent: unknown[] = [];
    const count = 2 * MAX_SINGLE_REFUSALS + 20;
    const result = await run({
      records: numbers(count),
      encode: (value) => (value % 2 === 0 ? identity(value) : { value }),
      send: async (batch) => {
        if (batch.identity) throw simplified();
        sent.push(...[recordsOf(batch)].flat());
      },
    });
    expect(sent).toEqual(numbers(count).filter((value) => value % 2 === 1));
    expect(result).toMatchObject({ imported: count / 2, failed: count / 2 });
  });

  test("are all tried where the project has accepted one", async () => {
    const count = MAX_SINGLE_REFUSALS + 6;
    const result = await run({
      records: numbers(count),
      limits: { maxRecords: 1, maxBytes: 1_000 },
      encode: identity,
      send: async ({ indexes }) => {
        if (indexes[0] !== 0) throw simplified();
      },
    });
    expect(result).toMatchObject({ imported: 1, failed: count - 1, batches: count });
    for (const { message } of result.failed_records) expect(message).toBe("simplified");
  });

  test("are not halved where Mixpanel names them: the others were stored", async () => {
    let requests = 0;
    const result = await run({
      records: numbers(3),
      encode: identity,
      send: async () => {
        requests++;
        throw new MixpanelValidationError({ message: "some", failedRecords: [{ index: 1, message: "bad" }] });
      },
    });
    expect(requests).toBe(1);
    expect(result).toMatchObject({ imported: 2, failed: 1 });
  });
});

test("B7: identity events that Mixpanel rejects all by name are not halved, also with a count of none", async () => {
  let requests = 0;
  const send = async () => {
    requests++;
    const failedRecords = numbers(3).map((index) => ({ index, message: `bad ${index}` }));
    throw new MixpanelValidationError({ message: "some", imported: 0, failedRecords });
  };
  const result = await run({ records: numbers(3), encode: identity, send });
  expect(requests).toBe(1);
  expect(result.failed_records).toEqual(numbers(3).map((index) => ({ index, message: `bad ${index}` })));
});

test("B7: other events that Mixpanel rejects without naming them are not halved", async () => {
  let requests = 0;
  const send = async () => {
    requests++;
    throw simplified();
  };
  expect(await run({ records: numbers(3), send })).toMatchObject({ failed: 3 });
  expect(requests).toBe(1);
});
