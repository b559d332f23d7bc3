import {
  isPlaceholder,
  isRefusedId,
  mayBeRefused,
  REFUSED_IDS,
} from "../../../../src/mixpanel/ingest/validate/refusedIds";

/** Whether an ID between quotes in a text may be a placeholder, by its first bytes. */
const mayBe = (id: string) => mayBeRefused(Buffer.from(`{"${id}"}`), 2, 2 + Buffer.byteLength(id));

describe.each(REFUSED_IDS)("B7: the placeholder %s", (id) => {
  test("is rejected in upper or lower case, and found by its first bytes", () => {
    for (const text of [id, id.toUpperCase(), `${id.slice(0, 1).toUpperCase()}${id.slice(1)}`])
      expect([isRefusedId(text), mayBe(text), isPlaceholder(text), isPlaceholder(`$device:${text}`)]).toEqual([
        ...[true, true, true, true],
      ]);
  });

  test("is an ID with one character more or less", () => {
    for (const text of [`${id}x`, `x${id}`, `${id} `]) expect(isRefusedId(text)).toBe(false);
    expect(isRefusedId(id.slice(0, -1))).toBe(REFUSED_IDS.includes(id.slice(0, -1)));
  });
});

test("B7: IDs that begin in another way need not be made a string", () => {
  const others = ["user-1", "10", "0a", "a1", "n1", "u-1", "b3f2", "f4", "-2", "[1", "{a", "ünï", "日本"];
  expect(others.filter(mayBe)).toEqual([]);
  // A single byte is looked at as a string, as what follows it is no part of the ID.
  expect(["0", "7", "x"].map(mayBe)).toEqual([true, true, true]);
  expect(["nasty", "0000-1", "Annabel"].map((id) => [mayBe(id), isRefusedId(id)])).toEqual([
    ...[
      [true, false],
      [true, false],
      [true, false],
    ],
  ]);
});

test("B7: a value that JavaScript writes for no ID is a placeholder, a number as text too", () => {
  expect(["NaN", "[object Object]", Number.NaN, 0, -1, "$device:NaN"].map(isPlaceholder)).toEqual(Array(6).fill(true));
  expect(
    [1, "nan", "[object object]", null, undefined, true, {}, "", "$device:", "device:none"].map(isPlaceholder),
  ).toEqual(Array(10).fill(false));
});
