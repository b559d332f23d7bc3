import type { Batch, Note } from "../../../../src/mixpanel/ingest/engine/batch";
import { apart, effectOf, halve, isDoubled, ownersOf, pick } from "../../../../src/mixpanel/ingest/engine/parts";

/** A batch of these JSON texts, at the positions 10, 11, … of the input. */
const batchOf = (records: readonly string[], more: Partial<Batch> = {}): Batch => ({
  body: Buffer.from(`[${records.join(",")}]`),
  indexes: records.map((_, at) => 10 + at),
  ...more,
});

const shown = ({ body, indexes }: Batch) => [body.toString(), indexes];

describe("B7: records of a batch whose offsets are not known", () => {
  const HARD = [
    '{"a":"x,y"}',
    '{"b":[1,{"c":2}],"d":[[],{}]}',
    '"a \\" quote, and ]"',
    '"a backslash \\\\"',
    "[1,[2,3],4]",
    '"[{"',
    "5",
    '{"e,f":"g\\\\\\",h"}',
    '"漢,字"',
  ];

  test.each(HARD.map((record, at) => [record, at] as const))("are found: %s", (record, at) => {
    expect(shown(pick(batchOf(HARD), [at]))).toEqual([`[${record}]`, [10 + at]]);
  });

  test("are found by offset, up to the end of the last one", () => {
    expect(pick(batchOf(HARD), [...HARD.keys()]).starts).toEqual([
      1,
      ...HARD.map((_, at) => Buffer.byteLength(HARD.slice(0, at + 1).join(",")) + 2),
    ]);
  });

  test("are halved, the first half being the larger one", () => {
    expect(halve(batchOf(["1", "22", "333", "4", "5"])).map(shown)).toEqual([
      ["[1,22,333]", [10, 11, 12]],
      ["[4,5]", [13, 14]],
    ]);
  });
});

describe("B7: the offsets of a batch", () => {
  test("are those of the batch, if it has them", () => {
    const batch = batchOf(["1", "22"], { starts: [1, 3, 6] });
    // With other offsets, other bytes are taken.
    expect(shown(pick({ ...batch, starts: [1, 4, 6] }, [0]))[0]).toBe("[1,]");
    expect(halve({ ...batch, starts: [1, 4, 6] }).map(shown)[0]).toEqual(["[1,]", [10]]);
    expect(pick(batch, [1])).toEqual({ body: Buffer.from("[22]"), starts: [1, 4], indexes: [11] });
  });

  test("of picked records follow from their own sizes", () => {
    const picked = pick(batchOf(["1", "22", "333"]), [2, 0]);
    expect([...shown(picked), picked.starts]).toEqual(["[333,1]", [12, 10], [1, 5, 7]]);
  });
});

test("B7: picked records keep their notes and owners, and whether they are identity events", () => {
  const notes: Note[] = [{}, { renewed: true }, { effect: "write" }];
  const batch = batchOf(["1", "2", "3"], { notes, owners: ["u", undefined, "v"], identity: true });
  expect(pick(batch, [2, 1])).toMatchObject({
    notes: [{ effect: "write" }, { renewed: true }],
    owners: ["v", undefined],
    identity: true,
  });
  expect(pick(batchOf(["1"]), [0])).not.toHaveProperty("notes");
  expect(pick(batchOf(["1"]), [0])).not.toHaveProperty("owners");
  expect(pick(batchOf(["1"]), [0])).not.toHaveProperty("identity");
});

const noted = (...notes: Note[]) => batchOf(Array<string>(notes.length).fill("1"), { notes });

test.each<[string, Batch, string, boolean]>([
  ["no notes", batchOf(["1"]), "idempotentWrite", false],
  ["idempotent records", noted({ effect: "idempotentWrite" }, {}), "idempotentWrite", false],
  ["one write", noted({}, { effect: "write" }), "write", true],
  ["one renewed event", noted({ renewed: true }, {}), "idempotentWrite", true],
])(
  "B7: a batch with %s: its effect, and whether a second run would duplicate something",
  (_, batch, effect, doubled) => {
    expect([effectOf(batch), Boolean(isDoubled(batch))]).toEqual([effect, doubled]);
  },
);

test("B7: the owners of a batch are those of its records; identity events have one common owner", () => {
  const owners = ["a", undefined, "b", "a"];
  expect(ownersOf(batchOf(["1", "2", "3", "4"], { owners }))).toEqual(owners);
  expect(ownersOf(batchOf(["1"]))).toEqual([]);
  expect(ownersOf(batchOf(["1"], { owners: ["a"], identity: true }))).toEqual(["identity events"]);
});

describe("B7: what may not be sent again", () => {
  const write = { effect: "write" } as const;
  const parts = (batch: Batch) => apart(batch).map((part) => part?.indexes);

  test.each<[string, Note[], Batch["owners"], unknown]>([
    ["writes, and the other records of their owners", [write, {}, {}], ["a", "b", "a"], [[10, 12], [11]]],
    [
      "a write without an owner, and no other records without one",
      [write, {}, {}],
      [undefined, undefined, "a"],
      [[10], [11, 12]],
    ],
    ["all, if all are writes", [write, write], undefined, [[10, 11], undefined]],
  ])("is kept apart: %s", (_, notes, owners, expected) => {
    expect(parts({ ...noted(...notes), owners })).toEqual(expected);
  });

  test("is the batch itself, if nothing else is in it", () => {
    const batches = [noted(write), batchOf(["1", "2"]), batchOf(["1", "2"], { owners: ["a", "b"] })];
    for (const batch of batches) expect(apart(batch)).toEqual([batch, undefined]);
  });
});
