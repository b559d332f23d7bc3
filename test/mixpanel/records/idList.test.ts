import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { MAX_MEMBERS_BOUND, MAX_MEMBERS_BYTES } from "../../../src/mixpanel/changes/membership";
import { decodeIds, encodeIds } from "../../../src/mixpanel/records/idList";

const anyId = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.uuid(),
  fc.emailAddress(),
  fc.constantFrom("", " ", "\n", '"', "\\", "\u0000", "\ud83d", "\ude00", "a\ud83d", "a😀", "a😁", "x".repeat(500)),
  fc.string({ unit: fc.constantFrom("\ud83d", "\ude00", "\ude01", "a", "\n", "\\") }),
);

test("G5: any IDs are read as they were written", () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyId), (ids) => {
      expect(decodeIds(encodeIds(new Set(ids)))).toEqual(new Set(ids));
    }),
    { numRuns: 500 },
  );
});

test("G5: the same IDs are the same text, in any order", () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyId), (ids) => {
      expect(encodeIds(new Set(ids.toReversed()))).toBe(encodeIds(new Set(ids)));
    }),
  );
});

test("G5: IDs that begin alike for longer than is counted are kept", () => {
  const ids = new Set(Array.from({ length: 300 }, (_, index) => "b".repeat(index)));
  expect(decodeIds(encodeIds(ids))).toEqual(ids);
});

test.each([
  { kind: "UUIDs", id: () => randomUUID(), bytes: 25.5 },
  { kind: "numbers", id: (index: number) => String(100_000_000 + index * 37), bytes: 5 },
  { kind: "e-mail addresses", id: (index: number) => `user.${index * 7919}@example${index % 500}.com`, bytes: 12 },
])("G5: 50,000 $kind take at most $bytes bytes each", ({ id, bytes }) => {
  const ids = new Set(Array.from({ length: 50_000 }, (_, index) => id(index)));
  expect(encodeIds(ids).length / ids.size).toBeLessThan(bytes);
});

test("G5: the maximum number of members fits if their IDs are UUIDs", () => {
  expect(MAX_MEMBERS_BOUND * 25.5).toBeLessThan(MAX_MEMBERS_BYTES);
});
