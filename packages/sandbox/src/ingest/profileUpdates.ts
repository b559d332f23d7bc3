/** Updates of user and group profiles: every operation of /engage and /groups. See "User Profiles" and "Group Profiles" of the reference. */

import { groupProfiles } from "../state/project";
import { type TimeZone, timeZoneOf } from "../timeZone";
import type { JsonObject, Profile, Project } from "../types";
import { isJsonObject } from "../types";
import { RecordFailure } from "./eventRules";
import { profileLocation } from "./geolocation";
import { canonicalId } from "./identities";

const MAX_UPDATE_BYTES = 1024 * 1024;

const GROUP_OPERATIONS = ["$set", "$set_once", "$union", "$remove", "$unset", "$delete"] as const;
const USER_OPERATIONS = ["$set", "$set_once", "$add", "$append", "$union", "$remove", "$unset", "$delete"] as const;
type OperationName = (typeof USER_OPERATIONS)[number];

/** What surrounds an update: the time, and the address that locates profiles (null with `ip=0`). */
export interface UpdateSetting {
  nowMs: number;
  caller: string | null;
}

/** Applies one record of /engage to its project. Returns why it cannot be applied, or null. */
export function updateProfile(record: JsonObject, project: Project, setting: UpdateSetting): RecordFailure | null {
  const distinctId = identifier(record.$distinct_id, "$distinct_id");
  if (distinctId instanceof RecordFailure) return distinctId;
  const failure = checkUpdate(record, USER_OPERATIONS);
  if (failure) return failure;
  const id = record.$ignore_alias === true ? distinctId : canonicalId(project, distinctId);
  applyTo(project.profiles, id, record, setting, timeZoneOf(project.timeZone));
  return null;
}

/** Applies one record of /groups to its project. Returns why it cannot be applied, or null. */
export function updateGroup(record: JsonObject, project: Project, setting: UpdateSetting): RecordFailure | null {
  const groupKey = identifier(record.$group_key, "$group_key");
  if (groupKey instanceof RecordFailure) return groupKey;
  const groupId = identifier(record.$group_id, "$group_id");
  if (groupId instanceof RecordFailure) return groupId;
  const failure = checkUpdate(record, GROUP_OPERATIONS);
  if (failure) return failure;
  applyTo(groupProfiles(project, groupKey), groupId, record, setting, timeZoneOf(project.timeZone));
  return null;
}

/**
 * The properties of a profile after the operations of one update, in the order of Mixpanel's list.
 * Operations that do not fit the value that is there ($add to a text, $append to a scalar) change nothing.
 */
export function updatedProperties(before: Readonly<JsonObject>, update: JsonObject): JsonObject {
  const properties = new Map(Object.entries(before));
  for (const [key, value] of entriesOf(update.$set)) properties.set(key, value);
  for (const [key, value] of entriesOf(update.$set_once)) if (!properties.has(key)) properties.set(key, value);
  for (const [key, value] of entriesOf(update.$add)) {
    const sum = properties.get(key) ?? 0;
    if (typeof sum === "number" && typeof value === "number") properties.set(key, sum + value);
  }
  for (const [key, value] of entriesOf(update.$append)) {
    const list = properties.get(key) ?? [];
    if (Array.isArray(list)) properties.set(key, [...list, value]);
  }
  for (const [key, values] of entriesOf(update.$union)) {
    const list = properties.get(key) ?? [];
    if (Array.isArray(list) && Array.isArray(values)) properties.set(key, union(list, values));
  }
  for (const [key, value] of entriesOf(update.$remove)) {
    const list = properties.get(key);
    const removed = JSON.stringify(value);
    if (Array.isArray(list))
      properties.set(
        key,
        list.filter((item) => JSON.stringify(item) !== removed),
      );
  }
  if (Array.isArray(update.$unset)) for (const key of update.$unset) properties.delete(String(key));
  return Object.fromEntries(properties);
}

function applyTo(
  profiles: Map<string, Profile>,
  id: string,
  record: JsonObject,
  setting: UpdateSetting,
  zone: TimeZone,
): void {
  if ("$delete" in record) {
    profiles.delete(id);
    return;
  }
  const update = { ...record };
  // Mixpanel dates every update unless told not to, and locates the profile by the caller's address.
  if (record.$ignore_time !== true)
    update.$set = { $last_seen: lastSeen(record.$time, setting.nowMs, zone), ...setOf(update) };
  update.$set = { ...profileLocation(record.$ip, setting.caller), ...setOf(update) };
  const before = profiles.get(id)?.properties ?? {};
  profiles.set(id, { distinctId: id, properties: updatedProperties(before, update) });
}

function checkUpdate(record: JsonObject, allowed: readonly OperationName[]): RecordFailure | null {
  const operations = USER_OPERATIONS.filter((name) => name in record);
  if (operations.length === 0) return new RecordFailure("", `the update must have one of ${allowed.join(", ")}`);
  for (const name of operations) {
    if (!allowed.includes(name)) return new RecordFailure(name, "is not supported for groups");
    const failure = checkOperand(name, record[name]);
    if (failure) return failure;
  }
  const isTooLarge = Buffer.byteLength(JSON.stringify(record)) >= MAX_UPDATE_BYTES;
  return isTooLarge ? new RecordFailure("", "the update must be smaller than 1 MB of JSON") : null;
}

function checkOperand(name: OperationName, operand: unknown): RecordFailure | null {
  if (name === "$delete") return null;
  if (name === "$unset") {
    const isNames = Array.isArray(operand) && operand.every((item) => typeof item === "string");
    return isNames ? null : new RecordFailure("$unset", "must be a list of property names");
  }
  if (!isJsonObject(operand)) return new RecordFailure(name, "must be a JSON object");
  for (const [key, value] of Object.entries(operand)) {
    if (name === "$add" && typeof value !== "number") return new RecordFailure(`$add.${key}`, "must be a number");
    if (name === "$union" && !Array.isArray(value)) return new RecordFailure(`$union.${key}`, "must be a list");
  }
  return null;
}

function identifier(value: unknown, field: string): string | RecordFailure {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : new RecordFailure(field, "must be a non-empty string");
}

function entriesOf(operand: unknown): [string, unknown][] {
  return isJsonObject(operand) ? Object.entries(operand) : [];
}

function setOf(update: JsonObject): JsonObject {
  return isJsonObject(update.$set) ? update.$set : {};
}

function union(list: unknown[], values: unknown[]): unknown[] {
  const present = new Set(list.map((item) => JSON.stringify(item)));
  const added = values.filter((value) => {
    const text = JSON.stringify(value);
    return !present.has(text) && present.add(text);
  });
  return [...list, ...added];
}

/** Mixpanel writes dates of profiles as `2024-05-01T12:00:00`, in project time and without an offset. */
function lastSeen(sent: unknown, nowMs: number, zone: TimeZone): string {
  const seconds = typeof sent === "number" && Number.isFinite(sent) ? sent : null;
  const timeMs = seconds === null ? nowMs : seconds > 1e11 ? seconds : seconds * 1000;
  return new Date(zone.wallOf(isDate(timeMs) ? timeMs : nowMs)).toISOString().slice(0, 19);
}

/** Whether an instant, and the wall clock's time at it, can be written as a date. */
function isDate(ms: number): boolean {
  return Math.abs(ms) < 8.63e15;
}
