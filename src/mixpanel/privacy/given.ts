import { InputError } from "../errors";
import type { FoundSubject, Subject } from "./types";

/**
 * People whose distinct IDs are known: they are requested exactly as given, and nothing is searched.
 *
 * @throws InputError for a person who is named by anything else
 */
export function givenSubjects(subjects: readonly Subject[]): FoundSubject[] {
  return subjects.map((subject, index) => {
    const { distinctId, ...others } = subject;
    if (distinctId === undefined || Object.keys(others).length > 0)
      throw new InputError({
        input: "Find Distinct IDs",
        got: `false, and person ${index + 1} named by ${Object.keys(others).join(", ")}`,
        expected: "true, or people who are named by Distinct IDs only",
        fix: "Nothing was requested.",
      });
    const found = { distinct_id: distinctId, sources: ["given" as const], fields: ["$distinct_id"] };
    return { index, subject, match: "none", distinct_ids: [distinctId], ids: [found], truncated: false };
  });
}
