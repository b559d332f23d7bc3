import { MixpanelValidationError } from "../errors";
import type { SyncResult } from "./types";

/** The result of a sync in any mode. */
type Counted = Omit<SyncResult, "mode">;

/** What to do next. */
function adviceOf({ rejected, held, unconfirmed, resume_from }: Counted): string {
  const advice = [
    ...(rejected > 0 ? ["Correct the rejected rows, or turn Fail On Rejected off to get them as data."] : []),
    ...(held > 0 && resume_from !== null ? [`Run the step again with Resume From ${resume_from}.`] : []),
    ...(held > 0 && resume_from === null ? ["Turn Fail On Rejected off to get the rows that were held back."] : []),
    ...(unconfirmed > 0 ? ["Compare the rows with Mixpanel."] : []),
  ];
  return advice.join(" ");
}

/**
 * Fails if a row was rejected, held back or not confirmed. Rows that were accepted stay in Mixpanel.
 *
 * @throws MixpanelValidationError with the rejected rows
 */
export function assertAllLoaded(operation: string, result: Counted): void {
  const { received, imported, rejected, held, unconfirmed, rejected_rows, outage } = result;
  if (rejected + held + unconfirmed === 0) return;
  const outcomes = [
    ...(rejected === 0 ? [] : [`${rejected} of ${received} rows were rejected`]),
    ...(held === 0 ? [] : [`${held} were held back${outage === null ? "" : ` by an outage (${outage.message})`}`]),
    ...(unconfirmed === 0 ? [] : [`${unconfirmed} were sent but Mixpanel did not confirm that it stored them`]),
    `${imported} were accepted`,
  ];
  const [first] = rejected_rows;
  const named =
    first === undefined ? "" : ` First: row at position ${first.position} (counted from 0): ${first.message}`;
  throw new MixpanelValidationError({
    operation,
    message: `${operation}: ${outcomes.join(", ")}.${named} ${adviceOf(result)}`,
    failedRecords: rejected_rows.map(({ position, field, rule, message }) => ({
      index: position,
      ...(field !== undefined && { field }),
      ...(rule !== undefined && { rule }),
      message,
    })),
    imported,
  });
}
