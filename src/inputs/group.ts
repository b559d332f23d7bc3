import {
  type ActionInputParameters,
  type InputFieldDefinition,
  type Inputs,
  type LeafInputFieldDefinition,
  structuredObjectInput,
} from "@prismatic-io/spectral";

type Leaves = Record<string, LeafInputFieldDefinition>;

function shownOf({ clean: _, ...shown }: LeafInputFieldDefinition): LeafInputFieldDefinition {
  return shown;
}

/**
 * Inputs that a form shows together, under a heading that opens. Spectral gets them without their cleaners: it would run them only where
 * a group comes as an object, and never on a key that a stored step still has outside of the group. Both are cleaned once, by readForm.
 */
export function group<TLeaves extends Leaves>(label: string, comments: string, leaves: TLeaves) {
  const inputs = Object.fromEntries(Object.entries(leaves).map(([key, leaf]) => [key, shownOf(leaf)]));
  // A function, since the platform's manifest holds no functions.
  return { ...structuredObjectInput({ label, comments, inputs }), leaves: () => leaves };
}

export type Group = ReturnType<typeof group<Leaves>>;

export function isGroup(input: InputFieldDefinition): input is Group {
  return input.type === "structuredObject" && "leaves" in input;
}

/** The form with its groups at the end, as builders see it. */
export function groupsLast<TInputs extends Inputs>(inputs: TInputs): TInputs {
  const groups = Object.fromEntries(Object.entries(inputs).filter(([, input]) => isGroup(input)));
  const onTop = Object.fromEntries(Object.entries(inputs).filter(([, input]) => !isGroup(input)));
  return { ...onTop, ...inputs, ...groups };
}

type Intersection<Union> = (Union extends unknown ? (value: Union) => void : never) extends (value: infer All) => void
  ? All
  : never;
type LeavesOf<Input> = Input extends { leaves(): infer Own } ? Own : never;

/** The inputs of a form, those in groups beside those on top. */
export type FlatInputs<TInputs> = {
  [Key in keyof TInputs as TInputs[Key] extends { leaves(): unknown } ? never : Key]: TInputs[Key];
} & Intersection<{ [Key in keyof TInputs]: LeavesOf<TInputs[Key]> }[keyof TInputs]>;

type Cleaned<Input> = Input extends InputFieldDefinition ? ActionInputParameters<{ value: Input }>["value"] : never;

/** The cleaned values of a form, those in groups beside those on top. */
export type FormParams<TInputs> = { [Key in keyof FlatInputs<TInputs>]: Cleaned<FlatInputs<TInputs>[Key]> };
