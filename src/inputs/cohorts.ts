import { InputError } from "../mixpanel/errors";
import { isRecord } from "../mixpanel/records/json";
import { describe, id, isUnset, required } from "./clean";
import { json } from "./cleanJson";
import { typedInput } from "./kinds";

const EXPECTED = 'the ID of a cohort, or {"id": 12345}';

/** The ID of a cohort, from the ID itself, an object with it, or JSON text of one. Mixpanel takes the ID alone. */
export function cohort(input: string) {
  return (value: unknown): { id: number } | undefined => {
    const isObject = typeof value === "object" || (typeof value === "string" && value.trim().startsWith("{"));
    const given = isObject ? json(input)(value) : value;
    if (isUnset(given)) return undefined;
    const number = isObject ? (isRecord(given) ? given.id : undefined) : given;
    const digits = id(input)(number);
    if (digits === undefined) {
      const got = isRecord(given) ? "an object without id" : describe(given);
      throw new InputError({ input, got, expected: EXPECTED });
    }
    if (!Number.isSafeInteger(Number(digits)))
      throw new InputError({ input, got: describe(number), expected: EXPECTED });
    return { id: Number(digits) };
  };
}

/** The one cohort that a step is about. */
export const cohortId = {
  ...typedInput(
    "Cohort ID",
    {
      example: "12345",
      dataSource: "cohorts",
      comments:
        "The cohort: its ID, or an item that List Cohorts returned. Mixpanel shows the ID beside the name of the cohort. Opening the list of cohorts uses no query of the hourly limit.",
    },
    (label) => required(label, cohort(label), EXPECTED),
  ),
  required: true as const,
};
