import { describe } from "../inputs/clean";
import { objectOf } from "../inputs/cleanJson";
import { cleanedLeaves, type VariantsInput } from "../inputs/group";
import { InputError } from "../mixpanel/errors";
import { nearestName } from "./nearestName";
import { hasValue, refuseUnknown } from "./unknownInputs";

const KEYS = ["configuration", "values"];

/**
 * The chosen form of several, and its cleaned values. The platform passes `{configuration, values}`, JSON text, undefined or empty text; a
 * flow in code may pass the name of the form alone. `values` may be missing, or JSON text as well.
 *
 * @param form the step's label, if unknown inputs are to be rejected
 * @throws InputError if no form is chosen, for one that does not exist, and for an unknown input
 */
export function readVariant(input: VariantsInput, value: unknown, form: string | undefined) {
  const { label } = input;
  const variants = input.variants();
  const names = Object.keys(variants);
  const expected = `one of ${names.join(", ")}`;
  const word = typeof value === "string" ? value.trim() : "";
  const given = names.includes(word) ? { configuration: word } : objectOf(label, value, expected);
  const stranger = Object.keys(given).find((key) => !KEYS.includes(key) && hasValue(given[key]));
  if (stranger !== undefined && form !== undefined) refuseUnknown(stranger, `${label} of ${form}`, KEYS);
  const { configuration } = given;
  const chosen = typeof configuration === "string" ? configuration.trim() : "";
  const variant = names.includes(chosen) ? variants[chosen] : undefined;
  if (variant === undefined) {
    const near = nearestName(chosen, names);
    const fix = chosen === "" || near === undefined ? undefined : `Did you mean ${near}?`;
    throw new InputError({ input: label, got: describe(configuration), expected, fix });
  }
  const name = `${label}, ${variant.label}`;
  const values = objectOf(name, given.values);
  const unknown = Object.keys(values).find((key) => !Object.hasOwn(variant.leaves, key) && hasValue(values[key]));
  if (unknown !== undefined && form !== undefined)
    refuseUnknown(unknown, `${name} of ${form}`, Object.keys(variant.leaves));
  return { configuration: chosen, values: cleanedLeaves(variant.leaves, values) };
}
