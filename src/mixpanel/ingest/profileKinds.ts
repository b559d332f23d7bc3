import { isRecord } from "../records/json";
import { type BatchLimits, GROUP_LIMITS, PROFILE_LIMITS } from "./engine/limits";
import { idText } from "./idText";
import { type UpdateRules, type Violation, validateGroupUpdate, validateProfileUpdate } from "./validate";

/** A kind of profile, and the rules for its updates. */
export interface ProfileKind extends UpdateRules {
  /** The updates, as a plural: `profile updates`. */
  noun: string;
  /** Limits of one request. */
  limits: BatchLimits;
  /** Checks an update against every rule that Mixpanel documents. */
  validate(update: unknown, rules?: Pick<UpdateRules, "allowsPlaceholders">): readonly Violation[];
}

/** https://developer.mixpanel.com/reference/profile-batch-update */
export const USER_PROFILES: ProfileKind = {
  noun: "profile updates",
  ids: ["$distinct_id"],
  operations: ["$set", "$set_once", "$add", "$append", "$remove", "$union", "$unset", "$delete"],
  limits: PROFILE_LIMITS,
  validate: validateProfileUpdate,
};

/** https://developer.mixpanel.com/reference/group-batch-update */
export const GROUP_PROFILES: ProfileKind = {
  noun: "group updates",
  ids: ["$group_key", "$group_id"],
  operations: ["$set", "$set_once", "$remove", "$union", "$unset", "$delete"],
  limits: GROUP_LIMITS,
  validate: validateGroupUpdate,
};

/** Adds the group key to a group update that has none. */
export function withGroupKey<T>(update: T, groupKey: string | undefined): T {
  if (groupKey === undefined || !isRecord(update) || (update.$group_key ?? "") !== "") return update;
  return { ...update, $group_key: groupKey };
}

/** Turns a bare ID into a record with that ID. A number that may have been rounded stays a number, so that it is rejected later. */
export function fromBareId(record: unknown, field: string): unknown {
  return typeof record === "number" || typeof record === "string" ? { [field]: idText(record) } : record;
}

/** The kind for deletions. @param allowsPlaceholders whether profiles with an ID such as `undefined` may be deleted */
export function deletionOf(kind: ProfileKind, allowsPlaceholders: boolean): ProfileKind {
  return { ...kind, operations: ["$delete"], allowsPlaceholders };
}
