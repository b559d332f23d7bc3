import {
  type ActionInputParameters,
  dynamicObjectInput,
  type InputFieldDefinition,
  type Inputs,
  type LeafInputFieldDefinition,
  structuredObjectInput,
} from "@prismatic-io/spectral";
import type { JsonObject } from "../mixpanel/records/json";
import { cleanedBy } from "./readable";

type Leaves = Record<string, LeafInputFieldDefinition>;

/** Inputs as spectral gets them: without their cleaners. */
function shownOf(leaves: Leaves): Leaves {
  return Object.fromEntries(Object.entries(leaves).map(([key, { clean: _, ...shown }]) => [key, shown]));
}

/**
 * A group of inputs, which a form shows under a heading that can be opened. Spectral gets the inputs without their cleaners, because it would
 * run them only if the group is an object, and never for a saved step that has the input outside its group. readForm cleans both cases.
 */
export function group<TLeaves extends Leaves>(label: string, comments: string, leaves: TLeaves) {
  const inputs = shownOf(leaves);
  // A function, because the platform's manifest cannot contain functions.
  return { ...structuredObjectInput({ label, comments, inputs }), leaves: () => leaves };
}

export type Group = ReturnType<typeof group<Leaves>>;

export function isGroup(input: InputFieldDefinition): input is Group {
  return input.type === "structuredObject" && "leaves" in input;
}

/** Names an input of a row: `Value` becomes `Conditions, row 2, Value`. */
export type RowName = (leaf: string) => string;

/** The cleaned value of each input. An input's default stands for one that is missing: the platform applies none here. */
export function cleanedLeaves<TLeaves extends Leaves>(leaves: TLeaves, values: JsonObject): FormParams<TLeaves>;
export function cleanedLeaves(leaves: Leaves, values: JsonObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(leaves).map(([key, leaf]) => [key, cleanedBy(leaf, values[key])]));
}

interface Rows<TLeaves extends Leaves, T> {
  label: string;
  comments: string;
  /** The inputs of a row. Their cleaners name them as they are named here. */
  leaves(name: RowName): TLeaves;
  /** What a row stands for. @throws InputError */
  read(row: FormParams<TLeaves>, name: RowName): T;
}

/** A list of rows with the same inputs, each read as a whole. As in a group, spectral gets the inputs without their cleaners. */
export function rowsInput<TLeaves extends Leaves, T>({ label, comments, leaves, read }: Rows<TLeaves, T>) {
  const rowLeaves = leaves((leaf) => leaf);
  const inputs = shownOf(rowLeaves);
  return {
    ...structuredObjectInput({ label, comments, collection: "valuelist", inputs }),
    rowLeaves: (): Leaves => rowLeaves,
    /** @param number counted from 1 */
    readRow(values: JsonObject, number: number): T {
      const name = (leaf: string) => `${label}, row ${number}, ${leaf}`;
      return read(cleanedLeaves(leaves(name), values), name);
    },
  };
}

export type RowsInput = ReturnType<typeof rowsInput<Leaves, unknown>>;

export function isRows(input: InputFieldDefinition): input is RowsInput {
  return input.type === "structuredObject" && "readRow" in input;
}

/** One of several forms. */
export interface Variant {
  label: string;
  comments: string;
  leaves: Leaves;
}

/**
 * A choice among several forms, of which the chosen one is filled in. As in a group, spectral gets the inputs without their cleaners, and
 * readForm cleans them.
 */
export function variantsInput<TVariants extends Record<string, Variant>>(
  label: string,
  comments: string,
  variants: TVariants,
) {
  const configurations = Object.fromEntries(
    Object.entries(variants).map(([key, { leaves, ...words }]) => [key, { ...words, inputs: shownOf(leaves) }]),
  );
  return {
    ...dynamicObjectInput({ label, comments, required: true, configurations }),
    variants: () => variants,
  };
}

export type VariantsInput = ReturnType<typeof variantsInput<Record<string, Variant>>>;

export function isVariants(input: InputFieldDefinition): input is VariantsInput {
  return input.type === "dynamicObject" && "variants" in input;
}

/** The form with its groups at the end, as shown to builders. */
export function groupsLast<TInputs extends Inputs>(inputs: TInputs): TInputs {
  const groups = Object.fromEntries(Object.entries(inputs).filter(([, { type }]) => type === "structuredObject"));
  const onTop = Object.fromEntries(Object.entries(inputs).filter(([, { type }]) => type !== "structuredObject"));
  return { ...onTop, ...inputs, ...groups };
}

type Intersection<Union> = (Union extends unknown ? (value: Union) => void : never) extends (value: infer All) => void
  ? All
  : never;
type LeavesOf<Input> = Input extends { leaves(): infer Own } ? Own : never;

/** All inputs of a form: those at the top and those in groups. */
export type FlatInputs<TInputs> = {
  [Key in keyof TInputs as TInputs[Key] extends { leaves(): unknown } ? never : Key]: TInputs[Key];
} & Intersection<{ [Key in keyof TInputs]: LeavesOf<TInputs[Key]> }[keyof TInputs]>;

/** The chosen form, and its cleaned values. */
type Chosen<TVariants> = {
  [Key in keyof TVariants]: TVariants[Key] extends { leaves: infer TLeaves }
    ? { configuration: Key; values: FormParams<TLeaves> }
    : never;
}[keyof TVariants];

type Cleaned<Input> = Input extends { readRow(values: JsonObject, number: number): infer Row }
  ? Row[]
  : Input extends { variants(): infer TVariants }
    ? Chosen<TVariants>
    : Input extends InputFieldDefinition
      ? ActionInputParameters<{ value: Input }>["value"]
      : never;

/** The cleaned values of all inputs of a form, at the top and in groups. */
export type FormParams<TInputs> = { [Key in keyof FlatInputs<TInputs>]: Cleaned<FlatInputs<TInputs>[Key]> };
