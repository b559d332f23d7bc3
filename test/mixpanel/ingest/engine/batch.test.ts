import fc from "fast-check";
import { type Batch, Batcher } from "../../../../src/mixpanel/ingest/engine/batch";
import type { BatchLimits } from "../../../../src/mixpanel/ingest/engine/limits";
import { halve } from "../../../../src/mixpanel/ingest/engine/parts";
import { anyCharacter } from "../../../support/anyText";

interface Packed {
  batches: Batch[];
  oversized: [index: number, bytes: number][];
}

/** Bodies too small for most records, so that they have to grow. */
const smallBodies = () => Array.from({ length: 40 }, () => Buffer.alloc(4));

function pack(records: readonly (string | Buffer)[], limits: BatchLimits, spare = smallBodies()): Packed {
  const packed: Packed = { batches: [], oversized: [] };
  const sink = {
    batch: (batch: Batch) => packed.batches.push(batch),
    oversized: (index: number, bytes: number) => packed.oversized.push([index, bytes]),
  };
  const batcher = new Batcher(limits, sink, spare);
  for (const [index, record] of records.entries()) batcher.add(index, record);
  batcher.flush();
  return packed;
}

const bodies = ({ batches }: Packed) => batches.map(({ body }) => body.toString("utf8"));

/** JSON of every script: ASCII, CJK, emoji, lone surrogates as they are and escaped. */
const text = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: anyCharacter, maxLength: 30 }),
  fc.string({ unit: fc.constantFrom("漢", "字", "😀", "\ud800", "\udc00", "é", "a", '"'), maxLength: 30 }),
);
const record = fc.oneof(
  text.map((value) => JSON.stringify({ value })),
  // Texts that are no JSON, so that lone surrogates are really written.
  fc.string({ unit: fc.constantFrom("\ud83d", "\ude00", "漢", "a"), minLength: 1, maxLength: 30 }),
  text.map((value) => Buffer.from(JSON.stringify([value]))),
);
const limits = fc.record({ maxRecords: fc.integer({ min: 1, max: 6 }), maxBytes: fc.integer({ min: 2, max: 150 }) });

const bytesOf = (one: string | Buffer) => Buffer.from(one);

describe("whatever the records and the limits", () => {
  const property = (check: (records: (string | Buffer)[], limits: BatchLimits, packed: Packed) => void) =>
    fc.assert(
      fc.property(fc.array(record, { maxLength: 30 }), limits, (records, bounds) =>
        check(records, bounds, pack(records, bounds)),
      ),
      { seed: 1, numRuns: 200 },
    );

  test("no body has more records or bytes than are allowed, and none is empty", () => {
    property((_, { maxRecords, maxBytes }, { batches }) => {
      for (const { body, indexes } of batches) {
        expect(indexes.length).toBeGreaterThanOrEqual(1);
        expect(indexes.length).toBeLessThanOrEqual(maxRecords);
        expect(body.length).toBeLessThanOrEqual(maxBytes);
      }
    });
  });

  test("every record is in exactly one batch or oversized, in the order of the input", () => {
    property((records, _, { batches, oversized }) => {
      const sent = batches.flatMap(({ indexes }) => indexes);
      const left = oversized.map(([index]) => index);
      expect(sent).toEqual([...sent].sort((a, b) => a - b));
      expect([...sent, ...left].sort((a, b) => a - b)).toEqual(records.map((_one, index) => index));
    });
  });

  test("a body is its records between brackets, with commas", () => {
    property((records, _, { batches }) => {
      for (const { body, indexes } of batches) {
        const parts = indexes.map((index) => bytesOf(records[index] ?? "").toString("latin1"));
        expect(body.toString("latin1")).toBe(`[${parts.join(",")}]`);
      }
    });
  });

  test("only records that exceed the limit alone are oversized, and are reported with their size", () => {
    property((records, { maxBytes }, { oversized }) => {
      const expected = records
        .map((one, index): [number, number] => [index, bytesOf(one).length])
        .filter(([, bytes]) => bytes + "[]".length > maxBytes);
      expect(oversized).toEqual(expected);
    });
  });

  test("a batch ends only where the next record would break a limit", () => {
    property((records, { maxRecords, maxBytes }, { batches }) => {
      for (const { body, indexes } of batches) {
        const next = records[(indexes.at(-1) ?? 0) + 1];
        if (next === undefined || indexes.length === maxRecords) continue;
        expect(body.length + 1 + bytesOf(next).length).toBeGreaterThan(maxBytes);
      }
    });
  });

  test("the halves of a batch contain all its records, each half as a complete body", () => {
    property((records, _, { batches }) => {
      for (const batch of batches.filter(({ indexes }) => indexes.length > 1)) {
        const halves = halve(batch);
        expect(halves.flatMap(({ indexes }) => indexes)).toEqual(batch.indexes);
        expect(Math.abs(halves[0].indexes.length - halves[1].indexes.length)).toBeLessThanOrEqual(1);
        for (const { body, indexes } of halves) {
          const parts = indexes.map((index) => bytesOf(records[index] ?? "").toString("latin1"));
          expect(body.toString("latin1")).toBe(`[${parts.join(",")}]`);
        }
      }
    });
  });
});

