import fc from "fast-check";
import { contentInsertId, isInsertId } from "../../../src/mixpanel/ingest/insertId";

const properties = { time: 1_700_000_000, distinct_id: "user-1", nested: { a: 1, b: [1, { x: "ü", y: null }] } };

/** The same value with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, inner]) => [key, reversed(inner)]));
}

test("an insert ID has 36 characters of 0-9 and a-f, which Mixpanel accepts", () => {
  const id = contentInsertId("Signed Up", properties);
  expect(id).toMatch(/^[0-9a-f]{36}$/);
  expect(isInsertId(id)).toBe(true);
});

test("equal content has the same ID, in every version", () => {
  expect(contentInsertId("Signed Up", properties)).toBe(contentInsertId("Signed Up", structuredClone(properties)));
  expect(contentInsertId("Signed Up", { distinct_id: "user-1", time: 1 })).toBe("21f963bdaacb53b15e2d5fe836dee71e2a27");
});

test("the order of keys makes no difference, however deep", () => {
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), (event, any) => {
      expect(contentInsertId(event, reversed(any))).toBe(contentInsertId(event, any));
    }),
    { seed: 1 },
  );
});

test.each([
  ["the event's name", "signed up", properties],
  ["a time", "Signed Up", { ...properties, time: 1_700_000_001 }],
  ["a type", "Signed Up", { ...properties, time: "1700000000" }],
  ["a property more", "Signed Up", { ...properties, plan: null }],
  ["a deep value", "Signed Up", { ...properties, nested: { a: 1, b: [1, { x: "u", y: null }] } }],
  ["the order of a list", "Signed Up", { ...properties, nested: { a: 1, b: [{ x: "ü", y: null }, 1] } }],
  ["a key's name", "Signed Up", { time: 1_700_000_000, distinctId: "user-1", nested: properties.nested }],
])("%s gives a different ID", (_, event, changed) => {
  expect(contentInsertId(event, changed)).not.toBe(contentInsertId("Signed Up", properties));
});

test("contents with different JSON have different IDs", () => {
  const stable = (value: unknown) => JSON.stringify(reversed(reversed(value)));
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      fc.pre(stable(one) !== stable(other));
      expect(contentInsertId("E", [one])).not.toBe(contentInsertId("E", [other]));
    }),
    { seed: 1 },
  );
});

test("a date has the same ID as the text that is sent for it", () => {
  const at = (when: unknown) => contentInsertId("E", { when });
  expect(at(new Date(0))).not.toBe(at(new Date(1)));
  expect(at(new Date(0))).toBe(at("1970-01-01T00:00:00.000Z"));
});

test("a second occurrence of the same event has a different ID", () => {
  const ids = [contentInsertId("E", {}), contentInsertId("E", {}, 0), contentInsertId("E", {}, 1)];
  expect(new Set(ids).size).toBe(3);
});

test.each([
  ["a", true],
  ["A-9", true],
  ["x".repeat(36), true],
  ["x".repeat(37), false],
  ["undefined", false],
  ["NULL", false],
  ["00000000-0000-0000-0000-000000000000", false],
  ["", false],
  ["a:b", false],
  ["a b", false],
  ["ä", false],
  ["a\n", false],
  [7, false],
  [undefined, false],
])("whether Mixpanel accepts %j as an insert ID: %p", (id, taken) => {
  expect(isInsertId(id)).toBe(taken);
});
