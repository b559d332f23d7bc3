import { type Batch, Batcher } from "../../../../src/mixpanel/ingest/engine/batch";
import type { BatchLimits } from "../../../../src/mixpanel/ingest/engine/limits";
import { pick } from "../../../../src/mixpanel/ingest/engine/parts";
import { runOf } from "./runOf";

const ROOMY: BatchLimits = { maxRecords: 9, maxBytes: 100 };

function batcherWith(limits: BatchLimits, spare: Buffer[] = [Buffer.alloc(4)]) {
  const batches: Batch[] = [];
  const sink = { batch: (batch: Batch) => batches.push(batch), oversized: () => {} };
  return { batches, batcher: new Batcher(limits, sink, spare) };
}
const bodies = (batches: readonly Batch[]) => batches.map(({ body }) => body.toString());

describe("B7, S4: records that stand one after another in a text", () => {
  test("are packed with those before and after them; what stands between them becomes spaces and a comma", () => {
    const { batcher, batches } = batcherWith(ROOMY);
    batcher.add(0, "1");
    batcher.add(1, '"漢"');
    const added = batcher.addRun(2, runOf("x\n", '{"a":3}', "\n", "4", " \r\n\n", "5", "\n6"));
    batcher.add(5, "7");
    batcher.flush();
    expect(added).toBe(3);
    expect(bodies(batches)).toEqual(['[1,"漢",{"a":3},4   ,5,7]']);
    const [batch] = batches;
    expect(batch?.indexes).toEqual([0, 1, 2, 3, 4, 5]);
    expect(batch && [0, 1, 2, 3, 4, 5].map((at) => pick(batch, [at]).body.toString())).toEqual([
      ...["[1]", '["漢"]', '[{"a":3}]', "[4   ]", "[5]", "[7]"],
    ]);
  });

  test("begin a batch", () => {
    const { batcher, batches } = batcherWith(ROOMY);
    expect(batcher.addRun(4, runOf("\n\n\n\n\n", "1", "\n", "2"))).toBe(2);
    batcher.flush();
    expect(batches).toEqual([{ body: Buffer.from("[1,2]"), starts: [1, 3, 5], indexes: [4, 5] }]);
  });

  test("leave the offsets of a batch unknown that has records which were serialized together", () => {
    const { batcher, batches } = batcherWith(ROOMY);
    batcher.addAll([0, 1], "[1,2]");
    batcher.addRun(2, runOf("", "3", "\n", "4"));
    batcher.flush();
    expect(batches).toEqual([{ body: Buffer.from("[1,2,3,4]"), starts: undefined, indexes: [0, 1, 2, 3] }]);
  });

  test.each([
    [5, 3, false],
    [4, 3, true],
    [3, 2, true],
    [2, 1, true],
    [1, 0, true],
  ])("are taken as far as a request may have %p records: %p of 3", (maxRecords, added, isFull) => {
    const { batcher, batches } = batcherWith({ ...ROOMY, maxRecords });
    batcher.add(0, "1");
    expect([batcher.addRun(1, runOf("", "2", ",", "3", ",", "4")), batcher.isFull]).toEqual([added, isFull]);
    batcher.flush();
    expect(bodies(batches)).toEqual([`[${["1", "2", "3", "4"].slice(0, 1 + added)}]`]);
  });

  test.each([
    ["[1,22,  333]".length, 2],
    ["[1,22,  333]".length - 1, 1],
    ["[1,22]".length, 1],
    ["[1,22]".length - 1, 0],
  ])("are taken as far as a body may have %p bytes: %p of 2", (maxBytes, added) => {
    const { batcher, batches } = batcherWith({ ...ROOMY, maxBytes });
    batcher.add(0, "1");
    expect(batcher.addRun(1, runOf("\n\n", "22", "\n\n\n", "333", "\n"))).toBe(added);
    batcher.flush();
    expect(bodies(batches)).toEqual([["[1]", "[1,22]", "[1,22  ,333]"][added]]);
  });

  test("fill a buffer exactly, or make it larger", () => {
    for (const [bytes, isKept] of [
      [5, true],
      [4, false],
    ] as const) {
      const spare = Buffer.alloc(bytes);
      const { batcher, batches } = batcherWith(ROOMY, [spare]);
      batcher.addRun(0, runOf("", "1", ",", "2"));
      batcher.flush();
      expect([bodies(batches), batches[0]?.body.buffer === spare.buffer]).toEqual([["[1,2]"], isKept]);
    }
  });
});

test("B7: a batcher says how many records a batch may still have; a full one is followed by an empty one", () => {
  const { batcher } = batcherWith({ ...ROOMY, maxRecords: 2 });
  const said = [0, 1, 2].map((index) => {
    const now = [batcher.recordsLeft, batcher.isFull];
    batcher.add(index, "1");
    return now;
  });
  expect(said).toEqual([
    [2, false],
    [1, false],
    [2, true],
  ]);
});
