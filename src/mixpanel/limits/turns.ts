import type { Quota } from "../endpoint";
import { MixpanelRateLimitError, type RateLimit } from "../errors";
import { type Allowance, DEFAULT_SHARE, QUOTAS } from "./documented";
import type { Clock, Limiter, TooLate } from "./limiter";

/** What turns are taken with. */
export interface TurnOptions {
  limiter: Limiter;
  quota: Quota;
  operation: string;
  /** The share that the connection names, if it names one. */
  share?: number;
  /** Whether the task has had a turn of this kind before: then only Mixpanel's own limit ends it, unless a share is named. */
  hasBegun: boolean;
  clock: Clock;
  /** The longest wait, in milliseconds. */
  maxWaitMs: number;
  leftMs(): number;
}

const SPANS: Record<number, { limit: RateLimit; words: string }> = {
  1000: { limit: "perSecond", words: "a second" },
  60000: { limit: "perMinute", words: "a minute" },
  3600000: { limit: "hourly", words: "an hour" },
};

function tooLate(
  { quota, operation, share = DEFAULT_SHARE, clock }: TurnOptions,
  late: TooLate,
): MixpanelRateLimitError {
  const { noun, allowances } = QUOTAS[quota];
  const { amount, windowMs }: Allowance = late.allowance ?? { ...allowances[0], amount: 0, windowMs: 0 };
  const { limit, words } = SPANS[windowMs] ?? { limit: "unknown", words: "" };
  const retryAt = new Date(clock.now() + late.waitMs);
  return new MixpanelRateLimitError({
    operation,
    limit,
    retryAt,
    retryAfterMs: late.waitMs,
    message: `${operation} was not sent: steps of this process have used their share (${Math.round(share * 100)} %) of the ${amount} ${noun} ${words} that Mixpanel allows the project. Run it again after ${retryAt.toISOString()}, make fewer requests, or raise the Rate Share of the connection.`,
  });
}

function noneFree({ quota, operation }: TurnOptions, most: number): MixpanelRateLimitError {
  return new MixpanelRateLimitError({
    operation,
    limit: "concurrent",
    message: `${operation} was not sent: this process already runs ${most} ${QUOTAS[quota].noun}, its share of the limit, and no slot became free for this step in time. Run it again, make fewer requests at once, or raise the Rate Share of the connection.`,
  });
}

/**
 * Waits for the turn of a call. Without a named share nothing is refused for the sake of others: the first call of a task goes out
 * whatever was counted before it, as only Mixpanel knows what it allows a project, and further ones go up to Mixpanel's own limit.
 *
 * @returns what ends the turn, once the response has been read
 * @throws MixpanelRateLimitError saying when to come back, where the wait is longer than the longest one or the time left
 */
export async function takeTurn(options: TurnOptions): Promise<() => void> {
  const { limiter, quota, share, hasBegun, clock, maxWaitMs, leftMs } = options;
  const { slots } = limiter;
  const used = share ?? DEFAULT_SHARE;
  const most = Math.max(1, Math.floor(QUOTAS[quota].atOnce * used));
  if (!(await slots.enter(most, leftMs))) throw noneFree(options, most);
  const late = await limiter.take(amountsOf(quota), {
    share: used,
    atMost: share === undefined && hasBegun ? 1 : undefined,
    clock,
    accepts: (waitMs) => waitMs === 0 || (waitMs <= maxWaitMs && waitMs < leftMs()),
  });
  if (late === undefined) return () => slots.leave();
  if (share === undefined && !hasBegun) {
    limiter.note(amountsOf(quota), clock.now());
    return () => slots.leave();
  }
  slots.leave();
  throw tooLate(options, late);
}

/** What one call takes of each allowance. */
export const amountsOf = (quota: Quota): number[] => QUOTAS[quota].allowances.map(() => 1);
