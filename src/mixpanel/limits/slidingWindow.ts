import type { Allowance } from "./documented";

/** Counts what was taken within the last `windowMs` milliseconds. */
export class SlidingWindow {
  /** Oldest first. */
  private readonly taken: { at: number; amount: number }[] = [];
  private sum = 0;

  constructor(readonly allowance: Allowance) {}

  /**
   * How long until an amount fits, in milliseconds. An amount larger than the whole share fits once nothing else is counted.
   *
   * @param share share of the allowance that may be taken, greater than 0
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
