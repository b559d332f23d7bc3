import type { Refused } from "../ingest/engine/options";
import { describe } from "../ingest/validate/violations";

/** A value of a row that has no result: returned instead of thrown, because a file may hold very many of them. */
export class Invalid {
  /**
   * @param rule stable, for programs: `time_format`
   * @param got what came, in words
   * @param expected as it follows "expected" in the message
   * @param fix a sentence
   */
  constructor(
    readonly rule: string,
    readonly got: string,
    readonly expected: string,
    readonly fix: string,
  ) {}

  /** Why the row is rejected. @param field where the value would go in Mixpanel; empty for the row as a whole */
  refuse(field: string): Refused {
    return {
      ...(field !== "" && { field }),
      rule: this.rule,
      message: `${field || "the row"}: got ${this.got}, expected ${this.expected}. ${this.fix}`,
    };
  }
}

/** @param value described in the message, as `describe` does */
export const invalid = (rule: string, value: unknown, expected: string, fix: string): Invalid =>
  new Invalid(rule, describe(value), expected, fix);
