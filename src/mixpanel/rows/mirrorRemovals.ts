import { InputError } from "../errors";
import type { JsonObject } from "../records/json";
import { DEFAULT_MAX_REMOVED_PERCENT, type HeldRemovals, type MirrorOptions } from "./mirrorTypes";

/** The update that removes a profile, or what the mirror has sent of it. It means the profile with exactly this ID, and no alias of it. */
export function removalOf(
  ids: JsonObject,
  {
    removal,
    properties,
    ignoreTime,
  }: { removal: MirrorOptions["removal"]; properties: readonly string[]; ignoreTime?: boolean },
): JsonObject {
  const alias = "$distinct_id" in ids ? { $ignore_alias: true } : {};
  const time = ignoreTime ? { $ignore_time: true } : {};
  return { ...ids, ...alias, ...time, ...(removal === "delete" ? { $delete: "" } : { $unset: properties }) };
}

/**
 * Stops a mirror that would remove more than is meant: a query that fails without an error returns few rows, or none.
 *
 * @param counts rows that would go, rows of the last run, and rows of this run
 * @throws InputError before anything is sent
 */
export function assertMayRemove(
  { gone, before, now }: { gone: number; before: number; now: number },
  {
    allowEmpty = false,
    maxRemovedPercent = DEFAULT_MAX_REMOVED_PERCENT,
  }: Pick<MirrorOptions, "allowEmpty" | "maxRemovedPercent">,
): void {
  if (gone === 0) return;
  if (now === 0) {
    if (allowEmpty) return;
    throw new InputError({
      input: "Rows",
      got: `no rows, while the last run had ${before}`,
      expected: "at least one row",
      fix: "Check the query. If the table is really empty, turn Allow Empty Table on. Nothing was sent.",
    });
  }
  const percent = (100 * gone) / before;
  if (percent <= maxRemovedPercent) return;
  throw new InputError({
    input: "Max Removed Rows (%)",
    got: `${gone} of ${before} rows of the last run that are gone (${percent.toFixed(1)} %)`,
    expected: `at most ${maxRemovedPercent} %`,
    fix: "Check the query. If these rows are really gone, raise Max Removed Rows (%) for one run. Nothing was sent.",
  });
}

/** Why nothing can be removed in this run; null if it can. */
export function heldBecause(facts: {
  isMappingNew: boolean;
  hasUnreadable: boolean;
  endedEarly: boolean;
}): HeldRemovals | null {
  if (facts.isMappingNew) return "mapping_changed";
  if (facts.hasUnreadable) return "rows_unreadable";
  return facts.endedEarly ? "run_ended_early" : null;
}

/** What to know of profiles that were removed. */
export const EVENTS_STAY = {
  delete: "The events of deleted profiles stay in Mixpanel, as events of users or groups without a profile.",
  unset: "The events of these profiles, and their other properties, stay in Mixpanel.",
  nothing: null,
} as const;
