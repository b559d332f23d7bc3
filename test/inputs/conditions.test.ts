import { conditionInputs, type Filtered } from "../../src/inputs/conditions";
import { InputError } from "../../src/mixpanel/errors";
import { readForm } from "../../src/platform/readForm";
import { withConditions } from "../../src/platform/where";
import { thrownBy } from "../support/failure";

const NOW_MS = Date.UTC(2024, 0, 31, 12);

function whereOf(conditions: unknown, { filtered = "event" as Filtered, match = "all" } = {}): unknown {
  const params = readForm({ conditions, match }, { inputs: conditionInputs(filtered), name: "Query" });
  const { where }: Record<string, unknown> = { ...withConditions(params, NOW_MS) };
  return where;
}
const row = (operator: string, value?: unknown, more: object = {}) => ({ property: "p", operator, value, ...more });

describe("R7: a row", () => {
  test.each([
    [row("equals", "pro"), 'properties["p"] == "pro"'],
    [{ property: "p", value: "pro" }, 'properties["p"] == "pro"'],
    [row("notEquals", "pro"), 'properties["p"] != "pro"'],
    [row("oneOf", "pro, team"), 'properties["p"] in ["pro", "team"]'],
    [row("oneOf", '["a, b", 5, true]'), 'properties["p"] in ["a, b", 5, true]'],
    [row("oneOf", ["a", "", null, "5"]), 'properties["p"] in ["a", 5]'],
    [row("oneOf", 5), 'properties["p"] in [5]'],
    [row("notOneOf", "1,2", { valueType: "text" }), 'not (properties["p"] in ["1", "2"])'],
    [row("contains", "pr"), '"pr" in properties["p"]'],
    [row("contains", "5"), '"5" in properties["p"]'],
    [row("contains", 5, { valueType: "number" }), '5 in properties["p"]'],
    [row("notContains", "pr"), 'not ("pr" in properties["p"])'],
    [row("greaterThan", "12.5"), 'properties["p"] > 12.5'],
    [row("atLeast", 5), 'properties["p"] >= 5'],
    [row("lessThan", "-3"), 'properties["p"] < -3'],
    [row("atMost", "2024-01-31"), 'datetime(properties["p"]) <= datetime("2024-01-31T23:59:59")'],
    [row("after", "2024-01-31"), 'datetime(properties["p"]) > datetime("2024-01-31T23:59:59")'],
    [row("before", "2024-01-31", { valueType: "text" }), 'datetime(properties["p"]) < datetime("2024-01-31T00:00:00")'],
    [row("on", 1_706_695_200), 'datetime(properties["p"]) == datetime(1706695200)'],
    [row("isTrue", "ignored"), 'properties["p"] == true'],
    [row("isFalse"), 'properties["p"] == false'],
    [row("isSet", ""), 'defined(properties["p"])'],
    [row("isNotSet"), 'not defined(properties["p"])'],
    [row("equals", "x", { propertyType: "user" }), 'user["p"] == "x"'],
    [{ property: ' a"b\\ ', value: " x " }, 'properties[" a\\"b\\\\ "] == " x "'],
    [{ property: 404, value: "x" }, 'properties["404"] == "x"'],
  ])("%j is %s", (given, expression) => {
    expect(whereOf([given])).toBe(expression);
  });

  test.each([
    [{ property: "b1", propertyType: "behavior", operator: "atLeast", value: 2 }, 'behaviors["b1"] >= 2'],
    [{ property: "plan", value: "pro" }, 'properties["plan"] == "pro"'],
    [
      { property: "$last_seen", operator: "inLastDays", value: "7" },
      '(datetime(properties["$last_seen"]) >= datetime(NOW - 604800)) and (datetime(properties["$last_seen"]) <= datetime(NOW))',
    ],
  ])("of profiles: %j is %s", (given, expression) => {
    expect(whereOf([given], { filtered: "profile" })).toBe(expression);
  });

  test.each([
    ["auto", "12.5", "12.5"],
    ["auto", 12.5, "12.5"],
    ["auto", "true", "true"],
    ["auto", false, "false"],
    ["auto", "True", '"True"'],
    ["auto", "007", '"007"'],
    ["auto", "1.50", '"1.50"'],
    ["auto", "12345678901234567890", '"12345678901234567890"'],
    ["auto", "1e3", '"1e3"'],
    ["auto", "Infinity", '"Infinity"'],
    ["auto", "2024-01-31", '"2024-01-31"'],
    ["text", "5", '"5"'],
    ["text", 5, '"5"'],
    ["text", true, '"true"'],
    ["number", "5", "5"],
    ["number", " 5.50 ", "5.5"],
    ["boolean", "yes", "true"],
    ["boolean", 0, "false"],
  ])("of the value type %s takes %j as %s", (valueType, value, written) => {
    expect(whereOf([row("equals", value, { valueType })])).toBe(`properties["p"] == ${written}`);
  });
});

