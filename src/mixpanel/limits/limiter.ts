import type { Allowance, Limits } from "./documented";
import { SlidingWindow } from "./slidingWindow";
import { Slots } from "./slots";

/** A clock that can be waited on. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** The conditions for a turn. */
export interface Asking {
  /** Share of the limits that may be used, greater than 0; Infinity turns the limits off. */
  share: number;
  /** A larger share to try before the turn is refused. */
  atMost?: number;
  clock: Clock;
  /** Whether a wait of this many milliseconds is acceptable; called with 0 too. */
  accepts(waitMs: number): boolean;
}

/** A turn that would come too late. */
export interface TooLate {
  waitMs: number;
  /** The limit that is used up. */
  allowance?: Allowance;
}

/** Keeps all its users together within Mixpanel's limits, or a share of them. First come, first served. */
export class Limiter {
  /** Concurrent requests. */
  readonly slots = new Slots();
  private readonly windows: readonly SlidingWindow[];
  private queue: Promise<unknown> = Promise.resolve();

  constructor(limits: Pick<Limits, "allowances">) {
    this.windows = limits.allowances.map((allowance) => new SlidingWindow(allowance));
  }

  /**
   * Waits for a turn, and takes it.
   *
   * @param amounts one amount for each allowance of the limits
   * @returns undefined if the turn was taken, otherwise how late it would come
   */
  take(amounts: readonly number[], asking: Asking): Promise<TooLate | undefined> {
    const { share, clock, accepts } = asking;
    if (share === Number.POSITIVE_INFINITY) return Promise.resolve(accepts(0) ? undefined : { waitMs: 0 });
    // One that would come too late as things are does not queue behind those that wait for longer than it may.
    const late = this.nextTurn(amounts, asking);
    if (!accepts(late.waitMs)) return Promise.resolve(late);
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

  /** Counts a request that did not wait for a turn, such as a retry. */
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

/** The limiters of a process, by kind of limit and project. */
export class Limiters {
  private readonly limiters = new Map<string, Limiter>();

  /** @param name identifies the kind of limit and the project @param limits must be the same for the same name */
  of(name: string, limits: Limits): Limiter {
    const known = this.limiters.get(name) ?? new Limiter(limits);
    this.limiters.set(name, known);
    return known;
  }

  /** Resets all counters. */
  clear(): void {
    this.limiters.clear();
  }
}

/** Counts the requests of all clients of this process. Requests of other processes and systems show only when Mixpanel responds with 429. */
export const processLimiters = new Limiters();
