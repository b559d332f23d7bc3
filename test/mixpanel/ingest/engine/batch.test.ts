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
  expect([bodies(packed), packed.oversized]).toEqual([["[1]", "[2]"], [[1, 5]]]);
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