test("without records there is no batch", () => {
  expect(pack([], { maxRecords: 1, maxBytes: 10 })).toEqual({ batches: [], oversized: [] });
});

test("a body of exactly the limit is one batch; one byte less makes two", () => {
  const records = ['"漢"', '"😀"'];
  const bytes = Buffer.byteLength('["漢","😀"]');
  expect(bodies(pack(records, { maxRecords: 9, maxBytes: bytes }))).toEqual(['["漢","😀"]']);
  expect(bodies(pack(records, { maxRecords: 9, maxBytes: bytes - 1 }))).toEqual(['["漢"]', '["😀"]']);
});

test("a record of exactly the limit is sent; with one byte more it is oversized, and the others are sent", () => {
  expect(pack(["1234"], { maxRecords: 9, maxBytes: 6 }).oversized).toEqual([]);
  const packed = pack(["1", "12345", "2"], { maxRecords: 9, maxBytes: 6 });
  expect([bodies(packed), packed.oversized]).toEqual([["[1,2]"], [[1, 5]]]);
});

test("a part of a batch can be split again", () => {
  const [batch] = pack(["1", "22", "333", "4444", "55555"], { maxRecords: 9, maxBytes: 100 }).batches;
  const texts = (one: Batch | undefined): unknown[] =>
    one === undefined || one.indexes.length < 2 ? [one?.body.toString(), one?.indexes] : halve(one).map(texts);
  expect(texts(batch)).toEqual([
    [
      [
        ["[1]", [0]],
        ["[22]", [1]],
      ],
      ["[333]", [2]],
    ],
    [
      ["[4444]", [3]],
      ["[55555]", [4]],
    ],
  ]);
});

test("a reused buffer contains nothing of the previous body", () => {
  const spare = [Buffer.alloc(8, "x"), Buffer.alloc(64, "y")];
  const packed = pack(["1", "2", "[3,4,5,6,7,8,9]"], { maxRecords: 1, maxBytes: 50 }, spare);
  expect(bodies(packed)).toEqual(["[1]", "[2]", "[[3,4,5,6,7,8,9]]"]);
  expect(spare).toEqual([]);
});

test("lowering the limit during a run makes batches smaller, and rejects no record", () => {
  const bounds = { maxRecords: 9, maxBytes: 20 };
  const sent: string[] = [];
  const refused: number[] = [];
  const sink = {
    batch: ({ body }: Batch) => sent.push(body.toString()),
    oversized: (index: number) => refused.push(index),
  };
  const batcher = new Batcher(bounds, sink);
  batcher.add(0, "1234567");
  bounds.maxBytes = 6;
  for (const [position, one] of ["12345678", "1", "2", "3", "x".repeat(19)].entries()) batcher.add(position + 1, one);
  batcher.flush();
  expect([sent, refused]).toEqual([["[1234567]", "[12345678]", "[1,2]", "[3]"], [5]]);
});

/** A batcher, and what it has passed on. */
function batcherWith(limits: BatchLimits, spare = smallBodies()) {
  const packed: Packed = { batches: [], oversized: [] };
  const sink = {
    batch: (batch: Batch) => packed.batches.push(batch),
    oversized: (index: number, bytes: number) => packed.oversized.push([index, bytes]),
  };
  return { packed, batcher: new Batcher(limits, sink, spare) };
}

