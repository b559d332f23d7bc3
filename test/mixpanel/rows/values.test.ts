import fc from "fast-check";
import { Invalid } from "../../../src/mixpanel/rows/invalid";
import { readZone } from "../../../src/mixpanel/rows/times";
import type { ValueType } from "../../../src/mixpanel/rows/types";
import { converter } from "../../../src/mixpanel/rows/values";

const convert = (type: ValueType, value: unknown, zone = "UTC") => {
  const result = converter(type, readZone(zone))(value);
  return result instanceof Invalid ? `refused: ${result.rule}` : result;
};

/** Like big.js, as BigQuery's NUMERIC arrives: JSON makes text of it. */
class Big {
  readonly c = [1, 2, 5];
  toJSON() {
    return "12.50";
  }
}

/** Like DuckDB's own classes. */
class Driver {
  readonly days = 20_468;
  toString() {
    return "2026-01-15";
  }
}

class Opaque {
  readonly secret = 1;
}

const circular: Record<string, unknown> = {};
circular.self = circular;

describe("converter", () => {
  it.each<[string, unknown, unknown]>([
    ["a Date", new Date(Date.UTC(2026, 0, 15)), "2026-01-15T00:00:00.000Z"],
    ["a {value} object", { value: "2026-01-15" }, "2026-01-15"],
    ["a decimal", new Big(), "12.50"],
    ["a driver's own class", new Driver(), "2026-01-15"],
    ["a small bigint", 42n, 42],
    ["a large bigint", 9_007_199_254_740_993n, "9007199254740993"],
    ["a Buffer", Buffer.from("häuser"), "häuser"],
    ["a Buffer that went through JSON", JSON.parse(JSON.stringify(Buffer.from("abc"))), "abc"],
    ["a Uint8Array that went through JSON", JSON.parse(JSON.stringify(new Uint8Array([97, 98]))), "ab"],
    ["JSON text", '{"a":1}', '{"a":1}'],
    ["a list", [1, null, new Date(0), 5n], [1, null, "1970-01-01T00:00:00.000Z", 5]],
    ["a struct", { a: { value: "x" }, b: undefined, c: [2n] }, { a: "x", c: [2] }],
    ["a Map", new Map([["k", 1n]]), { k: 1 }],
    ["a Set", new Set([1, 2]), [1, 2]],
    ["a list of numbers of one type", new Float64Array([1.5, 2]), [1.5, 2]],
    ["decimal text", "12.50", "12.50"],
    ["text", "NaN", "NaN"],
    ["not a number", Number.NaN, null],
    ["undefined", undefined, null],
    ["null in {value}", { value: null }, null],
    ["infinity", Number.POSITIVE_INFINITY, "refused: value_not_finite"],
    ["an invalid Date", new Date(Number.NaN), "refused: value_date"],
    ["a struct with a key named __proto__", JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}')],
    ["binary bytes", Buffer.of(0xaa, 0x00), "refused: value_binary"],
    ["an object without text", new Opaque(), "refused: value_object"],
    ["a function", () => 1, "refused: value_type"],
    ["a symbol", Symbol("s"), "refused: value_type"],
    ["an object that contains itself", circular, "refused: value_depth"],
  ])("W2, expectation 8: auto gives one result for %s", (_what, value, expected) => {
    expect(convert("auto", value)).toEqual(expected);
  });

  it("W2, expectation 8: never gives [object Object], throws nothing, and what it gives is JSON", () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    });
    const types = fc.constantFrom<ValueType>("auto", "text", "number", "boolean", "date", "json", "list", "ids");
    fc.assert(
      fc.property(types, anything, (type, value) => {
        const result = converter(type, readZone("UTC"))(value);
        if (result instanceof Invalid) return;
        expect(JSON.parse(JSON.stringify(result))).toEqual(
          result === undefined ? null : JSON.parse(JSON.stringify(result)),
        );
        if (typeof value !== "string") expect(result).not.toBe("[object Object]");
      }),
    );
  });

  it.each<[ValueType, unknown, unknown]>([
    ["number", "12.50", 12.5],
    ["number", " 7 ", 7],
    ["number", "-1e3", -1000],
    ["number", new Big(), 12.5],
    ["number", 5n, 5],
    ["number", "NaN", null],
    ["number", "9007199254740993", "refused: value_rounded"],
    ["number", "9007199254740993.00", "refused: value_rounded"],
    ["number", "-12345678901234567.5", "refused: value_rounded"],
    ["number", "9007199254740991.0", 9_007_199_254_740_991],
    ["number", "1e30", 1e30],
    ["number", "$1,234.50", "refused: value_number"],
    ["number", "0x10", "refused: value_number"],
    ["number", "1e999", "refused: value_not_finite"],
    ["number", true, "refused: value_number"],
    ["boolean", "true", true],
    ["boolean", "F", false],
    ["boolean", 1, true],
    ["boolean", "0", false],
    ["boolean", "maybe", "refused: value_boolean"],
    ["text", 12.5, "12.5"],
    ["text", 9_007_199_254_740_993n, "9007199254740993"],
    ["text", 2 ** 60, "refused: value_rounded"],
    ["text", { a: 1 }, '{"a":1}'],
    ["text", false, "false"],
    ["date", "2026-01-15", "2026-01-15T00:00:00.000Z"],
    ["date", 1_768_471_200, "2026-01-15T10:00:00.000Z"],
    ["date", "2026-02-30", "refused: time_impossible"],
    ["date", null, null],
    ["date", { value: null }, null],
    ["date", Number.NaN, null],
    ["json", '{"id":9007199254740993}', { id: "9007199254740993" }],
    ["json", "{", "refused: value_json"],
    ["json", { a: 1n }, { a: 1 }],
    ["list", "x", ["x"]],
    ["list", '["a",1]', ["a", 1]],
    ["list", null, null],
    ["ids", 7, ["7"]],
    ["ids", [1, "b", null, ""], ["1", "b"]],
    ["ids", [], null],
    ["ids", [2 ** 60], "refused: value_rounded"],
  ])("W2, expectation 6: as %s, %p becomes %p", (type, value, expected) => {
    expect(convert(type, value)).toEqual(expected);
  });

  it("W2, expectation 6: keeps every digit of any integer, as number where JSON holds it and as text elsewhere", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (value) => {
        expect(String(convert("auto", value))).toBe(String(value));
        expect(convert("text", value)).toBe(String(value));
      }),
    );
  });

  it("W2, expectation 7: dates of properties take the stated zone", () => {
    expect(convert("date", "2026-01-15", "Europe/Berlin")).toBe("2026-01-14T23:00:00.000Z");
  });
});
