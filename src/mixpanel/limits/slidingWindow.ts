import type { Allowance } from "./documented";

/**
 * Counts what was taken within the last `windowMs` milliseconds. Of an allowance of one request, a share is a longer window: 75 % of one a
 * second is one in 1.34 seconds.
 */
export class SlidingWindow {
  /** Oldest first. */
  private readonly taken: { at: number; amount: number }[] = [];
  private sum = 0;
  private longestMs = 0;

  constructor(readonly allowance: Allowance) {}

  /**
   * How long until an amount fits, in milliseconds. An amount larger than the whole share fits once nothing else is counted.
   *
   * @param share share of the allowance that may be taken, greater than 0
   */
  waitMs(amount: number, share: number, now: number): number {
    const { taken } = this;
    const { amount: all } = this.allowance;
    const windowMs = Math.ceil(this.allowance.windowMs / (all === 1 ? Math.min(share, 1) : 1));
    this.longestMs = Math.max(this.longestMs, windowMs);
    for (let oldest = taken[0]; oldest && oldest.at <= now - this.longestMs; oldest = taken[0]) {
      taken.shift();
      this.sum -= oldest.amount;
    }
    let waitMs = 0;
    let left = this.sum;
    for (const oldest of taken) {
      if (left + amount <= all * share) break;
      left -= oldest.amount;
      waitMs = Math.max(0, oldest.at + windowMs - now);
    }
    return waitMs;
  }

  take(amount: number, now: number): void {
    this.taken.push({ at: now, amount });
    this.sum += amount;
  }
}
