/** The responses that Mixpanel expects of a cohort sync's webhook. Mixpanel shows the message of a failure in its user interface. */

export interface CohortReply {
  action: string;
  status: "success" | "failure";
  /** Only of a failure. The code is an HTTP status. */
  error?: { message: string; code: number };
}

/** @param action as sent */
export const cohortSuccess = (action: string): CohortReply => ({ action, status: "success" });

/** @param action as sent */
export const cohortFailure = (action: string, error: { message: string; code: number }): CohortReply => ({
  action,
  status: "failure",
  error,
});
