import { type Entry as BundleEntry, loadComponent } from "../../../cli/src/bundle";
import { formEntries } from "../../../cli/src/execute";
import { filled, namesResult, presentValues, WORKED_INPUTS } from "../../../cli/src/worked";
import { schemaOf } from "../../page/form/schema";
import { asText, inputsOf, valuesOf } from "../../page/form/values";
import type { Entry, Inputs } from "../../src/protocol";

const { actions, triggers } = loadComponent();
const FORMS = [...Object.values(actions), ...Object.values(triggers)].map((form) => ({
  key: form.key,
  entries: formEntries(form),
}));

/** A value for an input that no form has as its default. */
function sampleOf(entry: BundleEntry | Entry, configuration?: string): unknown {
  const { key, collection, inputs, type } = entry;
  if (type === "dynamicObject") {
    const chosen = inputs?.find((group) => group.key === configuration);
    return { configuration, values: allInputs(chosen?.inputs ?? []) };
  }
  if (collection === "keyvaluelist") return [{ key: `key of ${key}`, value: `value of ${key}` }];
  if (collection !== undefined) return inputs === undefined ? [`first ${key}`, `second ${key}`] : [allInputs(inputs)];
  return `value of ${key}`;
}

/** Every input of a form, groups dissolved. */
function allInputs(entries: readonly (BundleEntry | Entry)[], configuration?: string): Inputs {
  const pairs = entries.map((entry) =>
    entry.type === "structuredObject" && entry.collection === undefined
      ? allInputs(entry.inputs ?? [])
      : { [entry.key]: sampleOf(entry, configuration) },
  );
  return Object.assign({}, ...pairs);
}

/** One for each form, and one for each group that it lets choose. */
const CASES = FORMS.flatMap(({ key, entries }): [name: string, entries: Entry[], inputs: Inputs][] => {
  const choices = entries.flatMap(({ type, inputs }) => (type === "dynamicObject" ? (inputs ?? []) : []));
  if (choices.length === 0) return [[key, entries, allInputs(entries)]];
  return choices.map((choice) => [`${key}: ${choice.key}`, entries, allInputs(entries, choice.key)]);
});

describe("V1: the forms of all actions and triggers", () => {
  it.each(CASES)("%s: what is filled in is what runs", (_, entries, inputs) => {
    expect(inputsOf(entries, valuesOf(entries, inputs))).toEqual(inputs);
  });

  it.each(FORMS)("$key: an untouched form passes nothing, so that the form's defaults hold", ({ entries }) => {
    expect(inputsOf(entries, valuesOf(entries, {}))).toEqual({});
  });

  it.each(CASES)(
    "%s: the schema has each input that the values have, and the UI schema its declaration",
    (_, entries, inputs) => {
      const values = valuesOf(entries, inputs);
      const { schema, ui } = schemaOf(entries, values);
      expect(shapeOfSchema(schema)).toEqual(shapeOfValues(values));
      for (const { key, label } of entries) expect(ui[key]["ui:options"].input).toMatchObject({ key, label });
    },
  );
});

type Shape = string | [Shape] | { [key: string]: Shape };

function shapeOfSchema(schema: unknown): Shape {
  const { type, items, properties } = Object(schema);
  if (type === "array") return [shapeOfSchema(items)];
  if (type !== "object") return type;
  return Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, shapeOfSchema(one)]));
}

function shapeOfValues(value: unknown): Shape {
  if (Array.isArray(value)) return [shapeOfValues(value[0])];
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shapeOfValues(one)]));
}

describe("V1: the examples", () => {
  const worked = WORKED_INPUTS.filter(([, inputs]) => !namesResult(inputs));

  it.each(worked)("%s: the example in the form runs as the example", (action, given) => {
    const inputs = Object(filled(given, presentValues()));
    const entries = FORMS.find(({ key }) => key === action)?.entries ?? [];
    const passed = inputsOf(entries, valuesOf(entries, inputs));
    expect(normal(passed)).toEqual(normal(dissolved(entries, inputs)));
  });

  /** An example may have its inputs in their group, and what equals a default need not be passed. */
  function dissolved(entries: readonly Entry[], inputs: Inputs): Inputs {
    const isGroup = (key: string) =>
      entries.some((one) => one.key === key && one.type === "structuredObject" && one.collection === undefined);
    const flat = Object.entries(inputs).flatMap(([key, value]) =>
      isGroup(key) ? Object.entries(Object(value)) : [[key, value]],
    );
    const fields = entries.flatMap((entry) => (isGroup(entry.key) ? (entry.inputs ?? []) : [entry]));
    const isDefault = ([key, value]: unknown[]) =>
      asText(value) === asText(fields.find((field) => field.key === key)?.default);
    return Object.fromEntries(flat.filter((pair) => !isDefault(pair)));
  }

  /** A form holds text: JSON for what is none. */
  function normal(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(normal);
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, normal(one)]));
    if (typeof value !== "string") return String(value);
    try {
      return normal(JSON.parse(value));
    } catch {
      return value;
    }
  }
});

describe("V1: values of a form", () => {
  const text: Entry = { key: "name", label: "Name", type: "string", default: "preset" };
  const list: Entry = { key: "tags", label: "Tags", type: "string", collection: "valuelist" };
  const pairs: Entry = { key: "properties", label: "Properties", type: "string", collection: "keyvaluelist" };
  const group: Entry = {
    key: "more",
    label: "More",
    type: "structuredObject",
    inputs: [{ key: "size", label: "Size", type: "string" }],
  };

  it("an emptied input with a default is passed as empty text", () => {
    expect(inputsOf([text], { name: "" })).toEqual({ name: "" });
  });

  it("empty items of lists are left out, and so is a list of them", () => {
    expect(inputsOf([list, pairs], { tags: ["", "a"], properties: [{ key: "", value: "" }] })).toEqual({ tags: ["a"] });
  });

  it("an object fills a list of keys and values", () => {
    expect(valuesOf([pairs], { properties: { plan: "pro" } })).toEqual({ properties: [{ key: "plan", value: "pro" }] });
  });

  it("the inputs of a group are found in it and beside it", () => {
    expect(valuesOf([group], { more: { size: 2 } })).toEqual({ more: { size: "2" } });
    expect(valuesOf([group], { size: "3" })).toEqual({ more: { size: "3" } });
  });

  it("a file stays a file", () => {
    const file = { file: { name: "a.csv", contentType: "text/csv", base64: "YQ==" } };
    expect(inputsOf([text], valuesOf([text], { name: file }))).toEqual({ name: file });
  });
});
