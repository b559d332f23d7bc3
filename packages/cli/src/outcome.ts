/** Reads from an action's result whether it says that what was asked for failed, in whole or in part. */

export const OUTCOME_HELP = `Exit codes:
  0  success
  1  the run failed, or its result says that not all of it was done: a check that is not ok, rejected, failed, held or unconfirmed records, an error, or a run that stopped early
  2  wrong usage`;

/** Keys that are true if all is well. */
const GOOD = ["ok", "clean", "complete", "ready", "replaced", "cancelled"];
/** Counts and lists of what did not get through. */
const BAD = ["failed", "rejected", "held", "unconfirmed", "unknown"];
/** Why a run did not do everything. */
const REASONS = ["error", "outage", "stopped", "stopped_by", "refused"];
/** States of a run that has ended, of Mixpanel's verbose responses, and of requests for privacy. */
const BAD_STATES: readonly unknown[] = ["FAILED", "CANCELLED", 0, "partly_submitted"];

const sizeOf = (value: unknown) => (Array.isArray(value) ? value.length : typeof value === "number" ? value : 0);

/**
 * The first sign in a result that not all of what was asked for was done; undefined if there is none. Only the result's own keys count:
 * what they hold is Mixpanel's data, such as a list of imports of which one has failed.
 */
export function shortfall(result: unknown): string | undefined {
  if (typeof result !== "object" || result === null || Array.isArray(result)) return undefined;
  const values: Readonly<Record<string, unknown>> = { ...result };
  const bad =
    REASONS.find((key) => values[key] !== undefined && values[key] !== null) ??
    BAD.find((key) => sizeOf(values[key]) > 0) ??
    GOOD.find((key) => values[key] === false);
  if (bad !== undefined) {
    const value = values[bad];
    if (Array.isArray(value)) return `${bad} has ${value.length}`;
    return typeof value === "object" ? `${bad} is set` : `${bad} is ${String(value)}`;
  }
  const state = ["status", "outcome"].find((key) => BAD_STATES.includes(values[key]));
  return state === undefined ? undefined : `${state} is ${String(values[state])}`;
}
