import type { Effect } from "../endpoint";
import { type MixpanelError, MixpanelNetworkError, MixpanelRateLimitError, MixpanelServerError } from "../errors";
import { isSlowQuery } from "./timeLimits";

/** First delay of the exponential backoff. Mixpanel recommends 2 s, doubled up to 60 s: https://developer.mixpanel.com/reference/import-events */
export const BACKOFF_START_MS = 2_000;
export const BACKOFF_CAP_MS = 60_000;
/** Random jitter added to each delay, so that parallel executions do not retry at the same moment. */
export const JITTER_MIN_MS = 1_000;
export const JITTER_MAX_MS = 5_000;
/** After this time a request is no longer retried. Prismatic ends an execution after 15 minutes. */
export const TOTAL_WAIT_CAP_MS = 300_000;

export interface RetryPolicy {
  /** Retries after the first attempt; 0 for none. */
  maxRetries: number;
  /**
   * Maximum delay before one retry, in milliseconds, without jitter. If Mixpanel asks for a longer delay, the request fails at once, and
   * the error says when to try again.
   */
  maxWaitMs: number;
  /** The last attempt begins at most this long after the first one, in milliseconds. */
  maxTotalWaitMs: number;
  /** The delay before each retry, in milliseconds, instead of the exponential backoff. */
  fixedDelayMs?: number;
  /** Retries after every failed response, whatever the request does. Only Raw Request offers this. */
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
  // An hourly limit does not reset within an execution, and each retry of the query would count again. Scans take hours, too.
  if (error instanceof MixpanelRateLimitError && ["hourly", "scans"].includes(error.limit))
    return error.retryAfterMs !== undefined;
  return effect !== "write" || !error.mayHaveLanded;
}

/** What the decision on a failed attempt depends on, besides the error. */
export interface FailedAttempt {
  /** Its number, from 1. */
  attempt: number;
  /** Time since the first attempt began, in milliseconds. */
  waitedMs: number;
  /** How long a request of the Query API ran, in milliseconds. */
  queryMs?: number;
  effect: Effect;
  policy: RetryPolicy;
  /** 0 <= n < 1 */
  random: number;
}

/**
 * Whether a request is sent again at once, without a delay and without counting as a retry: its idle connection was closed by the server
 * at the moment the request was sent, so the server has not read it. This cannot repeat forever: each attempt uses up one idle connection,
 * and then a new one is opened.
 */
export function repeatsAtOnce(error: MixpanelError, effect: Effect): boolean {
  return error instanceof MixpanelNetworkError && error.closedIdle && effect !== "write";
}

/**
 * Decides whether and when a failed request is retried. Writes that are not idempotent are retried only if Mixpanel certainly did not
 * process them (429, host not reached), so a retry never creates duplicates.
 *
 * @returns the delay in milliseconds, or undefined to give up
 */
export function retryDelay(error: MixpanelError, failed: FailedAttempt): number | undefined {
  const { attempt, waitedMs, queryMs, effect, policy, random } = failed;
  if (attempt > policy.maxRetries || isSlowQuery(queryMs ?? 0) || !mayRepeat(error, effect, policy)) return undefined;
  const asks = error instanceof MixpanelRateLimitError || error instanceof MixpanelServerError;
  const askedMs = (asks ? error.retryAfterMs : undefined) ?? 0;
  if (askedMs > policy.maxWaitMs) return undefined;
  const jitter = JITTER_MIN_MS + random * (JITTER_MAX_MS - JITTER_MIN_MS);
  const wait = Math.max(askedMs, policy.fixedDelayMs ?? backoffMs(attempt, policy) + jitter);
  return waitedMs + wait > policy.maxTotalWaitMs ? undefined : wait;
}

/** The delay before a retry without jitter. @param attempt number of the attempt that failed, from 1 */
const backoffMs = (attempt: number, { maxWaitMs }: RetryPolicy) =>
  Math.min(BACKOFF_START_MS * 2 ** (attempt - 1), BACKOFF_CAP_MS, maxWaitMs);

/**
 * How long the retries of a request can go on, apart from the time that the attempts themselves take.
 *
 * @param waitMs the delay before the next attempt
 * @returns milliseconds until the last attempt begins, at most
 */
export function longestRetryMs(
  waitMs: number,
  { attempt, waitedMs, policy }: Omit<FailedAttempt, "effect" | "random">,
) {
  let ms = waitMs;
  for (let next = attempt + 1; next <= policy.maxRetries; next++)
    ms += policy.fixedDelayMs ?? backoffMs(next, policy) + JITTER_MAX_MS;
  return Math.max(waitMs, Math.min(ms, policy.maxTotalWaitMs - waitedMs));
}

/** The advice after a failed request that Mixpanel may have processed, if nothing has to be corrected before it is sent again. */
export const runAgain = (effect: Effect): string =>
  effect === "write" ? "Check in Mixpanel whether the change was made before you run it again" : "Run it again";
