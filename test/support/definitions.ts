import type { Inputs } from "@prismatic-io/spectral";
import * as actions from "../../src/actions";
import * as dataSources from "../../src/dataSources";
import { isGroup, isRows, isVariants } from "../../src/inputs/group";
import * as triggers from "../../src/triggers";

/** An input as the component's code defines it, before spectral converts it. */
export interface InputDefinition {
  key: string;
  /** Key of the group that it stands in; undefined for an input on top. */
  group: string | undefined;
  type: string;
  label: string;
  required: boolean;
  default: unknown;
  dataSource: string | undefined;
  comments: string | undefined;
  placeholder: string | undefined;
  example: string | undefined;
  /** Its choices, where it has some. */
  model: unknown[];
  hasModel: boolean;
  clean: ((value: unknown) => unknown) | undefined;
  /** The inputs of each row, where it is a list of rows; those of all forms, where it is a choice among several. */
  columns: InputDefinition[];
  /** Key of the form that it belongs to, where its input is a choice among several. */
  variant?: string;
}

/** A group of inputs, or a list of rows. */
export interface GroupDefinition {
  key: string;
  label: string;
  comments: string | undefined;
}

/** A form: an action, a data source or a trigger. */
export interface FormDefinition {
  key: string;
  label: string;
  description: string;
  /** Those in groups behind those on top. */
  inputs: InputDefinition[];
  groups: GroupDefinition[];
  examplePayload: unknown;
  outputSchema: unknown;
}

interface Defined {
  display: { label: string; description: string };
  inputs?: Inputs;
  examplePayload?: unknown;
  outputSchema?: unknown;
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);

function inputDefinition(key: string, definition: Inputs[string], group?: string): InputDefinition {
  const fields: Record<string, unknown> = { ...definition };
  const { clean } = fields;
  return {
    key,
    group,
    type: definition.type,
    default: fields.default ?? "",
    dataSource: textOf(fields.dataSource),
    label: textOf(definition.label) ?? "",
    required: fields.required === true,
    comments: textOf(fields.comments),
    placeholder: textOf(fields.placeholder),
    example: textOf(fields.example),
    model: Array.isArray(fields.model) ? fields.model.map(({ value }) => value) : [],
    hasModel: Array.isArray(fields.model),
    clean: typeof clean === "function" ? (value) => clean(value) : undefined,
    columns: columnsOf(key, definition),
  };
}

function columnsOf(key: string, definition: Inputs[string]): InputDefinition[] {
  if (isVariants(definition))
    return Object.entries(definition.variants()).flatMap(([variant, { leaves }]) =>
      Object.entries(leaves).map(([leaf, own]) => ({ ...inputDefinition(leaf, own, key), variant })),
    );
  if (!isRows(definition)) return [];
  return Object.entries(definition.rowLeaves()).map(([leaf, own]) => inputDefinition(leaf, own, key));
}

const forms = (defined: Record<string, Defined>): FormDefinition[] =>
  Object.entries(defined).map(([key, { display, inputs = {}, examplePayload, outputSchema }]) => ({
    key,
    label: display.label,
    description: display.description,
    inputs: Object.entries(inputs).flatMap(([input, definition]) =>
      isGroup(definition)
        ? Object.entries(definition.leaves()).map(([leaf, own]) => inputDefinition(leaf, own, input))
        : [inputDefinition(input, definition)],
    ),
    groups: Object.entries(inputs)
      .filter(([, { type }]) => type === "structuredObject")
      .map(([group, { label, comments }]) => ({ key: group, label: textOf(label) ?? "", comments })),
    examplePayload,
    outputSchema,
  }));

export const actionForms = forms(actions);
export const dataSourceForms = forms(dataSources);
export const triggerForms = forms(triggers);

/** Every input of every form but the connection, with the form that it is on. */
export const formInputs = [...actionForms, ...dataSourceForms, ...triggerForms].flatMap((form) =>
  form.inputs
    .filter(({ type }) => type !== "connection")
    // Rows are read as a whole: it is their columns that have cleaners, and are filled in.
    .flatMap((input) => (input.columns.length > 0 ? input.columns : [input]))
    .map((input) => ({ title: [form.key, input.variant, input.key].filter(Boolean).join("."), form, input })),
);
