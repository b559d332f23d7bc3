import type { Batch, Note } from "../../../../src/mixpanel/ingest/engine/batch";
import type { IngestOptions } from "../../../../src/mixpanel/ingest/engine/options";
import { Packer } from "../../../../src/mixpanel/ingest/engine/packer";
import { Tally } from "../../../../src/mixpanel/ingest/engine/tally";
import { VerbatimPacker } from "../../../../src/mixpanel/ingest/engine/verbatim";
import { lineEnd, linesOf } from "../../../../src/mixpanel/records/lines";
import { listItems } from "../../../../src/mixpanel/records/listItems";
import type { TextBlock } from "../../../../src/mixpanel/records/recordRun";
import { numbers } from "./runWith";

const ROOMY = { maxRecords: 1_000, maxBytes: 100_000 };
const UNWATCHED = { rejected() {}, held() {}, settled() {}, stopped() {} };

interface Given extends Partial<Pick<IngestOptions<unknown>, "watch" | "validateOnly">> {
  limits?: typeof ROOMY;
  note?: Note;
  /** Whether lines may be sent as they stand: in general, and these. */
  isKnown?: boolean;
  isTheseKnown?: boolean;
}

/** Packs records as a run does. A line that ends with a semicolon has to be encoded; `looked` has the lines that were looked at before. */
function packerWith(most: number, given: Given) {
  const { limits = ROOMY, note = {}, isKnown = true, isTheseKnown = true, ...options } = given;
  const looked: string[] = [];
  const packed: number[] = [];
  const encoded: string[] = [];
  const batches: Batch[] = [];
  const tally = new Tally("things");
  const encode = (line: unknown) => {
    encoded.push(String(line));
    return { value: line };
  };
  const packer = new Packer<unknown>(
    { ...options, records: [], encode },
    { limits, tally, packed: (batch) => batches.push(batch), spare: [] },
  );
  const endOf = (bytes: Buffer, start: number) => {
    const end = lineEnd(bytes, start);
    looked.push(bytes.toString("utf8", start, end));
    return bytes[end - 1] === ";".charCodeAt(0) ? 0 : end;
  };
  const verbatim = isKnown ? () => (isTheseKnown ? { endOf, note } : undefined) : undefined;
  const verbatimPacker = new VerbatimPacker({ ...options, verbatim }, packer);
  const packBlock = (block: TextBlock) => {
    for (const record of block) {
      packer.add(record);
      for (let more = verbatimPacker.pack(block, most); more > 0; more = verbatimPacker.pack(block, most))
        packed.push(more);
    }
  };
  return { packBlock, packer, looked, packed, encoded, batches, tally };
}

function packLines(lines: readonly string[], most: number, given: Given = {}) {
  const { packBlock, packer, ...found } = packerWith(most, given);
  packBlock(linesOf(Buffer.from(lines.join("\n"))));
  packer.flush();
  return { ...found, bodies: found.batches.map(({ body }) => body.toString()) };
}

describe("B7, S4: lines that are packed as they stand", () => {
  test("are all but the first of a block and those that have to be encoded, each looked at once", () => {
    const lines = ["0", "1", "2", "3;", "4;", "5", "6"];
    const { looked, packed, encoded, bodies, tally } = packLines(lines, 100);
    expect(bodies).toEqual([`[${lines}]`]);
    expect([packed, encoded]).toEqual([
      [2, 2],
      ["0", "3;", "4;"],
    ]);
    expect(looked).toEqual(["1", "2", "3;", "4;", "5", "6"]);
    // They are packed, but nobody has sent them yet.
    expect(tally.isEmpty).toBe(true);
    expect(tally.close(0).received).toBe(7);
  });

  test("are at most as many at once as the caller allows", () => {
    expect(packLines(numbers(6).map(String), 2).packed).toEqual([2, 2, 1]);
    expect(packLines(numbers(6).map(String), 0).packed).toEqual([]);
  });

  test("are as many as fit into a batch; the next one begins another", () => {
    const { looked, packed, encoded, bodies } = packLines(numbers(8).map(String), 100, {
      limits: { maxRecords: 3, maxBytes: 100 },
    });
    expect(bodies).toEqual(["[0,1,2]", "[3,4,5]", "[6,7]"]);
    expect([packed, encoded]).toEqual([
      [2, 2, 1],
      ["0", "3", "6"],
    ]);
    expect(looked).toEqual(["1", "2", "4", "5", "7"]);
  });

  test("are looked at again if they did not fit, and only those", () => {
    const { packed, encoded, bodies } = packLines(["0", "1", "22", "3", "44;"], 100, {
      limits: { maxRecords: 9, maxBytes: 6 },
    });
    expect(bodies).toEqual(["[0,1]", "[22,3]", "[44;]"]);
    expect([packed, encoded]).toEqual([
      [1, 1],
      ["0", "22", "44;"],
    ]);
  });

  test("have the note of their kind, at positions that go on counting", () => {
    const [batch] = packLines(["0", "1", "2;", "3"], 100, { note: { effect: "write" } }).batches;
    expect([batch?.indexes, batch?.notes]).toEqual([
      [0, 1, 2, 3],
      [{}, { effect: "write" }, {}, { effect: "write" }],
    ]);
    expect(packLines(["0", "1", "2;", "3"], 100).batches[0]?.notes).toBeUndefined();
  });

  test("are counted and not sent by a run that only checks", () => {
    const { packed, bodies, tally } = packLines(["0", "1", "2", "3;", "4", "5"], 100, {
      validateOnly: true,
      limits: { maxRecords: 3, maxBytes: 6 },
    });
    expect([packed, bodies]).toEqual([[2, 2], []]);
    expect(tally.isEmpty).toBe(false);
    expect(tally.close(0, { unsent: [], cut: true, byTime: false })).toMatchObject({ received: 6, resume_from: 6 });
  });

  test("are none if no line of the text may be, or if a watch wants to see each record", () => {
    const lines = numbers(4).map(String);
    expect(packLines(lines, 100, { isKnown: false }).encoded).toEqual(lines);
    expect(packLines(lines, 100, { isTheseKnown: false }).encoded).toEqual(lines);
    expect(packLines(lines, 100, { watch: { ...UNWATCHED, received() {} } }).encoded).toEqual(lines);
    expect(packLines(lines, 100, { watch: UNWATCHED }).encoded).toEqual(["0"]);
  });
});

test("B7, S2: a fault after the end of a list is found, though the items before it may be sent as they stand", async () => {
  const { packBlock } = packerWith(100, {});
  const pack = async () => {
    for await (const block of listItems("Things", [Buffer.from("[1,2] x")])) packBlock(block);
  };
  await expect(pack()).rejects.toThrow("fault after the end of the list");
});

describe("B7, S1: lines that have to be encoded", () => {
  const odd = (count: number) => numbers(count).map((at) => `${at};`);

  test("are looked at until there were 32 of them in a row, then one in 16", () => {
    const { looked, encoded } = packLines(odd(200), 100);
    expect(looked).toEqual([...numbers(32).map((at) => `${at + 1};`), ...numbers(11).map((at) => `${33 + at * 16};`)]);
    expect(encoded).toHaveLength(200);
  });

  test("are all looked at again after one that need not be", () => {
    const { looked, packed } = packLines([...odd(200), ...numbers(40).map(String), ...odd(8)], 100);
    expect(packed.reduce((sum, count) => sum + count)).toBeGreaterThan(23);
    expect(looked.slice(-8)).toEqual(odd(8));
  });
});