test("B7: whoever adds a record is told whether it is in the batch", () => {
  const { batcher } = batcherWith({ maxRecords: 9, maxBytes: 6 });
  expect(["12", "12345", Buffer.from("漢漢"), "34", "1"].map((record, index) => batcher.add(index, record))).toEqual([
    true,
    false,
    false,
    true,
    true,
  ]);
});

test("B7: a record whose bytes are too many does not end the batch before it, however few characters it has", () => {
  const packed = pack(["1", "漢".repeat(17), "2"], { maxRecords: 9, maxBytes: 50 });
  expect([bodies(packed), packed.oversized]).toEqual([["[1,2]"], [[1, 51]]]);
});

test.each([49, 50, 51, 52, 53, 60])(
  "B7: a record that is too large does not end the batch before it: %p bytes",
  (size) => {
    const packed = pack(["1", "x".repeat(size), "2"], { maxRecords: 9, maxBytes: 50 });
    expect([bodies(packed), packed.oversized]).toEqual([["[1,2]"], [[1, size]]]);
  },
);

describe("B7: records that were serialized together", () => {
  const roomy = { maxRecords: 9, maxBytes: 100 };

  test("are packed with those before and after them, in buffers that have to grow", () => {
    const { batcher, packed } = batcherWith(roomy);
    const added = [
      batcher.addAll([0, 1], '["漢漢漢漢漢",2]'),
      batcher.add(2, "[3]"),
      batcher.addAll([3, 4], '[{"a":4},5]'),
      batcher.add(5, "6"),
    ];
    batcher.flush();
    expect(added).toEqual([true, true, true, true]);
    expect(bodies(packed)).toEqual(['["漢漢漢漢漢",2,[3],{"a":4},5,6]']);
    expect(packed.batches[0]).toMatchObject({ indexes: [0, 1, 2, 3, 4, 5], starts: undefined });
  });

  test("leave the next batch with the offsets of its records, if those are added one by one", () => {
    const { batcher, packed } = batcherWith(roomy);
    batcher.addAll([0, 1], "[1,2]");
    batcher.flush();
    batcher.add(2, "33");
    batcher.flush();
    expect(packed.batches[1]?.starts).toEqual([1, 4]);
  });

  test.each([
    [4, true, []],
    [3, false, []],
    [2, true, ["[1,2]"]],
    [1, false, ["[1]", "[2]"]],
  ])("are added if a request may have %p records: %p", (maxRecords, isAdded, sent) => {
    const { batcher, packed } = batcherWith({ maxRecords, maxBytes: 100 });
    batcher.add(0, "1");
    batcher.add(1, "2");
    expect([batcher.addAll([2, 3], "[3,4]"), bodies(packed)]).toEqual([isAdded, sent]);
  });

  test.each([
    ["[1,2,3,4]", 9],
    ['[1,2,"漢",4]', 13],
  ])("are added if they fit: %s", (expected, bytes) => {
    const list = expected.replace("1,2,", "");
    for (const [maxBytes, isAdded] of [
      [bytes, true],
      [bytes - 1, false],
    ] as const) {
      const { batcher, packed } = batcherWith({ maxRecords: 9, maxBytes });
      batcher.add(0, "1");
      batcher.add(1, "2");
      expect(batcher.addAll([2, 3], list)).toBe(isAdded);
      batcher.flush();
      expect(bodies(packed)).toEqual([isAdded ? expected : "[1,2]"]);
    }
  });
});

test("B7: a buffer that a body fills exactly is used as it is", () => {
  const spare = Buffer.alloc(7);
  const { batcher, packed } = batcherWith({ maxRecords: 9, maxBytes: 100 }, [spare]);
  batcher.add(0, Buffer.from("12345"));
  batcher.flush();
  expect(packed.batches[0]?.body.buffer).toBe(spare.buffer);
});

test("B7: a buffer that is too small grows twofold, so that a body is rarely copied", () => {
  const allocate = jest.spyOn(Buffer, "allocUnsafeSlow");
  pack(Array<string>(10_000).fill("1"), { maxRecords: 20_000, maxBytes: 1_000_000 }, [Buffer.alloc(4)]);
  const sizes = allocate.mock.calls.map(([size]) => size);
  allocate.mockRestore();
  expect(sizes).toEqual([8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768]);
});
