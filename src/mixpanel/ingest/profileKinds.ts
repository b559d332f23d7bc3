import { isRecord } from "../records/json";
import { type BatchLimits, GROUP_LIMITS, PROFILE_LIMITS } from "./engine/limits";
import { idText } from "./idText";
import { type UpdateRules, type Violation, validateGroupUpdate, validateProfileUpdate } from "./validate";

/** Whose profiles updates change. */
export interface ProfileKind extends UpdateRules {
  /** What one update is, in the plural. */
  noun: string;
  /** What one request may hold. */
  limits: BatchLimits;
  /** Holds an update against every rule that Mixpanel documents. */
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

/** A group update with the key that is given for those without one of their own. */
export function withGroupKey<T>(update: T, groupKey: string | undefined): T {
  if (groupKey === undefined || !isRecord(update) || (update.$group_key ?? "") !== "") return update;
  return { ...update, $group_key: groupKey };
}

/** What an ID on its own stands for. A number that may have been rounded is left one, and refused as such: it may be another's ID. */
export function fromBareId(record: unknown, field: string): unknown {
  return typeof record === "number" || typeof record === "string" ? { [field]: idText(record) } : record;
}

/** Whose profiles are deleted. @param allowsPlaceholders whether also those that an ID such as `undefined` created */
export function deletionOf(kind: ProfileKind, allowsPlaceholders: boolean): ProfileKind {
  return { ...kind, operations: ["$delete"], allowsPlaceholders };
}
