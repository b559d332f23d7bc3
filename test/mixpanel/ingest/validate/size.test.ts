import { walkProperties } from "../../../../src/mixpanel/ingest/validate/properties";
import { checkSize, jsonBytesBound } from "../../../../src/mixpanel/ingest/validate/size";
import { Violations } from "../../../../src/mixpanel/ingest/validate/violations";

const MB_BYTES = 1024 * 1024;
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));

/** Six bytes of JSON for each character: no other character takes as many. */
const CONTROL = "\u0001";
/** As long as a number can be in JSON. */
const LONGEST_NUMBER = -Number.MAX_VALUE;
const keyed = (value: unknown) => Object.fromEntries(times(50, (n) => [CONTROL.repeat(n + 1), value]));

describe.each([
  ["any value", jsonBytesBound],
  ["the properties of an event", (value: Record<string, unknown>) => walkProperties(value, new Violations())],
])("B7: the upper bound of the size of %s", (_what, boundOf) => {
  test.each<[string, Record<string, unknown>]>([
    ["long text of control characters", { a: CONTROL.repeat(1_000) }],
    ["keys of control characters", keyed("")],
    ["numbers under keys of control characters", keyed(LONGEST_NUMBER)],
    ["objects under keys of control characters", keyed({})],
    ["lists under keys of control characters", keyed([])],
    ["null under keys of control characters", keyed(null)],
    ["truth values under keys of control characters", keyed(false)],
    ["a list of empty texts", { a: times(250, () => "") }],
    ["a list of texts of control characters", { a: times(250, () => CONTROL.repeat(9)) }],
    ["a list of the longest numbers", { a: times(250, () => LONGEST_NUMBER) }],
    ["a list of nulls and truth values", { a: times(250, (n) => (n % 2 ? null : false)) }],
    ["a list of empty lists", { a: times(250, () => []) }],
    ["a list of empty objects", { a: times(250, () => ({})) }],
    ["a list of lists of text", { a: times(20, () => times(20, () => CONTROL)) }],
    ["a list of objects with keys of control characters", { a: times(20, () => keyed("")) }],
  ])("is neither too low nor absent for %s", (_value, value) => {
    const bytes = bytesOf(value);
    expect(boundOf(value)).toBeGreaterThanOrEqual(bytes);
    expect(boundOf(value)).toBeLessThanOrEqual(20 * bytes);
  });
});

test("B7: a value in more than 50 others has no bound, nor has a bigint", () => {
  const nested = (depth: number) => times(depth, () => 0).reduce<unknown>((inner) => [inner], "");
  expect(jsonBytesBound(nested(51))).toBeLessThan(5_000);
  expect(jsonBytesBound([nested(51)])).toBe(Number.POSITIVE_INFINITY);
  expect(jsonBytesBound({ a: [{ b: 1n }] })).toBe(Number.POSITIVE_INFINITY);
  const objects = times(52, () => 0).reduce<unknown>((inner) => ({ a: inner }), 1);
  expect(jsonBytesBound(objects)).toBe(Number.POSITIVE_INFINITY);
});

describe("B7: a record", () => {
  const recordOf = (bytes: number) => ({ a: "x".repeat(bytes - bytesOf({ a: "" })) });
  const messages = (record: object, bound: number, known?: "not_json") => {
    const violations = new Violations();
    if (known) violations.addCounted(known, "properties.a", "a number of type bigint");
    checkSize(record, "update_size", bound, violations);
    return violations.take().map(({ rule, field, message }) => [rule, field, /got (.*?), expected/.exec(message)?.[1]]);
  };

  test("is too large from 1 MB of JSON, also if its bound is not higher", () => {
    expect(messages(recordOf(MB_BYTES), MB_BYTES)).toEqual([["update_size", "", "1048576 bytes"]]);
    expect(messages(recordOf(MB_BYTES - 1), MB_BYTES)).toEqual([]);
  });

  test("that cannot be written as JSON is rejected once", () => {
    const written = "a value that cannot be written as JSON";
    expect(messages({ a: 1n }, MB_BYTES)).toEqual([["not_json", "", written]]);
    expect(messages({ a: 1n }, MB_BYTES, "not_json")).toEqual([
      ["not_json", "properties.a", "a number of type bigint"],
    ]);
  });

  test("is not written at all if its bound is less", () => {
    const toJSON = jest.fn();
    expect(messages({ toJSON }, MB_BYTES - 1)).toEqual([]);
    expect(toJSON).not.toHaveBeenCalled();
  });
});
