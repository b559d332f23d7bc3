import type { Quota } from "../endpoint";
import { MixpanelRateLimitError, type RateLimit } from "../errors";
import { type Allowance, DEFAULT_SHARE, QUOTAS } from "./documented";
import type { Clock, Limiter, TooLate } from "./limiter";

/** What takeTurn needs. */
export interface TurnOptions {
  limiter: Limiter;
  quota: Quota;
  operation: string;
  /** What the request holds of what the limit counts beside requests. */
  entries?: number;
  /** The share that the connection names, if it names one. */
  share?: number;
  /** Whether the client has had a turn of this kind before; then, unless a share is named, it may use Mixpanel's whole limit. */
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
    message: `${operation} was not sent: Mixpanel allows the project ${amount} ${late.allowance?.noun ?? noun} ${words}, and steps of this process have used their share of ${Math.round(share * 100)} %. Run it again after ${retryAt.toISOString()}, send fewer requests, or raise the Rate Share of the connection.`,
  });
}

function noneFree({ quota, operation }: TurnOptions, most: number): MixpanelRateLimitError {
  return new MixpanelRateLimitError({
    operation,
    limit: "concurrent",
    message: `${operation} was not sent: this process already runs ${most} ${QUOTAS[quota].noun} at the same time, which is its share of the limit, and none of them finished in time. Run it again, send fewer requests at once, or raise the Rate Share of the connection.`,
  });
}

/**
 * Waits for the turn of a request. If no share is named, no request is refused to leave room for others: the first request of a task is
 * sent whatever was counted before it, because only Mixpanel knows what it allows a project, and later ones may use Mixpanel's whole limit.
 *
 * @returns a function that ends the turn, to be called once the response has been read
 * @throws MixpanelRateLimitError with the time to try again, if the wait would be longer than `maxWaitMs` or the time left
 */
export async function takeTurn(options: TurnOptions): Promise<() => void> {
  const { limiter, quota, share, hasBegun, clock, maxWaitMs, leftMs } = options;
  const { slots } = limiter;
  const amounts = amountsOf(quota, options.entries);
  const used = share ?? DEFAULT_SHARE;
  const most = Math.max(1, Math.floor(QUOTAS[quota].atOnce * used));
  if (!(await slots.enter(most, leftMs))) throw noneFree(options, most);
  const late = await limiter.take(amounts, {
    share: used,
    atMost: share === undefined && hasBegun ? 1 : undefined,
    clock,
    accepts: (waitMs) => waitMs === 0 || (waitMs <= maxWaitMs && waitMs < leftMs()),
  });
  if (late === undefined) return () => slots.leave();
  if (share === undefined && !hasBegun) {
    limiter.note(amounts, clock.now());
    return () => slots.leave();
  }
  slots.leave();
  throw tooLate(options, late);
}

/** How much of each allowance one request uses. @param entries what it holds of what is counted beside requests */
export const amountsOf = (quota: Quota, entries = 0): number[] =>
  QUOTAS[quota].allowances.map(({ noun }) => (noun === undefined ? 1 : entries));
