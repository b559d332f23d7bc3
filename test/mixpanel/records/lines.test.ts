import fc from "fast-check";
import { eventEncoder } from "../../../src/mixpanel/ingest/encodeEvent";
import { contentInsertId } from "../../../src/mixpanel/ingest/insertId";
import { validateEvent } from "../../../src/mixpanel/ingest/validate";
import { isBlockwise, splitLines, wholeLines } from "../../../src/mixpanel/records/lines";
import { numbers, recordsOf, run } from "../ingest/engine/runWith";

const complete = '{ "event": "E", "properties": {"$insert_id": "id-1", "n": 12345678901234567890} }';

describe("a line with a complete event", () => {
  test("is sent byte for byte, with all digits of its numbers", () => {
    expect(eventEncoder({})(Buffer.from(`  ${complete}\r`), 0)).toEqual({ value: Buffer.from(complete) });
  });

  test("F1: is rejected if it has bytes that are not UTF-8, which would be sent as other data", () => {
    const line = Buffer.concat([Buffer.from('{"event":"E","properties":{"$insert_id":"a","n":"'), Buffer.of(0xff)]);
    expect(eventEncoder({})(Buffer.concat([line, Buffer.from('"}}')]), 0)).toEqual({
      rule: "invalid_json",
      message: expect.stringContaining("a line that is not JSON in UTF-8"),
    });
  });

  test("is rewritten if a value is filled in", () => {
    const encoded = eventEncoder({})(Buffer.from('{"event":"E","properties":{"n":1}}'), 0);
    expect(JSON.parse(JSON.stringify(encoded))).toEqual({
      value: { event: "E", properties: { n: 1, $insert_id: contentInsertId("E", { n: 1 }) } },
    });
  });

  test("keeps every digit if a value is filled in, so that two events that differ only in the last digit stay different", () => {
    const line = (order: string) => Buffer.from(`{"event":"E","properties":{"order":${order}, "text":"${order}"}}`);
    const texts = ["12345678901234567890", "12345678901234567891"].map((order) => {
      const encoded = eventEncoder({})(line(order), 0);
      const text = "value" in encoded && Buffer.isBuffer(encoded.value) ? encoded.value.toString() : "";
      expect(text).toContain(`"order":${order},"text":"${order}","$insert_id":"`);
      return text;
    });
    expect(new Set(texts.map((text) => JSON.parse(text).properties.$insert_id)).size).toBe(2);
  });

  test("is checked against the given rules", () => {
    const check = () => [{ rule: "time_missing", field: "properties.time", message: "no time" } as const];
    expect(eventEncoder({ check })(Buffer.from(complete), 0)).toEqual({
      insert_id: "id-1",
      field: "properties.time",
      rule: "time_missing",
      message: "no time",
    });
  });
});

/** More than any line of these tests. */
const LIMIT = { maxBytes: 1_000, tooLong: () => new Error("too long") };

test("reading in blocks gives the same lines as reading one by one, wherever the chunks of bytes end", async () => {
  const text = fc.array(fc.constantFrom("\n", " ", "\r", "a", "ü", "😀", "{}"), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (pieces, size) => {
      const bytes = Buffer.from(pieces.join(""));
      const chunks = numbers(Math.ceil(bytes.length / size)).map((n) => bytes.subarray(n * size, (n + 1) * size));
      const lines: string[] = [];
      for await (const block of splitLines("Events", chunks).blocks())
        for (const line of block) lines.push(line.toString());
      expect(lines).toEqual(
        bytes
          .toString()
          .split("\n")
          .filter((line) => line.trim() !== ""),
      );
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("H8: blocks of whole lines contain all bytes, and each block except the last ends with a newline", async () => {
  const text = fc.array(fc.constantFrom("\n", "\r\n", "a", "ü", "x".repeat(20)), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (pieces, size) => {
      const bytes = Buffer.from(pieces.join(""));
      const chunks = numbers(Math.ceil(bytes.length / size)).map((n) => bytes.subarray(n * size, (n + 1) * size));
      const blocks: Buffer[] = [];
      for await (const block of wholeLines(chunks, LIMIT)) blocks.push(block);
      expect(Buffer.concat(blocks)).toEqual(bytes);
      expect(blocks.slice(0, -1).map((block) => block.at(-1))).toEqual(blocks.slice(0, -1).map(() => 0x0a));
      expect(blocks.filter((block) => block.length === 0)).toEqual([]);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("a run reads blocks in order, and reports records by their position in the whole input", async () => {
  const records = {
    async *blocks() {
      yield [0, 1];
      yield [];
      yield [2, 3, 4];
    },
    [Symbol.asyncIterator](): AsyncIterator<number> {
      throw new Error("Blocks cost less.");
    },
  };
  const sent: unknown[] = [];
  const result = await run({
    records,
    encode: (value) => (value === 3 ? { message: "no three" } : { value }),
    send: async (batch) => {
      sent.push(recordsOf(batch));
    },
  });
  expect(isBlockwise(records)).toBe(true);
  expect(sent).toEqual([[0, 1, 2], [4]]);
  expect(result).toMatchObject({ received: 5, imported: 4, failed_records: [{ index: 3, message: "no three" }] });
});

test("an event whose insert ID cannot be computed is rejected, and the others are sent", () => {
  expect(eventEncoder({})({ event: "E", properties: { n: 1n } }, 0)).toEqual({
    rule: "not_json",
    message: "the record cannot be written as JSON: Do not know how to serialize a BigInt",
  });
});

describe("lines sent with Send Unaltered", () => {
  const check = (event: unknown) => validateEvent(event, { now: Date.UTC(2026, 0, 1) });
  const line = (properties: object) => Buffer.from(JSON.stringify({ event: "E", properties }));
  const sound = line({ time: 1_700_000_000, distinct_id: "u", $insert_id: "a" });

  test("are checked as they are, without values filled in", () => {
    const encode = eventEncoder({ unaltered: true, check });
    expect(encode(sound, 0)).toEqual({ value: sound });
    expect(encode(line({ time: 1_700_000_000, distinct_id: "u" }), 0)).toMatchObject({
      field: "properties.$insert_id",
    });
    expect(encode(Buffer.from("{broken}"), 0)).toMatchObject({ rule: "invalid_json" });
  });

  test("are not parsed if no checks are requested", () => {
    const parse = jest.spyOn(JSON, "parse");
    expect(eventEncoder({ unaltered: true })(Buffer.from("{broken}"), 0)).toEqual({ value: Buffer.from("{broken}") });
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
  });
});

test.each([
  ["a sound insert ID", "id-1", undefined],
  ["one that Mixpanel replaces", "order:1", "write"],
  ["a placeholder", "undefined", "write"],
])("an event with %s, where a repetition of such is stored beside it", (_, $insert_id, effect) => {
  const event = { event: "E", properties: { $insert_id } };
  expect(eventEncoder({ effectWithoutId: "write" })(event, 0)).toEqual(
    effect === undefined ? { value: event } : { value: event, effect },
  );
});

test("B1: a line is refused once its chunks are longer than the limit, and not before", async () => {
  const tooLong = () => new Error("too long");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      async (lengths, size) => {
        const bytes = Buffer.from(lengths.map((length) => "x".repeat(length)).join("\n"));
        const chunks = numbers(Math.ceil(bytes.length / size)).map((n) => bytes.subarray(n * size, (n + 1) * size));
        const read = async () => {
          for await (const _block of wholeLines(chunks, { maxBytes: 10, tooLong }));
        };
        if (Math.max(...lengths) > 10) await expect(read()).rejects.toThrow("too long");
        else await expect(read()).resolves.toBeUndefined();
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});
