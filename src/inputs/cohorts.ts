import { InputError } from "../mixpanel/errors";
import { isRecord } from "../mixpanel/records/json";
import { describe, id, isUnset, required } from "./clean";
import { json } from "./cleanJson";
import { typedInput } from "./kinds";

const EXPECTED = 'the ID of a cohort, or {"id": 12345}';

/** An object, or JSON text of one; undefined for anything else. */
const itemOf = (input: string, value: unknown): object | undefined =>
  typeof value === "object" || (typeof value === "string" && value.trim().startsWith("{"))
    ? json(input)(value)
    : undefined;

/** The ID of a cohort, from the ID itself, an object with it, or JSON text of one. Mixpanel takes the ID alone. */
export function cohort(input: string) {
  return (value: unknown): { id: number } | undefined => {
    if (isUnset(value)) return undefined;
    const item = itemOf(input, value);
    const number = item === undefined ? value : isRecord(item) ? item.id : undefined;
    const digits = id(input)(number);
    if (digits === undefined) {
      const got = isRecord(item) ? "an object without id" : describe(item);
      throw new InputError({ input, got, expected: EXPECTED });
    }
    if (!Number.isSafeInteger(Number(digits)))
      throw new InputError({ input, got: describe(number), expected: EXPECTED });
    return { id: Number(digits) };
  };
}

/** The group key that an item of List Cohorts comes with; undefined for a cohort of users, and where the ID alone is given. */
function groupKeyOf(input: string, value: unknown): string | undefined {
  const item = itemOf(input, value);
  return isRecord(item) ? id(input)(item.data_group_id) : undefined;
}

/** The one cohort that a step is about, and the group key that it comes with. */
export const cohortId = {
  ...typedInput(
    "Cohort ID",
    {
      example: "12345",
      dataSource: "cohorts",
      comments:
        "The ID of the cohort, or the whole cohort, as List Cohorts returns them. Mixpanel shows the ID beside the name of the cohort. Opening the list of cohorts uses no query of the hourly limit.",
    },
    (label) => (value) => ({
      cohort: required(label, cohort(label), EXPECTED)(value),
      data_group_id: groupKeyOf(label, value),
    }),
  ),
  required: true as const,
};
