import { isRecord, type JsonObject } from "../../json";
import type { RuleCode } from "./rules";
import { checkSize, jsonBytesBound } from "./size";
import { type Violation, Violations } from "./violations";

/** What each operation takes, in the order of Mixpanel's list. The value of $delete means nothing. */
const OPERANDS = {
  $set: "values",
  $set_once: "values",
  $add: "numbers",
  $append: "values",
  $remove: "values",
  $union: "lists",
  $unset: "names",
  $delete: "anything",
} as const;

type Operand = (typeof OPERANDS)[keyof typeof OPERANDS];
const OPERATIONS = Object.entries(OPERANDS);

/** Group profiles know neither numbers to count up nor lists to append to. */
const NOT_FOR_GROUPS: ReadonlySet<string> = new Set(["$add", "$append"]);
const NONE: ReadonlySet<string> = new Set();

const violations = new Violations();

function checkId(record: JsonObject, field: string, rule: RuleCode): void {
  const id = record[field];
  const sound = typeof id === "string" ? id !== "" : typeof id === "number" && Number.isFinite(id);
  if (!sound) violations.add(rule, field, id);
}

function checkNames(operation: string, operand: unknown): void {
  if (!Array.isArray(operand) || !operand.every((name) => typeof name === "string"))
    violations.add("unset_names", operation, operand);
}

function checkValues(operation: string, operand: unknown, kind: Operand): void {
  if (!isRecord(operand)) {
    violations.add("operand_object", operation, operand);
    return;
  }
  if (kind === "values") return;
  for (const key in operand) {
    const value = operand[key];
    // JSON leaves it out.
    if (value === undefined) continue;
    if (kind === "lists") {
      if (!Array.isArray(value)) violations.add("union_list", `${operation}.${key}`, value);
    } else if (typeof value !== "number" || !Number.isFinite(value)) {
      violations.add("add_number", `${operation}.${key}`, value);
    }
  }
}

/** @param refused operations that this kind of profile does not know */
function checkOperations(record: JsonObject, refused: ReadonlySet<string>): void {
  let operations = 0;
  for (const [operation, kind] of OPERATIONS) {
    const operand = record[operation];
    if (operand === undefined) continue;
    operations++;
    if (refused.has(operation)) violations.addCounted("operation_unsupported", operation, operation);
    else if (kind === "names") checkNames(operation, operand);
    else if (kind !== "anything") checkValues(operation, operand, kind);
  }
  if (operations === 0) violations.addCounted("operation_missing", "", "no operation");
}

/**
 * Checks an update of a user profile against every rule that Mixpanel documents for /engage. A missing `$token` is none of them: it is
 * filled in from the connection.
 *
 * @returns what is wrong with it, at most MAX_VIOLATIONS; always the same empty list where nothing is
 * @see https://developer.mixpanel.com/reference/profile-batch-update
 */
export function validateProfileUpdate(update: unknown): readonly Violation[] {
  if (!isRecord(update)) violations.add("update_object", "", update);
  else {
    checkId(update, "$distinct_id", "profile_distinct_id");
    checkOperations(update, NONE);
    checkSize(update, "update_size", jsonBytesBound(update), violations);
  }
  return violations.take();
}

/**
 * Checks an update of a group profile against every rule that Mixpanel documents for /groups: as for users, but with a group key and ID,
 * and without $add and $append.
 *
 * @returns what is wrong with it, at most MAX_VIOLATIONS; always the same empty list where nothing is
 * @see https://developer.mixpanel.com/reference/group-batch-update
 */
export function validateGroupUpdate(update: unknown): readonly Violation[] {
  if (!isRecord(update)) violations.add("update_object", "", update);
  else {
    checkId(update, "$group_key", "group_key");
    checkId(update, "$group_id", "group_id");
    checkOperations(update, NOT_FOR_GROUPS);
    checkSize(update, "update_size", jsonBytesBound(update), violations);
  }
  return violations.take();
}
