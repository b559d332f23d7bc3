import { deletionOf, GROUP_PROFILES, USER_PROFILES } from "../../../../src/mixpanel/ingest/profileKinds";
import { soundEffect } from "../../../../src/mixpanel/ingest/validate";

test.each<[string, unknown]>([
  ["a value that is no object", "u"],
  ["a list", [{ $distinct_id: "u", $set: { a: 1 } }]],
  ["an object of a class", Object.assign(new (class Update {})(), { $distinct_id: "u", $set: { a: 1 } })],
  ["an ID that it inherits", Object.create({ $distinct_id: "u" }, { $set: { value: { a: 1 }, enumerable: true } })],
  ["an ID that JSON leaves out", Object.defineProperty({ $set: { a: 1 } }, "$distinct_id", { value: "u" })],
  [
    "a field that cannot be read",
    {
      $distinct_id: "u",
      $set: { a: 1 },
      get $token() {
        throw new Error("no token");
      },
    },
  ],
  ["an ID that stands for a long number", { $distinct_id: "\ufdd0n12345678901234567890", $set: { a: 1 } }],
  ["a text object as ID", { $distinct_id: Object("u"), $set: { a: 1 } }],
  ["an ID that is missing", { $set: { a: 1 } }],
  ["an ID that is empty", { $distinct_id: "", $set: { a: 1 } }],
  ["a number as ID", { $distinct_id: 7, $set: { a: 1 } }],
  ["a placeholder as ID", { $distinct_id: "anonymous", $set: { a: 1 } }],
  ["an operation that changes nothing", { $distinct_id: "u", $set: { a: 1 }, $unset: [] }],
  ["an operation without a value", { $distinct_id: "u", $set: { a: 1 }, $unset: undefined }],
  ["a deletion without a value", { $distinct_id: "u", $set: { a: 1 }, $delete: undefined }],
  ["an object without a prototype", Object.assign(Object.create(null), { $distinct_id: "u", $set: { a: 1 } })],
  ["no operation", { $distinct_id: "u", set: { a: 1 } }],
])("S6: it is not certain that %s is sent as it stands", (_, update) => {
  expect(soundEffect(update, USER_PROFILES)).toBe(undefined);
});

const SET = { $set: { a: 1 } };

test.each<[string, object]>([
  ["idempotentWrite", SET],
  ["idempotentWrite", { $set_once: { a: 1 }, $unset: ["b"], $token: "t" }],
  ["idempotentWrite", { $union: { tags: ["a"] } }],
  ["idempotentWrite", { $remove: { tags: "a" } }],
  ["idempotentWrite", { $delete: "" }],
  ["idempotentWrite", { $delete: {} }],
  ["idempotentWrite", { $delete: [] }],
  ["idempotentWrite", { ...SET, $group_id: 7 }],
  ["write", { $add: { a: 1 } }],
  ["write", { $append: { a: 1 } }],
  ["write", { $append: { a: 1 }, ...SET }],
])("B7: sending is an %s of %j", (effect, update) => {
  expect(soundEffect({ $distinct_id: "u", ...update }, USER_PROFILES)).toBe(effect);
  expect(soundEffect({ ...update, $distinct_id: "u" }, USER_PROFILES)).toBe(effect);
});

test("B7: an update of a group needs both IDs, and an operation of groups", () => {
  const group = { $group_key: "company", $group_id: "g" };
  const effect = (update: object) => soundEffect(update, GROUP_PROFILES);
  expect(effect({ ...group, ...SET })).toBe("idempotentWrite");
  expect(effect({ ...SET, $group_key: "company" })).toBe(undefined);
  expect(effect({ ...SET, $group_id: "g" })).toBe(undefined);
  expect(effect({ ...group, ...SET, $group_key: 7 })).toBe(undefined);
  expect(effect({ ...group, ...SET, $group_id: 7 })).toBe(undefined);
  expect(effect({ ...group, $add: { a: 1 } })).toBe(undefined);
  expect(effect({ ...group, ...SET, $add: { a: 1 } })).toBe("write");
});

test("B7: a deletion deletes, and does nothing else alone", () => {
  const deletion = deletionOf(USER_PROFILES, false);
  expect(soundEffect({ $distinct_id: "u", $delete: {} }, deletion)).toBe("idempotentWrite");
  expect(soundEffect({ $distinct_id: "u", ...SET }, deletion)).toBe(undefined);
});
