import { InputError } from "../errors";
import { isPlaceholder } from "../ingest/validate/refusedIds";

/** Distinct IDs in one request: https://developer.mixpanel.com/reference/gdpr-api */
export const MAX_RETRIEVAL_IDS = 2_000;
/** In a project with G group keys, only floor(2000 / (G + 1)). */
export const MAX_DELETION_IDS = 1_999;

/**
 * Checks whose data a privacy task is about. A wrong ID makes the whole task impossible to process, and an ID such as `undefined` belongs to
 * many people at once.
 *
 * @param input the label of the input
 * @throws InputError
 */
export function assertPrivacyIds(input: string, ids: readonly string[], max: number): void {
  const wrong = ids.find((id) => id.trim() === "" || isPlaceholder(id));
  if (wrong !== undefined)
    throw new InputError({
      input,
      got: `"${wrong}", which is a placeholder and no ID of a user`,
      expected: "exact distinct IDs",
      fix: "Nothing was requested for the other IDs either.",
    });
  if (ids.length > max)
    throw new InputError({
      input,
      got: `${ids.length} distinct IDs`,
      expected: `at most ${max} in one request`,
      fix: "Split them into several steps.",
    });
}
