import type { Allowance, Limits } from "./documented";
import { SlidingWindow } from "./slidingWindow";
import { Slots } from "./slots";

/** A clock that can be waited on. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** How a turn is asked for. */
export interface Asking {
  /** Share of the limits that may be used, 0 < share; Infinity for no limits at all. */
  share: number;
  /** The share that a turn falls back to before it is refused. */
  atMost?: number;
  clock: Clock;
  /** Whether a wait of so many milliseconds, or none, is acceptable. */
  accepts(waitMs: number): boolean;
}

/** A turn that would come too late. */
export interface TooLate {
  waitMs: number;
  /** What is used up. */
  allowance?: Allowance;
}

/** Keeps whoever shares it within Mixpanel's limits, or a share of them. First come, first served. */
export class Limiter {
  /** Calls that are under way. */
  readonly slots = new Slots();
  private readonly windows: readonly SlidingWindow[];
  private queue: Promise<unknown> = Promise.resolve();

  constructor(limits: Pick<Limits, "allowances">) {
    this.windows = limits.allowances.map((allowance) => new SlidingWindow(allowance));
  }

  /**
   * Waits for a turn, and takes it.
   *
   * @param amounts one for each allowance of the limits
   * @returns undefined where it may go now
   */
  take(amounts: readonly number[], asking: Asking): Promise<TooLate | undefined> {
    const { share, clock, accepts } = asking;
    if (share === Number.POSITIVE_INFINITY) return Promise.resolve(accepts(0) ? undefined : { waitMs: 0 });
    const turn = this.queue.then(async () => {
      for (;;) {
        const late = this.nextTurn(amounts, asking);
        if (!accepts(late.waitMs)) return late;
        if (late.waitMs === 0) break;
        await clock.sleep(late.waitMs);
      }
      this.note(amounts, clock.now());
      return undefined;
    });
    this.queue = turn;
    return turn;
  }

  /** Counts what goes without asking, such as a repetition. */
  note(amounts: readonly number[], now: number): void {
    for (const [index, window] of this.windows.entries()) window.take(amounts[index] ?? 0, now);
  }

  private nextTurn(amounts: readonly number[], { share, atMost = share, clock, accepts }: Asking): TooLate {
    const late = this.waitFor(amounts, share, clock.now());
    return accepts(late.waitMs) || atMost === share ? late : this.waitFor(amounts, atMost, clock.now());
  }

  private waitFor(amounts: readonly number[], share: number, now: number): TooLate {
    let longest: TooLate = { waitMs: 0 };
    for (const [index, window] of this.windows.entries()) {
      const waitMs = window.waitMs(amounts[index] ?? 0, share, now);
      if (waitMs > longest.waitMs) longest = { waitMs, allowance: window.allowance };
    }
    return longest;
  }
}

/** The limiters of a process, by what is limited and whose it is. */
export class Limiters {
  private readonly limiters = new Map<string, Limiter>();

  /** @param name says which limits, and whose @param limits the same each time */
  of(name: string, limits: Limits): Limiter {
    const known = this.limiters.get(name) ?? new Limiter(limits);
    this.limiters.set(name, known);
    return known;
  }

  /** Forgets all that was counted. */
  clear(): void {
    this.limiters.clear();
  }
}

/** Counts for all clients of this process; what other processes and systems use is Mixpanel's to say, by a 429. */
export const processLimiters = new Limiters();
