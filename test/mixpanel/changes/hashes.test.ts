import fc from "fast-check";
import { RecentHashes, readHashes, writeHashes } from "../../../src/mixpanel/changes/hashes";
import { hashOf } from "../../../src/mixpanel/records/hash";

test("G4: hashes are read as they were written", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (texts) => {
      const hashes = new Set(texts.map(hashOf));
      expect(readHashes(writeHashes(hashes))).toEqual(hashes);
    }),
  );
  expect(readHashes(undefined)).toEqual(new Set());
});

describe("G4: hashes of recent versions", () => {
  const filled = () => {
    const recent = new RecentHashes(undefined);
    for (const second of [3, 1, 2]) for (const id of ["a", "b"]) recent.add(`2024-01-15T12:00:0${second}`, hashOf(id));
    return recent;
  };
  const kept = (recent: RecentHashes) => Object.keys(recent.toJSON()).map((stamp) => Number(stamp.at(-1)));

  test("survive as JSON", () => {
    const again = new RecentHashes(JSON.parse(JSON.stringify(filled())));
    expect(again.has("2024-01-15T12:00:02", hashOf("b"))).toBe(true);
    expect(again.has("2024-01-15T12:00:02", hashOf("c"))).toBe(false);
    expect(again.has("2024-01-15T12:00:04", hashOf("b"))).toBe(false);
  });

  test("are dropped before a second", () => {
    const recent = filled();
    recent.dropBefore("2024-01-15T12:00:02");
    expect(kept(recent)).toEqual([3, 2]);
  });

  test.each([
    [6, [3, 1, 2], undefined],
    [5, [3, 2], "2024-01-15T12:00:02"],
    [4, [3, 2], "2024-01-15T12:00:02"],
    [1, [3], "2024-01-15T12:00:03"],
    [0, [3], "2024-01-15T12:00:03"],
  ])("are dropped beyond %i, oldest first, but never within a second", (max, left, oldest) => {
    const recent = filled();
    expect(recent.dropBeyond(max)).toBe(oldest);
    expect(kept(recent)).toEqual(left);
  });
});
