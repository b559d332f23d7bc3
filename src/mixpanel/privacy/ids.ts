import { InputError } from "../errors";
import { isPlaceholder } from "../ingest/validate/refusedIds";
import type { PrivacyKind } from "./types";

/** Distinct IDs in one request: https://developer.mixpanel.com/reference/gdpr-api */
export const MAX_RETRIEVAL_IDS = 2_000;
export const MAX_DELETION_IDS = 1_999;

/** How many distinct IDs one request takes. @param groupKeys number of the project's group keys, each of which needs room in a deletion */
export function maxIdsOf(kind: PrivacyKind, groupKeys = 0): number {
  if (kind === "retrieval") return MAX_RETRIEVAL_IDS;
  return Math.max(1, Math.min(MAX_DELETION_IDS, Math.floor(MAX_RETRIEVAL_IDS / (groupKeys + 1))));
}

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
      fix: "Split them into several steps, or use Request User Data or Erase Users, which do that.",
    });
}
