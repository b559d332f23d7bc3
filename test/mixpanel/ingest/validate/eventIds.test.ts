import {
  checkEventIds,
  checkLink,
  hasPlainIds,
  idFieldsOf,
  isAnonymousId,
} from "../../../../src/mixpanel/ingest/validate/eventIds";
import { isPlaceholder, isRefusedId } from "../../../../src/mixpanel/ingest/validate/refusedIds";
import { Violations } from "../../../../src/mixpanel/ingest/validate/violations";
import { parseExact } from "../../../../src/mixpanel/records/exactNumbers";
import { isRecord, type JsonObject } from "../../../../src/mixpanel/records/json";

const V4 = "2a3b4c5d-1234-4abc-9def-0123456789ab";

test.each([
  [V4, true],
  [V4.toUpperCase(), true],
  [V4.replaceAll("-", ""), true],
  [V4.replace("4abc", "1abc"), false],
  [V4.replace("9def", "7def"), false],
  [`x${V4}`, false],
  [`${V4}x`, false],
  [`$device:${V4.replace("4abc", "1abc")}`, true],
  [`$device:${V4.replaceAll("-", "")}`, false],
  [`$device:x${V4}`, false],
  [`$device:${V4}x`, false],
  [`$Device:${V4}`, false],
  ["", false],
])("B7: whether %s is an anonymous ID: %p", (id, expected) => {
  expect(isAnonymousId(id)).toBe(expected);
});

test.each([
  ["Signed Up", ["distinct_id", "$user_id", "$device_id", "$insert_id"]],
  ["$identify", ["distinct_id", "$user_id", "$device_id", "$insert_id", "$identified_id", "$anon_id"]],
  ["$create_alias", ["distinct_id", "$user_id", "$device_id", "$insert_id", "alias"]],
  ["$merge", ["distinct_id", "$user_id", "$device_id", "$insert_id", "$distinct_ids"]],
])("B7: the ID properties of %s", (event, fields) => {
  expect(idFieldsOf(event)).toEqual(fields);
});

const masked = () => {
  const value = parseExact('{"id": 12345678901234567890}');
  return isRecord(value) ? value.id : undefined;
};

test.each(["distinct_id", "$user_id", "$device_id", "$insert_id"])(
  "B7: IDs in %s need no check if they are missing or text",
  (field) => {
    for (const id of ["a", "", null, undefined]) expect(hasPlainIds("E", { [field]: id })).toBe(true);
    for (const id of [7, true, {}, masked()]) expect(hasPlainIds("E", { [field]: id })).toBe(false);
    expect(hasPlainIds("$merge", { [field]: "a" })).toBe(false);
  },
);

/** The rules that are broken, each with its field. */
function broken(check: typeof checkLink, event: string, properties: JsonObject): string[] {
  const violations = new Violations();
  check(event, properties, violations);
  return violations.take().map(({ rule, field }) => `${rule} ${field}`);
}

test.each<[string, JsonObject, string[]]>([
  ["E", { distinct_id: 7 }, []],
  [
    "E",
    { distinct_id: 1.5, $insert_id: {}, $user_id: true },
    ["distinct_id_type properties.distinct_id", "id_type properties.$user_id", "insert_id_type properties.$insert_id"],
  ],
  ["E", { $device_id: 2 ** 60 }, ["id_rounded properties.$device_id"]],
  ["E", { alias: {} }, []],
  ["$create_alias", { alias: {} }, ["id_type properties.alias"]],
  ["$merge", { $distinct_ids: ["a", {}] }, ["id_type properties.$distinct_ids"]],
  ["$merge", { $distinct_ids: 1.5 }, ["id_type properties.$distinct_ids"]],
  ["$identify", { $anon_id: ["a"] }, ["id_type properties.$anon_id"]],
  ["$identify", { $anon_id: "null" }, ["linked_id_refused properties.$anon_id"]],
  ["$merge", { $distinct_ids: ["a", "null"] }, ["linked_id_refused properties.$distinct_ids"]],
  ["E", { distinct_id: 0 }, []],
])("B7: the IDs of %s with %j are always checked", (event, properties, expected) => {
  expect(broken(checkEventIds, event, properties)).toEqual(expected);
});

test.each<[string, JsonObject, string[]]>([
  ["$merge", { $distinct_ids: ["a", "b"] }, []],
  ["$merge", { $distinct_ids: ["a", "b", "c"] }, ["merge_ids properties.$distinct_ids"]],
  ["$merge", { $distinct_ids: "ab" }, ["merge_ids properties.$distinct_ids"]],
  ["$create_alias", { distinct_id: "a", alias: "b" }, []],
  [
    "$create_alias",
    { distinct_id: "", alias: null },
    ["linked_id_missing properties.distinct_id", "linked_id_missing properties.alias"],
  ],
  ["$create_alias", {}, ["linked_id_missing properties.distinct_id", "linked_id_missing properties.alias"]],
  ["$identify", { $identified_id: "no UUID", $anon_id: V4 }, []],
  ["$identify", { $identified_id: "a", $anon_id: "b" }, ["anon_id_format properties.$anon_id"]],
  ["$identify", { $identified_id: "a", $anon_id: 7 }, []],
  ["$identify", { $identified_id: "a", $anon_id: "null" }, []],
  ["E", {}, []],
])("B7: the link of %s with %j", (event, properties, expected) => {
  expect(broken(checkLink, event, properties)).toEqual(expected);
});

test.each<[unknown, boolean]>([
  ["null", true],
  ["$device:null", true],
  [0, true],
  [-1, true],
  [7, false],
  [Number.NaN, true],
  ["[object Object]", true],
  ["$device:NaN", true],
  ["null$device:", false],
  ["nan", false],
  [null, false],
  [undefined, false],
  [{}, false],
])("B7: whether %p is a placeholder: %p", (id, expected) => {
  expect(isPlaceholder(id)).toBe(expected);
});

test.each([
  ["anonymous", true],
  ["Anonymous", true],
  ["anonymouse", false],
  ["00000000-0000-0000-0000-000000000000", true],
  ["00000000-0000-0000-0000-000000000001", false],
  ["10000000-0000-0000-0000-000000000000", false],
  ["0", true],
  ["00", false],
  ["", false],
  ["user", false],
])("B7: whether Mixpanel rejects the ID %j: %p", (id, expected) => {
  expect(isRefusedId(id)).toBe(expected);
});
