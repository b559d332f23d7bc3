import fc from "fast-check";
import type { Batch, Note } from "../../../../src/mixpanel/ingest/engine/batch";
import type { BatchLimits } from "../../../../src/mixpanel/ingest/engine/limits";
import { type Encoded, JsonText } from "../../../../src/mixpanel/ingest/engine/options";
import { Packer } from "../../../../src/mixpanel/ingest/engine/packer";
import { effectOf, halve } from "../../../../src/mixpanel/ingest/engine/parts";
import { Tally } from "../../../../src/mixpanel/ingest/engine/tally";
import { numbers } from "./runWith";

const ROOMY: BatchLimits = { maxRecords: 2_000, maxBytes: 1_000_000 };

/** Packs records that are handed over as a list, or one by one. */
function pack(
  records: readonly unknown[],
  limits: BatchLimits,
  how: "list" | "oneByOne",
  encode: (value: unknown, index: number) => Encoded = plain,
) {
  const tally = new Tally("things");
  const batches: Batch[] = [];
  const source = how === "list" ? records : records.values();
  const packer = new Packer(
    { records: source, encode },
    { limits, tally, packed: (batch) => batches.push(batch), spare: [] },
  );
  for (const record of source) packer.add(record);
  packer.flush();
  const { failed_records: failed, received } = tally.close(0);
  return { batches, failed, received };
}

const plain = (value: unknown): Encoded => ({ value });

/** Every kind of record at once: refused, counting up, of a few owners. */
function mixed(value: unknown, index: number): Encoded {
  if (index % 11 === 7) return { message: "refused" };
  return { value, effect: index % 17 === 3 ? "write" : "idempotentWrite", owner: `owner-${index % 5}` };
}

const readable = ({ batches, ...rest }: ReturnType<typeof pack>) => ({
  ...rest,
  batches: batches.map((batch) => [
    batch.body.toString("utf8"),
    batch.indexes,
    effectOf(batch),
    batch.notes,
    batch.owners,
  ]),
});

describe("records of a list", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.string({ unit: fc.constantFrom("漢", "😀", "\ud800", "\udc00", "é", '"', "\\", "\n", "]", "["), maxLength: 20 }),
  );
  const record = fc.oneof(
    { weight: 6, arbitrary: fc.dictionary(text, fc.oneof(text, fc.double(), fc.boolean(), fc.array(text))) },
    { weight: 2, arbitrary: fc.integer() },
    { weight: 1, arbitrary: fc.constant({ long: "x".repeat(300) }) },
    { weight: 1, arbitrary: fc.constant({ unwritable: 1n }) },
    { weight: 1, arbitrary: fc.constantFrom({ toJSON: () => undefined }, { toJSON: (key: string) => `key ${key}` }) },
  );
  const records = fc.array(record, { maxLength: 60, size: "max" });
  const limits = fc.record({
    maxRecords: fc.integer({ min: 1, max: 40 }),
    maxBytes: fc.integer({ min: 2, max: 1_500 }),
  });

  test("are packed into the same requests as if they were added one by one, whatever they contain", () => {
    fc.assert(
      fc.property(records, limits, (list, bounds) => {
        const [together, alone] = [pack(list, bounds, "list", mixed), pack(list, bounds, "oneByOne", mixed)];
        expect(readable(together)).toEqual(readable(alone));
      }),
      { seed: 2, numRuns: 120 },
    );
  });

  test("are reported by their right position if a request is halved", () => {
    fc.assert(
      fc.property(records, limits, (list, bounds) => {
        const halves = (how: "list" | "oneByOne") =>
          pack(list, bounds, how)
            .batches.filter(({ indexes }) => indexes.length > 1)
            .flatMap((batch) => halve(batch))
            .map(({ body, indexes }) => [body.toString("utf8"), indexes]);
        expect(halves("list")).toEqual(halves("oneByOne"));
      }),
      { seed: 3, numRuns: 80 },
    );
  });

  test("are serialized in groups, each record once", () => {
    let serialised = 0;
    const counted = () => ({ part: { toJSON: () => serialised++ } });
    const stringify = jest.spyOn(JSON, "stringify");
    const { batches } = pack(Array.from({ length: 800 }, counted), ROOMY, "list");
    const calls = stringify.mock.calls.length;
    stringify.mockRestore();
    expect([batches.length, serialised]).toEqual([1, 800]);
    expect(calls).toBeLessThanOrEqual(100);
  });

  test("that are large are serialized one by one, each once", () => {
    let bytes = 0;
    const text = "x".repeat(200_000);
    const counted = () => ({
      part: {
        toJSON() {
          bytes += text.length;
          return text;
        },
      },
    });
    const { batches } = pack(Array.from({ length: 100 }, counted), { maxRecords: 2_000, maxBytes: 10_000_000 }, "list");
    expect(batches.flatMap(({ indexes }) => indexes)).toHaveLength(100);
    // The first eight were serialised together, and fit.
    expect(bytes).toBe(100 * text.length);
    for (const { body } of batches) expect(body.buffer.byteLength).toBeLessThanOrEqual(32 * 1_048_576);
  });
});

