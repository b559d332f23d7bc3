import type { Effect } from "../endpoint";
import { type MixpanelError, MixpanelRateLimitError, MixpanelServerError } from "../errors";

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

/**
 * Decides whether a failed call is sent again, and when. Writes that are not idempotent are repeated only where Mixpanel surely did not
 * carry them out (429, host not reached): a retry never doubles.
 *
 * @param attempt how often the call has been sent, from 1
 * @param waitedMs how long the call has already gone without an answer
 * @param leftMs time left for the whole task: an attempt that could not begin within it is not waited for
 * @param random 0 <= n < 1
 * @returns the wait in milliseconds, or undefined to give up
 */
export function retryDelay(
  error: MixpanelError,
  {
    attempt,
    waitedMs,
    leftMs = Number.POSITIVE_INFINITY,
    effect,
    policy,
    random,
  }: { attempt: number; waitedMs: number; leftMs?: number; effect: Effect; policy: RetryPolicy; random: number },
): number | undefined {
  if (attempt > policy.maxRetries || !mayRepeat(error, effect, policy)) return undefined;
  const asked =
    error instanceof MixpanelRateLimitError || error instanceof MixpanelServerError ? error.retryAfterMs : undefined;
  if (asked !== undefined && asked > policy.maxWaitMs) return undefined;
  const jitter = JITTER_MIN_MS + random * (JITTER_MAX_MS - JITTER_MIN_MS);
  const doubled = Math.min(BACKOFF_START_MS * 2 ** (attempt - 1), BACKOFF_CAP_MS, policy.maxWaitMs);
  const wait = Math.max(asked ?? 0, policy.fixedDelayMs ?? doubled + jitter);
  return waitedMs + wait > policy.maxTotalWaitMs || wait >= leftMs ? undefined : wait;
}
