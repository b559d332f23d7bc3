import { nearestName } from "../../src/platform/nearestName";

const NAMES = ["from_date", "to_date", "event", "where", "limit", "maxEvents", "gzipEncoding"];

test.each([
  ["limt", "limit"],
  ["wehre", "where"],
  ["fromDate", "from_date"],
  ["FROM DATE", "from_date"],
  ["max_events", "maxEvents"],
  ["events", "event"],
  ["gzip_encodng", "gzipEncoding"],
])("T21: %s probably means %s", (unknown, meant) => {
  expect(nearestName(unknown, NAMES)).toBe(meant);
});

test.each(["", "_", "x", "somethingElse"])("T21: nothing is near %j", (unknown) => {
  expect(nearestName(unknown, NAMES)).toBeUndefined();
});

test("T21: nothing is near where there are no names", () => {
  expect(nearestName("limit", [])).toBeUndefined();
});