describe("R7: rows", () => {
  const two = [row("isSet"), row("equals", 5)];

  test.each([
    ["all", '(defined(properties["p"])) and (properties["p"] == 5)'],
    ["any", '(defined(properties["p"])) or (properties["p"] == 5)'],
  ])("match %s", (match, expression) => {
    expect(whereOf(two, { match })).toBe(expression);
  });

  test.each([[undefined], [null], [""], [[]], ["[]"], [[{}]], [[null]]])("may be %j", (none) => {
    expect(whereOf(none)).toBeUndefined();
  });

  test("may be untouched, with what the form begins with", () => {
    const untouched = { property: "", operator: "equals", value: "", propertyType: "event", valueType: "auto" };
    expect(whereOf([untouched, row("isSet")])).toBe('defined(properties["p"])');
  });

  test("may be JSON text, or one object", () => {
    expect(whereOf(JSON.stringify(two))).toBe(whereOf(two));
    expect(whereOf(two[0])).toBe(whereOf([two[0]]));
  });
});

describe("R7: a wrong row is refused by its number and its input:", () => {
  test.each([
    ["no property", row("equals", 5, { property: "" }), "Property"],
    ["a property that is a list", row("equals", 5, { property: ["p"] }), "Property"],
    ["no value", row("equals", " "), "Value"],
    ["no value for an order", row("greaterThan"), "Value"],
    ["a list as one value", row("equals", ["a"]), "Value"],
    ["an empty list", row("oneOf", []), "Value"],
    ["a list of commas", row("oneOf", " , "), "Value"],
    ["half a JSON list", row("oneOf", '["a"'), "Value"],
    ["an order of texts", row("greaterThan", "pro"), "Value"],
    ["an order of a number as text", row("greaterThan", "5", { valueType: "text" }), "Value"],
    ["an order of booleans", row("atMost", "true"), "Value"],
    ["a number in words", row("equals", "five", { valueType: "number" }), "Value"],
    ["a number with an exponent", row("equals", 1e-7, { valueType: "number" }), "Value"],
    ["a number that has lost digits", row("equals", 2 ** 60), "Value"],
    ["a boolean that is none", row("equals", "perhaps", { valueType: "boolean" }), "Value"],
    ["a date in words", row("on", "soon"), "Value"],
    ["a day that does not exist", row("after", "2024-02-30"), "Value"],
    ["a time in milliseconds", row("on", 1_700_000_000_000), "Value"],
    ["a time that Mixpanel cannot read", row("on", 0), "Value"],
    ["a date in a text", row("contains", "2024-01-31", { valueType: "date" }), "Value"],
    ["half a day", row("inLastDays", "0.5"), "Value"],
    ["no days", row("inLastDays"), "Value"],
    ["an operator that does not exist", row("matches", "a.*"), "Operator"],
    ["a behavior among events", row("isSet", "", { propertyType: "behavior" }), "Property Type"],
    ["a value type that does not exist", row("equals", 5, { valueType: "money" }), "Value Type"],
  ])("%s", (_what, given, input) => {
    const error = thrownBy(() => whereOf([row("isSet"), given]));
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ input: `Conditions, row 2, ${input}` });
  });

  test("an event property among profiles", () => {
    const error = thrownBy(() => whereOf([row("isSet", "", { propertyType: "event" })], { filtered: "profile" }));
    expect(error).toMatchObject({
      message: 'Conditions, row 1, Property Type: got "event", expected one of profile, behavior.',
    });
  });

  test.each([
    ["text", ["p"], "Conditions, row 1"],
    ["a number", 7, "Conditions"],
    ["half a JSON text", "[{", "Conditions"],
  ])("rows that are %s", (_what, given, input) => {
    expect(thrownBy(() => whereOf(given))).toMatchObject({ code: "invalid_input", input });
  });

  test("an input that rows do not have", () => {
    const error = thrownBy(() => whereOf([{ property: "p", oprator: "isSet" }]));
    expect(error).toMatchObject({
      message:
        "oprator: got an input that Conditions, row 1 of Query does not have, expected one of its inputs. Did you mean operator?",
    });
  });
});
