import fc from "fast-check";
import { compile } from "../../packages/sandbox/src/expressions";
import {
  allOf,
  anyOf,
  compared,
  contains,
  doesNotContain,
  inLastDays,
  isNotOneOf,
  isNotSet,
  isOneOf,
  isPlainNumber,
  isSet,
  literal,
  onExpression,
  periodOf,
  propertyRef,
} from "../../src/mixpanel/expressions";

const plan = propertyRef("event", "plan");
const day = { first: "2024-01-31T00:00:00", last: "2024-01-31T23:59:59" };
const moment = { first: 1_706_695_200, last: 1_706_695_200 };
const noon = Date.UTC(2024, 0, 31, 12) / 1000;

test.each([
  ["event", 'properties["plan"]'],
  ["user", 'user["plan"]'],
  ["profile", 'properties["plan"]'],
  ["behavior", 'behaviors["plan"]'],
] as const)("R7: refers to a property of the scope %s", (scope, ref) => {
  expect(propertyRef(scope, "plan")).toBe(ref);
});

test.each([
  ["a text", "pro", '"pro"'],
  ["a text with quotes and backslashes", 'say "hi" \\ bye\\', '"say \\"hi\\" \\\\ bye\\\\"'],
  ["a number", 12.5, "12.5"],
  ["a negative number", -3, "-3"],
  ["a boolean", false, "false"],
])("R7: writes %s", (_what, value, written) => {
  expect(literal(value)).toBe(written);
});

test.each([
  [compared(plan, "==", "pro"), 'properties["plan"] == "pro"'],
  [compared(plan, "!=", 5), 'properties["plan"] != 5'],
  [compared(plan, ">=", 5), 'properties["plan"] >= 5'],
  [isOneOf(plan, ["a", 5, true]), 'properties["plan"] in ["a", 5, true]'],
  [isNotOneOf(plan, ["a"]), 'not (properties["plan"] in ["a"])'],
  [contains(plan, "pr"), '"pr" in properties["plan"]'],
  [doesNotContain(plan, "pr"), 'not ("pr" in properties["plan"])'],
  [isSet(plan), 'defined(properties["plan"])'],
  [isNotSet(plan), 'not defined(properties["plan"])'],
  [
    compared(plan, "==", day),
    '(datetime(properties["plan"]) >= datetime("2024-01-31T00:00:00")) and (datetime(properties["plan"]) <= datetime("2024-01-31T23:59:59"))',
  ],
  [compared(plan, "==", moment), 'datetime(properties["plan"]) == datetime(1706695200)'],
  [compared(plan, "!=", moment), 'not (datetime(properties["plan"]) == datetime(1706695200))'],
  [compared(plan, ">", day), 'datetime(properties["plan"]) > datetime("2024-01-31T23:59:59")'],
  [compared(plan, ">=", day), 'datetime(properties["plan"]) >= datetime("2024-01-31T00:00:00")'],
  [compared(plan, "<", day), 'datetime(properties["plan"]) < datetime("2024-01-31T00:00:00")'],
  [compared(plan, "<=", day), 'datetime(properties["plan"]) <= datetime("2024-01-31T23:59:59")'],
  [
    isOneOf(plan, [moment, "a"]),
    '(properties["plan"] in ["a"]) or (datetime(properties["plan"]) == datetime(1706695200))',
  ],
  [
    inLastDays("profile", plan, 7, noon),
    '(datetime(properties["plan"]) >= datetime(NOW - 604800)) and (datetime(properties["plan"]) <= datetime(NOW))',
  ],
  // 2024-01-30T00:00:00Z to 2024-01-31T23:59:59Z.
  [
    inLastDays("event", plan, 1, noon),
    '(datetime(properties["plan"]) >= datetime(1706572800)) and (datetime(properties["plan"]) <= datetime(1706745599))',
  ],
  [allOf(["a", "b"]), "(a) and (b)"],
  [anyOf(["a", "b", "c"]), "(a) or (b) or (c)"],
  [anyOf(["a"]), "a"],
])("R7: builds %s", (built, expression) => {
  expect(built).toBe(expression);
});

test.each([
  ["plan", 'properties["plan"]'],
  ['my "plan"\\', 'properties["my \\"plan\\"\\\\"]'],
  ["properties", 'properties["properties"]'],
  ["user and event", 'properties["user and event"]'],
  ['properties["plan"]', 'properties["plan"]'],
  ["properties['plan']", "properties['plan']"],
  ['string(user["plan"])', 'string(user["plan"])'],
  ['event["$time"]', 'event["$time"]'],
  ['floor(properties["a"] / 10) * 10', 'floor(properties["a"] / 10) * 10'],
])("R7: On %s is %s", (text, expression) => {
  expect(onExpression(text)).toBe(expression);
});

test.each([
  ["2024-01-31", day],
  ["2024-01-31T10:00", { first: "2024-01-31T10:00:00", last: "2024-01-31T10:00:00" }],
  ["2024-01-31 10:00:05.123", { first: "2024-01-31T10:00:05", last: "2024-01-31T10:00:05" }],
  ["2024-01-31T10:00:00Z", moment],
  ["2024-01-31T12:00:00+02:00", moment],
  ["2024-01-31T12:00:00.999+0200", moment],
  ["2024-02-30", undefined],
  ["2024-01-31T25:00", undefined],
  ["1970-01-01T00:00:00Z", undefined],
  ["1969-12-31", { first: "1969-12-31T00:00:00", last: "1969-12-31T23:59:59" }],
  ["31.01.2024", undefined],
  ["today", undefined],
])("R7: reads the date %s", (text, period) => {
  expect(periodOf(text)).toEqual(period);
});

test.each([
  [0.1, true],
  [-5, true],
  [1e20, true],
  [1e21, false],
  [1e-7, false],
  [Number.NaN, false],
  [Number.POSITIVE_INFINITY, false],
])("R7: %d needs no exponent: %s", (number, isPlain) => {
  expect(isPlainNumber(number)).toBe(isPlain);
});

test("R7: any name and any text are read back as they were written", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom('"', "\\", "'", "]", ")", "\n", "a") }),
  );
  fc.assert(
    fc.property(text, text, (name, value) => {
      const evaluate = compile(compared(propertyRef("event", name), "==", value));
      expect(evaluate({ properties: Object.fromEntries([[name, value]]) })).toBe(true);
      expect(evaluate({ properties: Object.fromEntries([[name, `${value}.`]]) })).toBe(false);
    }),
  );
});
