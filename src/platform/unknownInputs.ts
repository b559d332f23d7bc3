import { isUnset } from "../inputs/clean";
import { InputError } from "../mixpanel/errors";
import { nearestName } from "./nearestName";

/** Whether somebody filled in an input: empty text, lists and objects do not count. */
export const hasValue = (value: unknown) =>
  !isUnset(value) && !(typeof value === "object" && value !== null && Object.keys(value).length === 0);

/** @throws InputError for an input that a form does not have @param where the form, for the message @param names its inputs */
export function refuseUnknown(name: string, where: string, names: readonly string[]): never {
  const near = nearestName(name, names);
  throw new InputError({
    input: name,
    got: `an input that ${where} does not have`,
    expected: "one of its inputs",
    fix: near === undefined ? `They are ${names.join(", ")}.` : `Did you mean ${near}?`,
  });
}
