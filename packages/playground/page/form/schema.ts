/** Turns a form as the component declares it into JSON Schema, and a UI schema that names our widgets. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import type { Entry, Field } from "../../src/protocol";

/** What a form holds while it is edited: texts, files, lists, and groups as objects. */
export type Values = Record<string, unknown>;

export interface Part {
  schema: RJSFSchema;
  ui: UiSchema;
}

/** A choice among groups holds which one, and what was filled in. */
export const isChoice = ({ type }: Field): boolean => type === "dynamicObject";

const UNSET = [
  { label: "Not set", value: "" },
  { label: "Yes", value: "true" },
  { label: "No", value: "false" },
];

/** A switch has two states: a boolean without a default is a choice of three. */
const modelOf = ({ type, model, default: preset = "" }: Field) =>
  model ?? (type === "boolean" && preset === "" ? UNSET : undefined);

function widgetOf(field: Field): string {
  if (modelOf(field) !== undefined) return "choice";
  if (field.dataSource !== undefined) return "combobox";
  if (field.type === "code" || field.type === "data") return "document";
  return { boolean: "switch", password: "secret" }[field.type] ?? "line";
}

/** A whole form. Which inputs a choice among groups has depends on what is chosen. */
export function schemaOf(entries: readonly Entry[], values: Values): Part {
  const parts = entries.map((entry) => [entry.key, partOf(entry, values[entry.key])] as const);
  return {
    schema: { type: "object", properties: Object.fromEntries(parts.map(([key, { schema }]) => [key, schema])) },
    ui: Object.fromEntries(parts.map(([key, { ui }]) => [key, ui])),
  };
}

function partOf(entry: Entry, value: unknown): Part {
  const options = { "ui:options": { input: { ...entry, model: modelOf(entry) } } };
  if (entry.collection !== undefined) {
    const item = { ...entry, collection: undefined, comments: undefined, required: undefined };
    const { schema, ui } = entry.collection === "keyvaluelist" ? schemaOf(PAIR, {}) : partOf(item, undefined);
    return {
      schema: { type: "array", title: entry.label, items: schema },
      ui: { ...options, items: { ...ui, ...options } },
    };
  }
  if (entry.inputs === undefined)
    return { schema: { type: "string", title: entry.label }, ui: { ...options, "ui:widget": widgetOf(entry) } };
  const { schema, ui } = schemaOf(isChoice(entry) ? choiceEntries(entry, Object(value)) : entry.inputs, Object(value));
  return { schema: { ...schema, title: entry.label }, ui: { ...ui, ...options } };
}

const PAIR: Field[] = [
  { key: "key", label: "Key", type: "string" },
  { key: "value", label: "Value", type: "string" },
];

/** The entries of a choice among groups: which one, and the inputs of that one. */
export function choiceEntries({ label, inputs = [] }: Entry, { configuration }: Values): Entry[] {
  const model = inputs.map((group) => ({ label: group.label, value: group.key }));
  const chosen = inputs.find(({ key }) => key === configuration);
  const which: Entry = {
    key: "configuration",
    label,
    type: "string",
    required: true,
    default: "",
    model: [CHOOSE, ...model],
  };
  return chosen === undefined ? [which] : [which, { ...chosen, key: "values", type: "structuredObject" }];
}

const CHOOSE = { label: "Choose…", value: "" };
