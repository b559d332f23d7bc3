import type { MixpanelClient } from "../client";
import { deleteFeatureFlag, getFeatureFlag, updateFeatureFlag } from "../endpoints/featureFlags";
import { InputError } from "../errors";
import { type ParametersOf, parametersOf } from "../http/parameters";
import type { ResponseOf } from "../http/response";
import { parseKeepingDigits, stringifyExact } from "../records/exactNumbers";
import { isRecord, type JsonObject } from "../records/json";
import { checkRuleset } from "./checkRuleset";

export const FLAG_STATUSES = ["disabled", "enabled", "archived"] as const;
export type FlagStatus = (typeof FLAG_STATUSES)[number];

/** What each status may become: https://docs.mixpanel.com/docs/feature-flags */
const NEXT: Readonly<Record<FlagStatus, readonly FlagStatus[]>> = {
  disabled: ["enabled", "archived"],
  enabled: ["disabled"],
  archived: ["disabled"],
};

type FlagIds = ParametersOf<typeof getFeatureFlag>;

/** What a change names; everything else stays as it is. */
export interface FlagChange {
  status?: FlagStatus;
  context?: string;
  /** The parts that it has replace those of the flag. */
  ruleset?: JsonObject;
  [field: string]: unknown;
}

const isStatus = (value: unknown): value is FlagStatus => FLAG_STATUSES.some((status) => status === value);

/** @throws InputError if a flag cannot go from its status to another one in one step */
function assertStatus(from: unknown, to: FlagStatus | undefined): void {
  if (to === undefined || !isStatus(from) || from === to || NEXT[from].includes(to)) return;
  throw new InputError({
    input: "Status",
    got: `${to} for a flag that is ${from}`,
    expected: NEXT[from].join(" or "),
    fix: `Set it to ${NEXT[from][0]} first, and to ${to} in a second step.`,
  });
}

/**
 * The whole flag with a change, as Mixpanel takes it.
 *
 * @param flag as Mixpanel returned it, its long numbers masked
 * @throws InputError if the change is not possible for a flag of this status, or leaves the ruleset invalid
 */
function changedFlag(flag: JsonObject, change: FlagChange): JsonObject {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  assertStatus(flag.status, change.status);
  if (change.reset_hash_salt === true && change.hash_salt !== undefined) {
    throw new InputError({ input: "Hash Salt", got: "a value", expected: "nothing, because Reset Hash Salt is true" });
  }
  if (flag.status === "enabled" && change.context !== undefined && change.context !== flag.context) {
    throw new InputError({
      input: "Context",
      got: "another context for a flag that is enabled",
      expected: `${String(flag.context)}, which cannot change once the flag is enabled`,
    });
  }
  // Responses can repeat a reset of the salt. Sent back, it would reassign all users once more; a new salt leaves the old one out.
  const salt = change.reset_hash_salt === true ? { hash_salt: undefined } : {};
  const changed = { ...flag, reset_hash_salt: null, ...salt, ...given };
  if (change.ruleset === undefined) return changed;
  const ruleset = { ...(isRecord(flag.ruleset) ? flag.ruleset : {}), ...change.ruleset };
  const plain = parseKeepingDigits(stringifyExact(ruleset));
  checkRuleset(isRecord(plain) ? plain : {});
  return { ...changed, ruleset };
}

/**
 * Changes a flag. Mixpanel replaces the whole flag, so it is read first, and sent back with the change.
 *
 * @throws InputError before anything is changed; MixpanelError
 * @see https://developer.mixpanel.com/reference/update-feature-flag
 */
export async function changeFlag(
  client: MixpanelClient,
  ids: FlagIds,
  change: FlagChange,
): Promise<ResponseOf<typeof updateFeatureFlag>> {
  const { results } = await client.call(getFeatureFlag, ids, { exact: true });
  // The row knows the fields that Mixpanel takes: those of its responses alone, such as the creator, are left out.
  return client.call(updateFeatureFlag, { ...parametersOf(updateFeatureFlag, changedFlag(results, change)), ...ids });
}

/**
 * Deletes an archived flag.
 *
 * @throws InputError if it is not archived; MixpanelError
 * @see https://developer.mixpanel.com/reference/delete-feature-flag
 */
export async function deleteArchivedFlag(
  client: MixpanelClient,
  ids: FlagIds,
): Promise<ResponseOf<typeof deleteFeatureFlag>> {
  const { status } = (await client.call(getFeatureFlag, ids)).results;
  if (status !== "archived") {
    throw new InputError({
      input: "Feature Flag ID",
      got: `a flag that is ${String(status)}`,
      expected: "a flag that is archived",
      fix: `With Update Feature Flag, set its Status to ${status === "enabled" ? "disabled, and then to " : ""}archived first.`,
    });
  }
  return client.call(deleteFeatureFlag, ids);
}
