import type { Allowance } from "./documented";

/** Counts what was taken in the last stretch of time. */
export class SlidingWindow {
  /** Oldest first. */
  private readonly taken: { at: number; amount: number }[] = [];
  private sum = 0;

  constructor(readonly allowance: Allowance) {}

  /**
   * How long until an amount fits, in milliseconds. What is larger than the whole share fits where nothing else was taken.
   *
   * @param share of the allowance that may be taken, 0 < share
   */
  waitMs(amount: number, share: number, now: number): number {
    const { taken } = this;
    const { windowMs, amount: all } = this.allowance;
    for (let oldest = taken[0]; oldest && oldest.at <= now - windowMs; oldest = taken[0]) {
      taken.shift();
      this.sum -= oldest.amount;
    }
    let waitMs = 0;
    let left = this.sum;
    for (const oldest of taken) {
      if (left + amount <= all * share) break;
      left -= oldest.amount;
      waitMs = oldest.at + windowMs - now;
    }
    return waitMs;
  }

  take(amount: number, now: number): void {
    this.taken.push({ at: now, amount });
    this.sum += amount;
  }
}
