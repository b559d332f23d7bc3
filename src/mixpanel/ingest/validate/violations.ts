import { RULES, type RuleCode } from "./rules";

/** A rule that a record breaks. */
export interface Violation {
  /** Path of the offending field, such as `properties.time`; empty for the record itself. */
  field: string;
  rule: RuleCode;
  /** What came, what is expected, how to fix it. */
  message: string;
}

/** What every sound record gets: one list for all of them. */
export const NO_VIOLATIONS: readonly Violation[] = Object.freeze([]);

/** The most violations that are named of one record; who mends these sees the rest. */
export const MAX_VIOLATIONS = 20;

const SHOWN_CHARACTERS = 40;

/** What came, in words fit for a message: never a long text, never the inside of an object. */
function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === "") return "empty text";
  if (typeof value === "string") {
    return value.length > SHOWN_CHARACTERS ? `"${value.slice(0, SHOWN_CHARACTERS)}…"` : `"${value}"`;
  }
  if (Array.isArray(value)) return "a list";
  if (typeof value === "bigint") return "a number of type bigint";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** Collects what is wrong with one record after the other. Costs nothing for a record with which nothing is. */
export class Violations {
  private found: Violation[] | undefined;

  /** Adds what is wrong with a value, which is put into the message in short. */
  add(rule: RuleCode, field: string, value: unknown): void {
    this.addCounted(rule, field, describe(value));
  }

  /** Adds what is wrong with the size of something. @param got the size in words: `300 elements` */
  addCounted(rule: RuleCode, field: string, got: string): void {
    this.found ??= [];
    if (this.found.length === MAX_VIOLATIONS) return;
    const { expected, fix } = RULES[rule];
    this.found.push({ field, rule, message: `${field || "the record"}: got ${got}, expected ${expected}. ${fix}` });
  }

  has(rule: RuleCode): boolean {
    return this.found?.some((violation) => violation.rule === rule) ?? false;
  }

  /** The violations of the record that was checked, and a clean slate for the next one. */
  take(): readonly Violation[] {
    const { found } = this;
    this.found = undefined;
    return found ?? NO_VIOLATIONS;
  }
}

/** What is wrong with one record that breaks one rule. @param got what came, in words */
export function violationOf(rule: RuleCode, field: string, got: string): readonly Violation[] {
  const violations = new Violations();
  violations.addCounted(rule, field, got);
  return violations.take();
}
