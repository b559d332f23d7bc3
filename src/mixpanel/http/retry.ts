import type { Effect } from "../endpoint";
import { type MixpanelError, MixpanelNetworkError, MixpanelRateLimitError, MixpanelServerError } from "../errors";
import { isSlowQuery } from "./timeLimits";

/** First wait of the exponential backoff; Mixpanel asks for 2 s, doubling to 60 s: https://developer.mixpanel.com/reference/import-events */
export const BACKOFF_START_MS = 2_000;
export const BACKOFF_CAP_MS = 60_000;
/** Random addition to each wait, so that parallel executions do not come back together. */
export const JITTER_MIN_MS = 1_000;
export const JITTER_MAX_MS = 5_000;
/** After this time a call is not repeated any more. Prismatic ends an execution after 15 minutes. */
export const TOTAL_WAIT_CAP_MS = 300_000;

export interface RetryPolicy {
  /** Repetitions after the first attempt; 0 for none. */
  maxRetries: number;
  /**
   * Longest single wait, in milliseconds, to which the random addition comes. A longer one that Mixpanel asks for fails the call at
   * once, and says when to come back.
   */
  maxWaitMs: number;
  /** The last attempt of a call begins no later than this after the first one began, in milliseconds. */
  maxTotalWaitMs: number;
  /** Waits as long as this each time, in place of the exponential backoff. */
  fixedDelayMs?: number;
  /** Repeats after every failed answer, whatever the call does. An explicit choice of Raw Request's builder. */
  allErrors?: boolean;
}

export const DEFAULT_RETRY: RetryPolicy = {
  maxRetries: 5,
  maxWaitMs: BACKOFF_CAP_MS,
  maxTotalWaitMs: TOTAL_WAIT_CAP_MS,
};

function mayRepeat(error: MixpanelError, effect: Effect, policy: RetryPolicy): boolean {
  if (policy.allErrors) return error.status !== undefined || error.retryable;
  if (!error.retryable) return false;
  // An hour's allowance does not come back within an execution, and each try of the same query would count again.
  if (error instanceof MixpanelRateLimitError && error.limit === "hourly") return error.retryAfterMs !== undefined;
  return effect !== "write" || !error.mayHaveLanded;
}

/** What a decision on a failed attempt rests on, beside the error. */
export interface FailedAttempt {
  /** Its number, from 1. */
  attempt: number;
  /** How long the call has already gone without an answer, in milliseconds. */
  waitedMs: number;
  /** How long a request of the Query API ran, in milliseconds. */
  queryMs?: number;
  effect: Effect;
  policy: RetryPolicy;
  /** 0 <= n < 1 */
  random: number;
}

/**
 * Whether a call is sent again at once, without a wait and without counting: its connection had been kept open, and the server closed it
 * just as the call went out. A server that has closed a connection reads nothing of the call. It ends with a new connection, as each try
 * uses up one of those that were kept.
 */
export function repeatsAtOnce(error: MixpanelError, effect: Effect): boolean {
  return error instanceof MixpanelNetworkError && error.closedIdle && effect !== "write";
}

/**
 * Decides whether the policy lets a failed call be sent again, and when. Writes that are not idempotent are repeated only where Mixpanel
 * surely did not carry them out (429, host not reached): a retry never doubles.
 *
 * @returns the wait in milliseconds, or undefined to give up
 */
export function retryDelay(error: MixpanelError, failed: FailedAttempt): number | undefined {
  const { attempt, waitedMs, queryMs, effect, policy, random } = failed;
  if (attempt > policy.maxRetries || isSlowQuery(queryMs ?? 0) || !mayRepeat(error, effect, policy)) return undefined;
  const asked =
    error instanceof MixpanelRateLimitError || error instanceof MixpanelServerError ? error.retryAfterMs : undefined;
  if (asked !== undefined && asked > policy.maxWaitMs) return undefined;
  const jitter = JITTER_MIN_MS + random * (JITTER_MAX_MS - JITTER_MIN_MS);
  const doubled = Math.min(BACKOFF_START_MS * 2 ** (attempt - 1), BACKOFF_CAP_MS, policy.maxWaitMs);
  const wait = Math.max(asked ?? 0, policy.fixedDelayMs ?? doubled + jitter);
  return waitedMs + wait > policy.maxTotalWaitMs ? undefined : wait;
}
