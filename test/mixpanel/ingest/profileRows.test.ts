import fc from "fast-check";
import { USER_PROFILES } from "../../../src/mixpanel/ingest/profileKinds";
import { asProfileUpdate } from "../../../src/mixpanel/ingest/profileRows";

test("G7: the properties of a queried profile are set, without a trace of activity", () => {
  expect(asProfileUpdate({ $distinct_id: "a", $properties: { plan: "pro" } })).toEqual({
    $distinct_id: "a",
    $ignore_time: true,
    $set: { plan: "pro" },
  });
});

test("G7: what stands beside the properties stays, and decides", () => {
  const record = { $distinct_id: "a", $token: "t", $ignore_time: false, $properties: { plan: "pro" } };
  expect(asProfileUpdate(record)).toEqual({
    $distinct_id: "a",
    $token: "t",
    $ignore_time: false,
    $set: { plan: "pro" },
  });
});

test("G7: the columns of a flat row are set, but its ID and its token", () => {
  expect(asProfileUpdate({ distinct_id: 7, $token: "t", $email: "a@example.com", seats: 0, note: null })).toEqual({
    $distinct_id: 7,
    $token: "t",
    $set: { $email: "a@example.com", seats: 0, note: null },
  });
  expect(asProfileUpdate({ distinct_id: "a", seats: 1 })).toStrictEqual({ $distinct_id: "a", $set: { seats: 1 } });
});

test.each([
  [null],
  ["a"],
  [[]],
  [{ $distinct_id: "a", plan: "pro" }],
  [{ plan: "pro" }],
  [{ $distinct_id: "a", distinct_id: "b" }],
  [{ $distinct_id: "a", $properties: "plan" }],
])("G7: %j is left to be refused", (record) => {
  expect(asProfileUpdate(record)).toBe(record);
});

test("G7: an update with an operation stays as it is, whatever else it has", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...USER_PROFILES.operations),
      fc.dictionary(fc.string(), fc.jsonValue()),
      (name, more) => {
        const update = { ...more, distinct_id: "a", $properties: {}, [name]: {} };
        expect(asProfileUpdate(update)).toBe(update);
      },
    ),
  );
});
