import { isRounded } from "../../records/exactNumbers";
import { isRecord, type JsonObject } from "../../records/json";
import { isPlaceholder } from "./refusedIds";
import type { RuleCode } from "./rules";
import { checkSize, jsonBytesBound } from "./size";
import { type Violation, Violations } from "./violations";

/** The type of value that each operation expects, in the order of Mixpanel's documentation. The value of $delete is ignored. */
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
export const OPERATIONS = Object.entries(OPERANDS);

type IdField = "$distinct_id" | "$group_key" | "$group_id";

/** Rules for the updates of one kind of profile. */
export interface UpdateRules {
  /** The fields that identify the profile. */
  ids: readonly IdField[];
  /** The allowed operations; an update has at least one of them. */
  operations: readonly string[];
  /** Whether an ID may be a placeholder such as `undefined`: needed to delete such a profile. */
  allowsPlaceholders?: boolean;
}

const USER: UpdateRules = { ids: ["$distinct_id"], operations: Object.keys(OPERANDS) };
/** Group profiles support neither $add nor $append. */
const GROUP: UpdateRules = {
  ids: ["$group_key", "$group_id"],
  operations: Object.keys(OPERANDS).filter((operation) => operation !== "$add" && operation !== "$append"),
};

/** The rules for each ID: for a missing or wrong ID, and for a placeholder. */
const ID_RULES: Readonly<Record<IdField, { own: RuleCode; placeholder?: RuleCode }>> = {
  $distinct_id: { own: "profile_distinct_id", placeholder: "profile_distinct_id_refused" },
  $group_key: { own: "group_key" },
  $group_id: { own: "group_id", placeholder: "group_id_refused" },
};

const violations = new Violations();

function checkIds(record: JsonObject, { ids, allowsPlaceholders = false }: UpdateRules): void {
  for (const field of ids) {
    const id = record[field];
    const rules = ID_RULES[field];
    if (isRounded(id)) violations.add("id_rounded", field, id);
    else if (typeof id === "string" ? id === "" : !Number.isSafeInteger(id)) violations.add(rules.own, field, id);
    else if (rules.placeholder && !allowsPlaceholders && isPlaceholder(id))
      violations.add(rules.placeholder, field, id);
  }
}

/** Whether nothing is left of an operation's value in JSON. Such an update changes nothing, but Mixpanel would count it as accepted. */
export function isEmptied(operand: unknown): boolean {
  if (Array.isArray(operand)) return operand.length === 0;
  if (!isRecord(operand)) return false;
  for (const key in operand) {
    const type = Object.hasOwn(operand, key) ? typeof operand[key] : "undefined";
    if (type !== "undefined" && type !== "function") return false;
  }
  return true;
}

function checkEmptied(record: JsonObject): void {
  for (const [operation, kind] of OPERATIONS)
    if (kind !== "anything" && isEmptied(record[operation]))
      violations.addCounted("operand_empty", operation, "nothing");
}

/** Checks that the update has an operation. */
function checkPresence(record: JsonObject, { operations }: UpdateRules): void {
  if (operations.some((operation) => record[operation] !== undefined)) return;
  const [other] = OPERATIONS.find(([operation]) => record[operation] !== undefined) ?? [];
  if (other === undefined) violations.addCounted("operation_missing", "", "no operation");
  else violations.addCounted("operation_unsupported", other, other);
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
    // JSON leaves out undefined values.
    if (value === undefined) continue;
    if (kind === "lists") {
      if (!Array.isArray(value)) violations.add("union_list", `${operation}.${key}`, value);
    } else if (!Number.isFinite(value)) {
      violations.add("add_number", `${operation}.${key}`, value);
    }
  }
}

function checkOperations(record: JsonObject, { operations }: UpdateRules): void {
  for (const [operation, kind] of OPERATIONS) {
    const operand = record[operation];
    if (operand === undefined || isEmptied(operand)) continue;
    if (!operations.includes(operation)) violations.addCounted("operation_unsupported", operation, operation);
    else if (kind === "names") checkNames(operation, operand);
    else if (kind !== "anything") checkValues(operation, operand, kind);
  }
}

/**
 * Checks an update against the rules that are always checked: it names a profile, by an ID that is not a placeholder shared by many users,
 * and it changes something.
 *
 * @returns the violations
 */
export function validateEssentials(update: unknown, rules: UpdateRules): readonly Violation[] {
  if (!isRecord(update)) violations.add("update_object", "", update);
  else {
    checkIds(update, rules);
    checkPresence(update, rules);
    checkEmptied(update);
  }
  return violations.take();
}

function validateUpdate(update: unknown, rules: UpdateRules): readonly Violation[] {
  if (!isRecord(update)) violations.add("update_object", "", update);
  else {
    checkIds(update, rules);
    if (!OPERATIONS.some(([operation]) => update[operation] !== undefined)) checkPresence(update, rules);
    checkEmptied(update);
    checkOperations(update, rules);
    checkSize(update, "update_size", jsonBytesBound(update), violations);
  }
  return violations.take();
}

type PlaceholderRules = Pick<UpdateRules, "allowsPlaceholders">;

/**
 * Checks an update of a user profile against every rule that Mixpanel documents for /engage. A missing `$token` is allowed, because it is
 * filled in from the connection.
 *
 * @returns the violations, at most MAX_VIOLATIONS; always the same empty list if there are none
 * @see https://developer.mixpanel.com/reference/profile-batch-update
 */
export const validateProfileUpdate = (update: unknown, { allowsPlaceholders }: PlaceholderRules = {}) =>
  validateUpdate(update, { ...USER, allowsPlaceholders });

/**
 * Checks an update of a group profile against every rule that Mixpanel documents for /groups: as for users, but with a group key and ID,
 * and without $add and $append.
 *
 * @returns the violations, at most MAX_VIOLATIONS; always the same empty list if there are none
 * @see https://developer.mixpanel.com/reference/group-batch-update
 */
export const validateGroupUpdate = (update: unknown, { allowsPlaceholders }: PlaceholderRules = {}) =>
  validateUpdate(update, { ...GROUP, allowsPlaceholders });
