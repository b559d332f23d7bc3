import { InputError } from "../../../src/mixpanel/errors";
import { readMapping } from "../../../src/mixpanel/rows/mapping";

const read = (value: unknown) => readMapping(value, { target: "events" });

/** The same mapping in every form: event and time are fields, plan a property. */
const lines = [
  { column: "name", property: "event" },
  { column: "at", property: "time" },
  { column: "plan_name", property: "plan" },
];
const meant = {
  fields: { event: { column: "name" }, time: { column: "at" } },
  properties: [{ column: "plan_name", property: "plan" }],
  constants: {},
};
const pairs = lines.map(({ column, property }) => ({ key: property, value: column }));
const form = lines.map(({ column, property }) => ({ source: column, destination: property }));
const fieldMap = {
  fields: [
    ...lines.map(({ column, property }) => ({
      field: { key: column, label: column },
      mappedObject: { key: "events" },
      mappedField: { key: property },
    })),
    { field: { key: "unmapped" } },
  ],
  options: [{ object: { key: "events" }, fields: [] }],
};
const plain = { event: "name", time: "at", plan: "plan_name" };

describe("readMapping", () => {
  it.each<[string, unknown]>([
    ["a list of columns and properties", lines],
    [
      "a list from a form, with children that are not set",
      lines.map((line) => ({ ...line, type: "", whenNull: undefined })),
    ],
    ["key-value pairs", pairs],
    [
      "key-value pairs of structured objects",
      lines.map(({ column, property }) => ({ key: property, value: { column } })),
    ],
    ["an object field map", fieldMap],
    ["the data of a JSON form", form],
    ["a JSON form with schema and data", { schema: {}, uiSchema: {}, data: form }],
    ["the data of a JSON form within an object", { mappings: form }],
    ["a plain object", plain],
    ["a plain object of objects", { event: { column: "name" }, time: { column: "at" }, plan: { column: "plan_name" } }],
    ["a Mapping", meant],
  ])("W1: reads %s, also as JSON text", (_what, value) => {
    expect(read(value)).toEqual(meant);
    expect(read(JSON.stringify(value))).toEqual(meant);
  });

  it.each([
    undefined,
    null,
    "",
    [],
    {},
    [{ column: "", property: "" }],
    [{ source: "a" }],
    fieldMap.fields.slice(-1),
    "[]",
  ])("W1: %j maps nothing, so that each column is a property", (value) => {
    expect(read(value)).toEqual({ fields: {}, properties: [], constants: {} });
  });

  it("W1: reads types, null rules and constants", () => {
    const value = [
      { column: "a", type: "number", whenNull: "send" },
      { key: "b", value: { column: "B", type: "date" } },
      { constant: "Signed Up", property: "event" },
      { constant: "warehouse", property: "origin" },
    ];
    expect(read(value)).toEqual({
      fields: { event: { constant: "Signed Up" } },
      properties: [
        { column: "a", property: "a", type: "number", whenNull: "send" },
        { column: "B", property: "b", type: "date" },
      ],
      constants: { origin: "warehouse" },
    });
  });

  it("W1: knows the fields of each target, and takes the others for properties", () => {
    const value = { distinct_id: "user", time: "at" };
    expect(readMapping(value, { target: "users" })).toMatchObject({
      fields: { $distinct_id: { column: "user" } },
      properties: [{ column: "at", property: "time" }],
    });
    expect(readMapping({ group_key: { constant: "company" }, group_id: "c" }, { target: "groups" }).fields).toEqual({
      $group_key: { constant: "company" },
      $group_id: { column: "c" },
    });
    expect(readMapping({ id: "sku" }, { target: "table" }).fields).toEqual({ id: { column: "sku" } });
  });

  it.each<[string, unknown, string]>([
    ["a target with two sources", [{ column: "a" }, { column: "b", property: "a" }], 'two sources for "a"'],
    ["a field with two sources", { distinct_id: "a", $distinct_id: "b" }, 'two sources for "distinct_id"'],
    ["text that is no JSON", "plan", "text that is not JSON"],
    ["a number", 7, "got 7"],
    ["a line that is no object", ["plan"], '"plan" as line 1'],
    ["a property without a column", [{ property: "plan" }], 'no column for "plan"'],
    ["a type that does not exist", [{ column: "a", type: "money" }], 'the type "money"'],
    ["a null rule that does not exist", [{ column: "a", whenNull: "zero" }], 'whenNull: "zero"'],
    ["a line with other keys", [{ from: "a", to: "b" }], '"from" and no column in line 1'],
    ["objects instead of their fields", [{ object: { key: "users" } }], '"object" and no column in line 1'],
    ["a name that is no text", [{ column: 7 }], "7 in line 1"],
    [
      "a field that the target does not have",
      { fields: { $group_id: "g" }, properties: [] },
      "event, time, distinct_id",
    ],
    ["a rest that is neither", { fields: {}, rest: "some" }, 'rest: "some"'],
    ["a key of a Mapping that does not exist", { fields: {}, propertys: [] }, '"propertys"'],
  ])("W1, expectation 19: refuses %s", (_what, value, part) => {
    expect(() => read(value)).toThrow(InputError);
    expect(() => read(value)).toThrow(part);
  });
});
