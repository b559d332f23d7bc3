import fc from "fast-check";
import { USER_PROFILES } from "../../../../src/mixpanel/ingest/profileKinds";
import {
  NO_VIOLATIONS,
  validateEssentials,
  validateGroupUpdate,
  validateProfileUpdate,
} from "../../../../src/mixpanel/ingest/validate";

const user = (update: object) => ({ $distinct_id: "user-1", ...update });
const group = (update: object) => ({ $group_key: "company", $group_id: "example", ...update });
const brokenBy = (violations: readonly { rule: string; field: string }[]) =>
  violations.map(({ rule, field }) => [rule, field]);

const MB_BYTES = 1024 * 1024;
const setOf = (bytes: number, record: (update: object) => object) => {
  const around = Buffer.byteLength(JSON.stringify(record({ $set: { text: "" } })));
  return record({ $set: { text: "x".repeat(bytes - around) } });
};

/** Operations that users and groups have in common. */
const COMMON = [
  { $set: { plan: "pro", nested: { any: ["thing"] } } },
  { $set_once: { first_seen: "2024-01-01" } },
  { $union: { tags: ["a", 1] } },
  { $remove: { tags: "a" } },
  { $unset: ["plan", "tags"] },
  { $delete: "" },
  { $delete: {} },
  { $delete: [] },
  { $union: { tags: ["a"], others: undefined } },
  { $delete: null, $ignore_alias: true },
  { $set: { a: 1 }, $unset: ["b"] },
];
const COMMON_FAULTS: [string, string, object][] = [
  ["operation_missing", "", {}],
  ["operation_missing", "", { $increment: { logins: 1 } }],
  ["operation_missing", "", { $set: undefined }],
  ["operand_object", "$set", { $set: [{ plan: "pro" }] }],
  ["operand_object", "$set", { $set: null }],
  ["operand_object", "$set_once", { $set_once: "plan" }],
  ["operand_object", "$remove", { $remove: ["a"] }],
  ["operand_object", "$union", { $union: ["a"] }],
  ["operand_empty", "$set", { $set: {} }],
  ["operand_empty", "$set_once", { $set_once: { plan: undefined } }],
  ["operand_empty", "$set", { $set: { plan: () => "pro" } }],
  ["operand_empty", "$union", { $union: [] }],
  ["operand_empty", "$remove", { $remove: {} }],
  ["operand_empty", "$unset", { $unset: [] }],
  ["union_list", "$union.tags", { $union: { tags: "a" } }],
  ["unset_names", "$unset", { $unset: "plan" }],
  ["unset_names", "$unset", { $unset: { plan: "" } }],
  ["unset_names", "$unset", { $unset: ["plan", 1] }],
  ["not_json", "", { $set: { amount: 1n } }],
];

test("S6: an operation is empty exactly if JSON leaves nothing of its object", () => {
  const value = fc.constantFrom<unknown>(undefined, () => 1, null, 0, "", false, {}, Number.NaN);
  const inherited = fc.constantFrom({}, { own: undefined }, { plan: "pro" });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value, { maxKeys: 3 }), inherited, (properties, prototype) => {
      const operand = Object.assign(Object.create(prototype), properties);
      const isEmpty = JSON.stringify(operand) === "{}";
      const expected = isEmpty ? [["operand_empty", "$set"]] : [];
      expect(brokenBy(validateProfileUpdate(user({ $set: operand })))).toEqual(expected);
      expect(brokenBy(validateEssentials(user({ $set: operand }), USER_PROFILES))).toEqual(expected);
    }),
    { seed: 6 },
  );
});

describe("an update of a user profile", () => {
  test.each([...COMMON, { $add: { logins: 1, credit: -0.5, others: undefined } }, { $append: { visits: "today" } }])(
    "may be %j",
    (update) => {
      expect(validateProfileUpdate(user(update))).toBe(NO_VIOLATIONS);
    },
  );

  test.each([
    ...COMMON_FAULTS,
    ["operand_empty", "$add", { $add: {} }],
    ["operand_empty", "$add", { $add: { logins: undefined } }],
    ["operand_object", "$append", { $append: "today" }],
    ["operand_object", "$add", { $add: 1 }],
    ["add_number", "$add.logins", { $add: { logins: "1" } }],
    ["add_number", "$add.logins", { $add: { logins: Number.NaN } }],
  ] as const)("breaks %s of %j", (rule, field, update) => {
    expect(brokenBy(validateProfileUpdate(user(update)))).toEqual([[rule, field]]);
  });

  test.each([undefined, null, "", {}, Number.NaN])("needs a distinct ID other than %p", (id) => {
    expect(brokenBy(validateProfileUpdate({ $distinct_id: id, $set: { a: 1 } }))).toEqual([
      ["profile_distinct_id", "$distinct_id"],
    ]);
  });

  test.each(["user-1", 12345, "$device:2a3b4c5d-1234-4abc-9def-0123456789ab"])("takes the distinct ID %p", (id) => {
    expect(validateProfileUpdate({ $distinct_id: id, $set: { a: 1 } })).toBe(NO_VIOLATIONS);
  });

  test.each(["undefined", "None", 0, "-1", "$device:null"])("T7: refuses the placeholder %p", (id) => {
    const update = { $distinct_id: id, $delete: "" };
    expect(brokenBy(validateProfileUpdate(update))).toEqual([["profile_distinct_id_refused", "$distinct_id"]]);
    expect(validateProfileUpdate(update, { allowsPlaceholders: true })).toBe(NO_VIOLATIONS);
  });

  test("T6: refuses a distinct ID that was rounded", () => {
    expect(brokenBy(validateProfileUpdate({ $distinct_id: 2 ** 53, $set: { a: 1 } }))).toEqual([
      ["id_rounded", "$distinct_id"],
    ]);
  });

  test.each([null, "user-1", [user({ $set: { a: 1 } })]])("is an object, and not %j", (record) => {
    expect(brokenBy(validateProfileUpdate(record))).toEqual([["update_object", ""]]);
  });

  test("is less than 1 MB of JSON", () => {
    expect(validateProfileUpdate(setOf(MB_BYTES - 1, user))).toBe(NO_VIOLATIONS);
    expect(brokenBy(validateProfileUpdate(setOf(MB_BYTES, user)))).toEqual([["update_size", ""]]);
  });

  test("that holds itself is found out", () => {
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    expect(brokenBy(validateProfileUpdate(user({ $set: endless })))).toEqual([["not_json", ""]]);
  });

  test("is told everything that is wrong with it", () => {
    const update = { $add: { a: "1", b: "2" }, $union: { tags: 1 }, $unset: "x" };
    expect(brokenBy(validateProfileUpdate(update))).toEqual([
      ["profile_distinct_id", "$distinct_id"],
      ["add_number", "$add.a"],
      ["add_number", "$add.b"],
      ["union_list", "$union.tags"],
      ["unset_names", "$unset"],
    ]);
  });

  test("is told what came, what is expected and what to do", () => {
    expect(validateProfileUpdate(user({ $union: { tags: "a" } }))[0]?.message).toBe(
      '$union.tags: got "a", expected a list of values. Put even a single value into a list.',
    );
  });
});