describe("S6: a group", () => {
  const calls = (records: readonly unknown[], limits: BatchLimits) => {
    let serialized = 0;
    const counted = records.map((value) => ({
      value,
      part: {
        toJSON() {
          serialized++;
        },
      },
    }));
    const stringify = jest.spyOn(JSON, "stringify");
    const { batches } = pack(counted, limits, "list");
    const count = stringify.mock.calls.length;
    stringify.mockRestore();
    return { calls: count, serialized, packed: batches.flatMap(({ indexes }) => indexes).length };
  };
  const texts = (count: number, length: number) => Array.from({ length: count }, () => "x".repeat(length));
  const large = { maxRecords: 2_000, maxBytes: 10_000_000 };

  test.each<[string, number, number]>([
    ["of short records has 64 of them", 100, 64],
    ["of longer ones has 16,000 characters", 1_000, 16],
    ["of large ones has one", 20_000, 1],
  ])("%s", (_, length, size) => {
    const result = calls(texts(6_400, length).slice(0, length > 10_000 ? 400 : 6_400), large);
    expect(result.packed).toBe(result.serialized);
    expect(result.serialized / result.calls).toBeGreaterThan(size * 0.8);
    // The first group has eight, whatever their size.
    expect(result.serialized / result.calls).toBeLessThan(size * 1.05);
  });

  test("ends with its batch, so that no record is serialized twice", () => {
    const limits = { maxRecords: 50, maxBytes: 1_000_000 };
    expect(calls(texts(1_000, 10), limits)).toMatchObject({ serialized: 1_000, packed: 1_000 });
  });

  test("gets smaller with large records, and larger again with short ones", () => {
    const sizes = [...texts(500, 100), ...texts(100, 20_000), ...texts(500, 100)];
    const result = calls(sizes, large);
    expect(result).toMatchObject({ serialized: 1_100, packed: 1_100 });
    expect(result.calls).toBeGreaterThan(60 + 2 * (500 / 32));
    expect(result.calls).toBeLessThan(100 + 2 * (500 / 32) + 12);
  });

  test("packs the same requests as records alone, however their sizes change", () => {
    const run = fc.tuple(fc.integer({ min: 1, max: 90 }), fc.constantFrom(1, 40, 600, 9_000, 40_000));
    const limits = fc.record({
      maxRecords: fc.integer({ min: 1, max: 200 }),
      maxBytes: fc.constantFrom(30_000, 100_000, 1_000_000),
    });
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 4 }), limits, (runs, bounds) => {
        const list = runs.flatMap(([count, length]) => texts(count, length).map((value, at) => ({ at, value })));
        const [together, alone] = [pack(list, bounds, "list", mixed), pack(list, bounds, "oneByOne", mixed)];
        expect(readable(together)).toEqual(readable(alone));
      }),
      { seed: 4, numRuns: 60 },
    );
  });
});

test("a record that cannot be serialized is listed, and its neighbours are sent", () => {
  const endless: Record<string, unknown> = {};
  endless.self = endless;
  const { batches, failed } = pack([{ a: 1 }, { b: 1n }, endless, { c: 1 }], ROOMY, "list");
  expect(batches.map(({ body }) => body.toString())).toEqual(['[{"a":1},{"c":1}]']);
  expect(failed).toEqual([
    {
      index: 1,
      rule: "not_json",
      message: "the record cannot be written as JSON: Do not know how to serialize a BigInt",
    },
    {
      index: 2,
      rule: "not_json",
      message: "the record cannot be written as JSON: Converting circular structure to JSON",
    },
  ]);
});

test("W8: records of an iterator are serialized together where each value stays as it is", () => {
  const tally = new Tally("things");
  const batches: Batch[] = [];
  const records = [1, 2, 3].values();
  const packer = new Packer(
    { records, encode: (value) => ({ value: { value } }), isFresh: true },
    { limits: ROOMY, tally, packed: (batch) => batches.push(batch), spare: [] },
  );
  const stringify = jest.spyOn(JSON, "stringify");
  for (const record of records) packer.add(record);
  packer.flush();
  const calls = stringify.mock.calls.length;
  stringify.mockRestore();
  expect(batches.map(({ body }) => body.toString())).toEqual(['[{"value":1},{"value":2},{"value":3}]']);
  expect(calls).toBe(1);
});

test("an object that an iterator reuses for the next record is sent with its first content", () => {
  const tally = new Tally("things");
  const bodies: string[] = [];
  const row = { n: 0 };
  function* rows() {
    for (row.n = 0; row.n < 20; row.n++) yield row;
  }
  const records = rows();
  const packer = new Packer(
    { records, encode: plain },
    { limits: ROOMY, tally, packed: ({ body }) => bodies.push(body.toString()), spare: [] },
  );
  for (const record of records) packer.add(record);
  packer.flush();
  expect(bodies.flatMap((body): unknown => JSON.parse(body))).toEqual(Array.from({ length: 20 }, (_, n) => ({ n })));
});

