import { RULES, type RuleCode } from "./rules";

/** A rule that a record breaks. */
export interface Violation {
  /** Path of the offending field, such as `properties.time`; empty for the record itself. */
  field: string;
  rule: RuleCode;
  /** What was received, what is expected, and how to fix it. */
  message: string;
}

/** The result for every valid record: one shared empty list. */
export const NO_VIOLATIONS: readonly Violation[] = Object.freeze([]);

/** Maximum number of violations listed for one record. Further ones appear after these are fixed. */
export const MAX_VIOLATIONS = 20;

const SHOWN_CHARACTERS = 40;

/** Describes a value for a message: long text is truncated, and the content of objects is not shown. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === "") return "empty text";
  if (typeof value === "string") {
    return value.length > SHOWN_CHARACTERS ? `"${value.slice(0, SHOWN_CHARACTERS)}…"` : `"${value}"`;
  }
  if (Array.isArray(value)) return "a list";
  if (typeof value === "bigint") return "a number of type bigint";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

const beginning = (field: string) => `${field || "the record"}: got `;

function ending(rule: RuleCode): string {
  const { expected, fix } = RULES[rule];
  return `, expected ${expected}. ${fix}`;
}

/** What was received, in words, such as `an object` or `300 elements`: the part of the message between the field and the rule. */
export const gotOf = ({ field, rule, message }: Violation): string =>
  message.slice(beginning(field).length, -ending(rule).length);

/** Collects the violations of one record after another. Allocates nothing for a valid record. */
export class Violations {
  private found: Violation[] | undefined;

  /** Adds a violation by a value. The message describes the value. */
  add(rule: RuleCode, field: string, value: unknown): void {
    this.addCounted(rule, field, describe(value));
  }

  /** Adds a violation described in words. @param got what was received, such as `300 elements` */
  addCounted(rule: RuleCode, field: string, got: string): void {
    this.found ??= [];
    if (this.found.length === MAX_VIOLATIONS) return;
    this.found.push({ field, rule, message: `${beginning(field)}${got}${ending(rule)}` });
  }

  has(rule: RuleCode): boolean {
    return this.found?.some((violation) => violation.rule === rule) ?? false;
  }

  /** Returns the violations of the current record, and starts with the next one. */
  take(): readonly Violation[] {
    const { found } = this;
    this.found = undefined;
    return found ?? NO_VIOLATIONS;
  }
}

/** The violation of a single rule. @param got what was received, in words */
export function violationOf(rule: RuleCode, field: string, got: string): readonly Violation[] {
  const violations = new Violations();
  violations.addCounted(rule, field, got);
  return violations.take();
}
