import {
  deletionOf,
  fromBareId,
  GROUP_PROFILES,
  USER_PROFILES,
  withGroupKey,
} from "../../../src/mixpanel/ingest/profileKinds";

test.each<[string, unknown, string | undefined, unknown]>([
  ["is added to an update without one", { $group_id: "a" }, "company", { $group_id: "a", $group_key: "company" }],
  ["is added in place of empty text", { $group_key: "" }, "company", { $group_key: "company" }],
  ["is added in place of null", { $group_key: null }, "company", { $group_key: "company" }],
  ["gives way to that of an update", { $group_key: "team" }, "company", { $group_key: "team" }],
  ["gives way to one of another type, to be refused", { $group_key: 0 }, "company", { $group_key: 0 }],
  ["may be missing", { $group_id: "a" }, undefined, { $group_id: "a" }],
  ["is added to no text", "text", "company", "text"],
  ["is added to no list", ["a"], "company", ["a"]],
])("B7: the group key %s", (_, update, groupKey, expected) => {
  expect(withGroupKey(update, groupKey)).toStrictEqual(expected);
});

test.each<[unknown, unknown]>([
  ["a", { $distinct_id: "a" }],
  ["", { $distinct_id: "" }],
  [7, { $distinct_id: "7" }],
  [2 ** 53, { $distinct_id: 2 ** 53 }],
  [{ a: 1 }, { a: 1 }],
  [null, null],
  [true, true],
])("B7: a bare ID becomes a record with it, and nothing else does: %j", (record, expected) => {
  expect(fromBareId(record, "$distinct_id")).toEqual(expected);
});

test("B7: a deletion is checked by the rules of its kind, and has no other operation", () => {
  for (const kind of [USER_PROFILES, GROUP_PROFILES])
    for (const allowsPlaceholders of [true, false])
      expect(deletionOf(kind, allowsPlaceholders)).toEqual({ ...kind, operations: ["$delete"], allowsPlaceholders });
});
