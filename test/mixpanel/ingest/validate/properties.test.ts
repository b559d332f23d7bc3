import { walkProperties } from "../../../../src/mixpanel/ingest/validate/properties";
import { Violations } from "../../../../src/mixpanel/ingest/validate/violations";

const list = (count: number) => Array.from({ length: count }, (_, n) => n);
const filled = (count: number) => Object.fromEntries(list(count).map((n) => [`p${n}`, n]));

/** The violations of properties: rule, field and what was received. */
function found(properties: Record<string, unknown>) {
  const violations = new Violations();
  walkProperties(properties, violations);
  return violations.take().map(({ rule, field, message }) => [rule, field, /got (.*?), expected/.exec(message)?.[1]]);
}

describe("B7: the properties of an event", () => {
  test.each<[string, Record<string, unknown>, [string, string, string][]]>([
    ["nothing", {}, []],
    ["as many as allowed", filled(254), []],
    ["as many as allowed, and one that JSON leaves out", { ...filled(254), absent: undefined }, []],
    ["too many", filled(255), [["properties_count", "properties", "255 properties"]]],
    ["a list that is too long", { a: list(255) }, [["array_length", "properties.a", "255 elements"]]],
    ["an object that is too large", { a: filled(255) }, [["object_keys", "properties.a", "255 keys"]]],
    ["lists too deep", { a: [[[[]]]] }, [["nesting_depth", "properties.a.0.0.0", "a level 4 deep"]]],
    [
      "objects too deep, in a list",
      { a: [{ b: { c: { d: {} } } }] },
      [["nesting_depth", "properties.a.0.b.c.d", "a level 4 deep"]],
    ],
    ["lists as deep as allowed, in objects of lists", { a: [{ b: [{ c: [{ d: 1 }] }] }] }, []],
    [
      "faults behind others and behind what is sound",
      { a: { b: [1] }, c: [{ d: 1n }, [2n]], e: { f: list(300) }, g: 3n },
      [
        ["not_json", "properties.c.0.d", "a number of type bigint"],
        ["not_json", "properties.c.1.0", "a number of type bigint"],
        ["array_length", "properties.e.f", "300 elements"],
        ["not_json", "properties.g", "a number of type bigint"],
      ],
    ],
  ])("%s", (_what, properties, expected) => {
    expect(found(properties)).toEqual(expected);
  });

  test("have no bound if something in them is too deep to be checked", () => {
    expect(walkProperties({ a: [[[[]]]] }, new Violations())).toBe(Number.POSITIVE_INFINITY);
    expect(walkProperties({ a: null, b: [null] }, new Violations())).toBeLessThan(200);
  });

  test("are named from their own beginning, also after some that failed midway", () => {
    const broken = { a: { b: {} } };
    Object.defineProperty(broken.a.b, "c", { enumerable: true, get: () => Number(Symbol("c")) });
    expect(() => found(broken)).toThrow(TypeError);
    expect(found({ g: 3n })).toEqual([["not_json", "properties.g", "a number of type bigint"]]);
  });
});
