import { describePositions, describeRanges } from "../../../../src/mixpanel/ingest/engine/positions";

test.each([
  [[7], "record 7"],
  [[7, 7], "record 7"],
  [[7, 8], "records 7 to 8"],
  [[3, 5], "records 3 and 5"],
  [[12, 3, 4, 11, 5, 8], "records 3 to 5, 8 and 11 to 12"],
  [[100, 20, 9], "records 9, 20 and 100"],
])("B7: positions %j are described as %j", (positions, expected) => {
  expect(describePositions(positions)).toBe(expected);
});

/** 0, 2, 4, …: each a range of its own. */
const apart = (count: number) => Array.from({ length: count }, (_, at) => 2 * at);

test.each([
  [10, "records 0, 2, 4, 6, 8, 10, 12, 14, 16 and 18"],
  [11, "records 0, 2, 4, 6, 8, 10, 12, 14, 16, 18 and 1 more range"],
  [13, "records 0, 2, 4, 6, 8, 10, 12, 14, 16, 18 and 3 more ranges"],
])("B7: of %p ranges, ten are listed and the others are counted", (count, expected) => {
  expect(describePositions(apart(count))).toBe(expected);
});

test("B7: ranges are described in the order in which they are given", () => {
  expect(
    describeRanges([
      [6, 8],
      [0, 0],
    ]),
  ).toBe("records 6 to 8 and 0");
});
