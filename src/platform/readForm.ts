import { isDeepStrictEqual } from "node:util";
import type { InputFieldDefinition, Inputs } from "@prismatic-io/spectral";
import { describe, isUnset } from "../inputs/clean";
import { json, objectOf } from "../inputs/cleanJson";
import { type FormParams, type Group, isGroup, isRows, isVariants, type RowsInput } from "../inputs/group";
import { cleanedBy } from "../inputs/readable";
import { InputError } from "../mixpanel/errors";
import { isRecord, type JsonObject } from "../mixpanel/records/json";
import { readSafely } from "../mixpanel/records/readSafely";
import { readVariant } from "./readVariant";
import { hasValue, refuseUnknown } from "./unknownInputs";

/** Inputs of older forms that turned on request logging. Saved steps may still contain them; they have no effect. */
const RETIRED = ["debug", "debugRequest"];

/** The inputs of a form, and the step's label, if unknown inputs are to be rejected. */
interface Form<TInputs extends Inputs> {
  inputs: TInputs;
  name?: string;
}

interface StoredGroup {
  key: string;
  label: string;
  leaves: Inputs;
  values: JsonObject;
}

/** Compares cleaned values by content. Objects from a previous step may have no prototype, or one from another JavaScript realm. */
function areEqual(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(structuredClone(one), structuredClone(other));
}

/** Reads a group, which the platform passes as an object, as JSON text, as undefined or as empty text. */
function storedGroup(key: string, { label, leaves }: Group, value: unknown): StoredGroup {
  return { key, label, leaves: leaves(), values: readSafely(label, () => objectOf(label, value)) };
}

/**
 * The cleaned value of an input that belongs to a group. A step may have it in the group, or outside, where older forms had it.
 *
 * @throws InputError if it has one value in the group and a different one outside
 */
function leafValue(input: InputFieldDefinition, group: StoredGroup, inGroup: unknown, onItsOwn: unknown): unknown {
  const { default: preset, label }: Record<string, unknown> = { ...input };
  const cleaned = (value: unknown): unknown => cleanedBy(input, value);
  if (isUnset(onItsOwn)) return cleaned(inGroup);
  const [own, grouped] = [cleaned(onItsOwn), cleaned(inGroup)];
  if (isUnset(inGroup) || areEqual(own, grouped)) return own;
  // A form's default was not chosen by anybody, so the other value is used.
  if (!isUnset(preset) && areEqual(grouped, cleaned(preset))) return own;
  if (!isUnset(preset) && areEqual(own, cleaned(preset))) return grouped;
  throw new InputError({
    input: String(label),
    got: `${describe(own)} on its own and ${describe(grouped)} in ${group.label}`,
    expected: "one value",
    fix: "Leave one of the two empty.",
  });
}

/** Whether somebody filled in a row: what the form begins with does not count. */
const isFilled = (row: JsonObject, leaves: Inputs) =>
  Object.entries(row).some(([key, value]) => {
    const { default: preset }: Record<string, unknown> = { ...leaves[key] };
    return hasValue(value) && value !== preset;
  });

/** The platform hands over rows as a list, JSON text, nothing or empty text. Those that nobody filled in are left out. */
function rowsOf(input: RowsInput, value: unknown, form: string | undefined): unknown[] {
  const { label } = input;
  const leaves = input.rowLeaves();
  const given = Array.isArray(value) ? value : (json(label)(value) ?? []);
  const rows: unknown[] = Array.isArray(given) ? given : [given];
  return rows.flatMap((row, index) => {
    const name = `${label}, row ${index + 1}`;
    if (!hasValue(row)) return [];
    if (!isRecord(row)) throw new InputError({ input: name, got: describe(row), expected: "a JSON object" });
    const unknown = Object.keys(row).find((key) => !Object.hasOwn(leaves, key) && hasValue(row[key]));
    if (unknown !== undefined && form !== undefined) refuseUnknown(unknown, `${name} of ${form}`, Object.keys(leaves));
    return isFilled(row, leaves) ? [input.readRow(row, index + 1)] : [];
  });
}

/**
 * The cleaned values of all inputs of a step, at the top and in groups.
 *
 * @param given the values as the platform passes them to an action: inputs at the top are cleaned, all others are not
 * @throws InputError for a group that is not an object, for an input with different values inside and outside its group, and, if the form
 * has a name, for an unknown input
 */
export function readForm<TInputs extends Inputs>(given: object, form: Form<TInputs>): FormParams<TInputs>;
export function readForm(given: object, { inputs, name }: Form<Inputs>): Record<string, unknown> {
  const values = new Map<string, unknown>(Object.entries(given));
  const groups = Object.entries(inputs).flatMap(([key, input]) =>
    isGroup(input) ? [storedGroup(key, input, values.get(key))] : [],
  );
  if (name !== undefined) assertKnown(values, { inputs, name }, groups);
  const onTop = Object.entries(inputs).filter(
    ([key, input]) => !isGroup(input) && (values.has(key) || isRows(input) || isVariants(input)),
  );
  const readTop = (input: InputFieldDefinition, value: unknown): unknown => {
    if (isVariants(input)) return readVariant(input, value, name);
    return isRows(input) ? rowsOf(input, value, name) : value;
  };
  return Object.fromEntries([
    ...onTop.map(([key, input]) => [key, readSafely(String(input.label), () => readTop(input, values.get(key)))]),
    ...groups.flatMap((group) =>
      Object.entries(group.leaves).map(([key, leaf]) => [
        key,
        leafValue(leaf, group, group.values[key], values.get(key)),
      ]),
    ),
  ]);
}

function assertKnown(
  values: ReadonlyMap<string, unknown>,
  { inputs, name }: Required<Form<Inputs>>,
  groups: readonly StoredGroup[],
): void {
  const known = [...Object.keys(inputs), ...groups.flatMap(({ leaves }) => Object.keys(leaves))];
  const expected = ["connection", ...known, ...RETIRED];
  const unknown = [...values.keys()].find((key) => !expected.includes(key) && hasValue(values.get(key)));
  if (unknown !== undefined) refuseUnknown(unknown, name, known);
  for (const { label, leaves, values } of groups) {
    const leaf = Object.keys(values).find((key) => !Object.hasOwn(leaves, key) && hasValue(values[key]));
    if (leaf !== undefined) refuseUnknown(leaf, `${label} of ${name}`, Object.keys(leaves));
  }
}
