import { MixpanelValidationError } from "../../../../src/mixpanel/errors";
import { numbers, recordsOf, run } from "./runWith";

describe("rejected records", () => {
  test("are listed by their position in the input over several batches, in any order of responses", async () => {
    const waits = [3, 2, 1];
    const result = await run({
      records: numbers(9),
      send: async () => {
        for (let turn = (waits.shift() ?? 0) * 20; turn > 0; turn--) await new Promise(setImmediate);
        const failedRecords = [{ index: 1, insert_id: "id", field: "properties.time", message: "bad" }];
        throw new MixpanelValidationError({ message: "some", status: 400, failedRecords });
      },
    });
    expect(result).toMatchObject({ received: 9, sent: 9, imported: 6, failed: 3, failed_records_truncated: false });
    expect(result.failed_records).toEqual(
      [1, 4, 7].map((index) => ({ index, insert_id: "id", field: "properties.time", message: "bad" })),
    );
  });

  test("with two errors count as one record", async () => {
    const failedRecords = [
      { index: 0, field: "event", message: "no name" },
      { index: 0, field: "properties.time", message: "no time" },
    ];
    const result = await run({
      records: numbers(3),
      send: async () => {
        throw new MixpanelValidationError({ message: "some", failedRecords });
      },
    });
    expect(result).toMatchObject({ imported: 2, failed: 1 });
    expect(result.failed_records).toEqual([{ index: 0, field: "event", message: "no name; no time" }]);
  });

  test("are all records of the batch if Mixpanel names none, with Mixpanel's message", async () => {
    let request = 0;
    const result = await run({
      records: numbers(6),
      send: async () => {
        if (++request === 2) throw new MixpanelValidationError({ message: "malformed", status: 400 });
      },
    });
    expect(result).toMatchObject({ imported: 3, failed: 3 });
    expect(result.failed_records).toEqual([3, 4, 5].map((index) => ({ index, message: "malformed" })));
  });

  test("are counted even if the list is full", async () => {
    const result = await run({
      records: numbers(1_003),
      concurrency: 1,
      send: async () => {
        throw new MixpanelValidationError({ message: "bad" });
      },
    });
    expect(result).toMatchObject({ failed: 1_003, failed_records_truncated: true });
    expect(result.failed_records.map(({ index }) => index)).toEqual(numbers(1_000));
  });

  test("that cannot be prepared are listed, and the others are sent", async () => {
    const sent: unknown[] = [];
    const result = await run({
      records: numbers(4),
      encode: (value) => (value === 1 ? { field: "event", message: "no event" } : { value }),
      send: async (batch) => void sent.push([recordsOf(batch), batch.indexes]),
    });
    expect(sent).toEqual([
      [
        [0, 2, 3],
        [0, 2, 3],
      ],
    ]);
    expect(result).toMatchObject({ received: 4, imported: 3, failed: 1 });
    expect(result.failed_records).toEqual([{ index: 1, field: "event", message: "no event" }]);
  });

  test("a record that exceeds the limit alone is listed with its size, and the others are sent", async () => {
    const result = await run({
      records: numbers(3),
      limits: { maxRecords: 9, maxBytes: 10 },
      encode: (value) => ({ value: value === 1 ? "漢字字" : value }),
      send: async () => {},
    });
    expect(result).toMatchObject({ imported: 2, failed: 1 });
    expect(result.failed_records).toEqual([
      { index: 1, rule: "record_too_large", message: "11 bytes: the record is too large to be sent" },
    ]);
  });
});