describe("an update of a group profile", () => {
  test.each(COMMON)("may be %j", (update) => {
    expect(validateGroupUpdate(group(update))).toBe(NO_VIOLATIONS);
  });

  test.each([
    ...COMMON_FAULTS,
    ["operation_unsupported", "$add", { $add: { members: 1 } }],
    ["operation_unsupported", "$append", { $append: { members: "a" } }],
  ] as const)("breaks %s of %j", (rule, field, update) => {
    expect(brokenBy(validateGroupUpdate(group(update)))).toEqual([[rule, field]]);
  });

  test("needs a group key and a group ID, and no distinct ID", () => {
    expect(brokenBy(validateGroupUpdate(user({ $set: { a: 1 } })))).toEqual([
      ["group_key", "$group_key"],
      ["group_id", "$group_id"],
    ]);
    expect(validateGroupUpdate({ $group_key: "company", $group_id: 7, $set: { a: 1 } })).toBe(NO_VIOLATIONS);
  });

  test("T7: refuses a placeholder for ID, and takes any group key", () => {
    const update = { $group_key: "none", $group_id: "null", $set: { a: 1 } };
    expect(brokenBy(validateGroupUpdate(update))).toEqual([["group_id_refused", "$group_id"]]);
    expect(validateGroupUpdate(update, { allowsPlaceholders: true })).toBe(NO_VIOLATIONS);
  });

  test("is less than 1 MB of JSON", () => {
    expect(validateGroupUpdate(setOf(MB_BYTES - 1, group))).toBe(NO_VIOLATIONS);
    expect(brokenBy(validateGroupUpdate(setOf(MB_BYTES, group)))).toEqual([["update_size", ""]]);
  });
});

describe("B7: what is always checked of an update", () => {
  const USER = { ids: ["$distinct_id"], operations: ["$set", "$unset", "$delete"] } as const;
  const GROUP = { ids: ["$group_key", "$group_id"], operations: ["$set", "$unset"] } as const;
  const found = (update: unknown, rules: Parameters<typeof validateEssentials>[1] = USER) =>
    validateEssentials(update, rules).map(({ rule, field, message }) => [
      rule,
      field,
      /got (.*?), expected/.exec(message)?.[1],
    ]);

  test.each([
    { $set: { a: 1 } },
    { $unset: "not checked here" },
    { $delete: {} },
    { $set: { a: 1 }, $add: "not checked here" },
  ])("%j passes", (update) => {
    expect(found(user(update))).toEqual([]);
  });

  test.each<[unknown, string, string, string]>([
    [null, "update_object", "", "null"],
    [[user({ $set: { a: 1 } })], "update_object", "", "a list"],
    [user({}), "operation_missing", "", "no operation"],
    [user({ $set: undefined }), "operation_missing", "", "no operation"],
    [user({ $add: { a: 1 } }), "operation_unsupported", "$add", "$add"],
    [user({ $set: {} }), "operand_empty", "$set", "nothing"],
    [user({ $unset: [] }), "operand_empty", "$unset", "nothing"],
    [{ $set: { a: 1 } }, "profile_distinct_id", "$distinct_id", "nothing"],
    [{ $distinct_id: "null", $set: { a: 1 } }, "profile_distinct_id_refused", "$distinct_id", '"null"'],
  ])("%j does not", (update, rule, field, got) => {
    expect(found(update)).toEqual([[rule, field, got]]);
  });

  test("names the profile by the IDs of its kind", () => {
    expect(found({ $distinct_id: "a", $set: { a: 1 } }, GROUP)).toEqual([
      ["group_key", "$group_key", "nothing"],
      ["group_id", "$group_id", "nothing"],
    ]);
    const placeholder = { $group_key: "company", $group_id: "null", $set: { a: 1 } };
    expect(found(placeholder, GROUP)).toEqual([["group_id_refused", "$group_id", '"null"']]);
    expect(found(placeholder, { ...GROUP, allowsPlaceholders: true })).toEqual([]);
  });
});