test("B7: records that are JSON already are sent with every digit", () => {
  const { batches } = pack([{ a: 1 }, new JsonText('{"b":12345678901234567890}')], ROOMY, "list");
  expect(batches.map(({ body }) => body.toString())).toEqual(['[{"a":1},{"b":12345678901234567890}]']);
});

test("lines in a list are sent byte for byte", () => {
  const lines = ['{"a":1.0}', '{"b": 12345678901234567890}'].map((line) => Buffer.from(line));
  const { batches } = pack(lines, ROOMY, "list");
  expect(batches.map(({ body }) => body.toString())).toEqual(['[{"a":1.0},{"b": 12345678901234567890}]']);
});

test("B7: lines and objects in one list are sent in order, the lines byte for byte", () => {
  const { batches } = pack([{ a: 1 }, Buffer.from('{"b": 2.0}'), { c: 3 }], ROOMY, "list");
  expect(batches.map(({ body }) => body.toString())).toEqual(['[{"a":1},{"b": 2.0},{"c":3}]']);
});

test("B7: a record whose toJSON returns nothing is listed with this reason", () => {
  const { batches, failed } = pack([{ toJSON: () => undefined }], ROOMY, "list");
  expect(batches).toEqual([]);
  expect(failed).toEqual([
    {
      index: 0,
      rule: "not_json",
      message: "the record cannot be written as JSON: its toJSON function returns nothing",
    },
  ]);
});

describe.each(["list", "oneByOne"] as const)("B7: the notes of a batch (%s)", (how) => {
  const three = { maxRecords: 3, maxBytes: 1_000 };
  const notesOf = (encode: (value: unknown, index: number) => Encoded) =>
    pack(numbers(6), three, how, encode).batches.map(({ notes }) => notes);

  test("are left out if no record has one", () => {
    expect(notesOf(plain)).toEqual([undefined, undefined]);
  });

  test.each<[string, Note]>([
    ["effect", { effect: "write" }],
    ["renewed", { renewed: true }],
  ])("say for each record whether it has this: %s", (_, note) => {
    const encode = (value: unknown, index: number): Encoded => ({ value, ...(index === 4 && note) });
    expect(notesOf(encode)).toEqual([undefined, [{}, note, {}]]);
    const first = (value: unknown, index: number): Encoded => ({ value, ...(index === 0 && note) });
    expect(notesOf(first)).toEqual([[note, {}, {}], undefined]);
  });

  test("do not hold the owners of its records, which stand beside them, also if only some have one", () => {
    const ownersOf = (owned: number) =>
      pack(numbers(6), three, how, (value, index) => ({
        value,
        owner: index === owned ? "user-1" : undefined,
      })).batches.map(({ notes, owners }) => [notes, owners]);
    expect(ownersOf(4)).toEqual([
      [undefined, undefined],
      [undefined, [undefined, "user-1", undefined]],
    ]);
    expect(ownersOf(0)).toEqual([
      [undefined, ["user-1", undefined, undefined]],
      [undefined, undefined],
    ]);
  });
});

test("B7: identity events have requests of their own, one for each as many other requests as are sent at once", () => {
  const tally = new Tally("things");
  const batches: [indexes: number[], identity: boolean | undefined][] = [];
  const records = numbers(9);
  const packer = new Packer(
    {
      records,
      concurrency: 2,
      encode: (value) => ({ value, identity: [0, 3, 6].includes(value) }),
      // A watch that is not interested in the records that are read.
      watch: { rejected: () => {}, held: () => {}, settled: () => {}, stopped: () => {} },
    },
    {
      limits: { maxRecords: 1, maxBytes: 1_000 },
      tally,
      packed: ({ indexes, identity }) => batches.push([indexes, identity]),
      spare: [],
    },
  );
  for (const record of records) packer.add(record);
  packer.flush();
  expect(batches).toEqual([
    [[1], undefined],
    // After the first other request, so that a run which stops early has sent it.
    [[0], true],
    [[2], undefined],
    [[4], undefined],
    [[3], true],
    [[5], undefined],
    [[7], undefined],
    [[6], true],
    [[8], undefined],
  ]);
});

test.each(["list", "oneByOne"] as const)("B7: a record that is too large is listed with its size (%s)", (how) => {
  const { batches, failed } = pack([1, "12345678", 2], { maxRecords: 9, maxBytes: 9 }, how);
  expect(batches.map(({ body }) => body.toString())).toEqual(["[1,2]"]);
  expect(failed).toEqual([
    { index: 1, rule: "record_too_large", message: "10 bytes: the record is too large to be sent" },
  ]);
});
