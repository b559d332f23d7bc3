import { isRounded } from "../../records/exactNumbers";
import { isRecord, type JsonObject } from "../../records/json";
import { isPlaceholder } from "./refusedIds";
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

/** What updates of one kind of profile may be. */
export interface UpdateRules {
  /** The fields that say which profile it is. */
  ids: readonly string[];
  /** What can be done to it; an update has at least one of them. */
  operations: readonly string[];
  /** Whether an ID may be one of the placeholders, as it has to be where the profile of one is deleted. */
  allowsPlaceholders?: boolean;
}

const USER: UpdateRules = { ids: ["$distinct_id"], operations: Object.keys(OPERANDS) };
/** Group profiles know neither numbers to count up nor lists to append to. */
const GROUP: UpdateRules = {
  ids: ["$group_key", "$group_id"],
  operations: Object.keys(OPERANDS).filter((operation) => operation !== "$add" && operation !== "$append"),
};

/** The rules of each ID: on the ID itself, and on placeholders in its place. */
const ID_RULES: Readonly<Record<string, { own: RuleCode; placeholder?: RuleCode }>> = {
  $distinct_id: { own: "profile_distinct_id", placeholder: "profile_distinct_id_refused" },
  $group_key: { own: "group_key" },
  $group_id: { own: "group_id", placeholder: "group_id_refused" },
};

const violations = new Violations();

function checkIds(record: JsonObject, { ids, allowsPlaceholders = false }: UpdateRules): void {
  for (const field of ids) {
    const id = record[field];
    const rules = ID_RULES[field];
    if (rules === undefined) continue;
    if (isRounded(id)) violations.add("id_rounded", field, id);
    else if (typeof id === "string" ? id === "" : !Number.isSafeInteger(id)) violations.add(rules.own, field, id);
    else if (rules.placeholder && !allowsPlaceholders && isPlaceholder(id))
      violations.add(rules.placeholder, field, id);
  }
}

/** Whether JSON leaves nothing of what an operation is given: it would change nothing, and be counted as done. */
const isEmptied = (operand: unknown) =>
  Array.isArray(operand)
    ? operand.length === 0
    : isRecord(operand) && !Object.values(operand).some((value) => !["undefined", "function"].includes(typeof value));

function checkEmptied(record: JsonObject): void {
  for (const [operation, kind] of OPERATIONS)
    if (kind !== "anything" && isEmptied(record[operation]))
      violations.addCounted("operand_empty", operation, "nothing");
}

/** That there is anything to be done. */
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
    // JSON leaves it out.
    if (value === undefined) continue;
    if (kind === "lists") {
      if (!Array.isArray(value)) violations.add("union_list", `${operation}.${key}`, value);
    } else if (typeof value !== "number" || !Number.isFinite(value)) {
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
 * Checks an update against the rules that hold always, whether or not others are checked: it changes a profile that it names, and not one
 * that a broken client made of everybody without an ID.
 *
 * @returns what is wrong with it
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
 * Checks an update of a user profile against every rule that Mixpanel documents for /engage. A missing `$token` is none of them: it is
 * filled in from the connection.
 *
 * @returns what is wrong with it, at most MAX_VIOLATIONS; always the same empty list where nothing is
 * @see https://developer.mixpanel.com/reference/profile-batch-update
 */
export const validateProfileUpdate = (update: unknown, { allowsPlaceholders }: PlaceholderRules = {}) =>
  validateUpdate(update, { ...USER, allowsPlaceholders });

/**
 * Checks an update of a group profile against every rule that Mixpanel documents for /groups: as for users, but with a group key and ID,
 * and without $add and $append.
 *
 * @returns what is wrong with it, at most MAX_VIOLATIONS; always the same empty list where nothing is
 * @see https://developer.mixpanel.com/reference/group-batch-update
 */
export const validateGroupUpdate = (update: unknown, { allowsPlaceholders }: PlaceholderRules = {}) =>
  validateUpdate(update, { ...GROUP, allowsPlaceholders });
