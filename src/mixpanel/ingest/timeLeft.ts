/** With less time left than this, no more records are taken in: what is under way may need it, retries and all. */
export const RESERVE_MS = 60_000;
/** A run that has little time from the start keeps this part of it in reserve. */
const RESERVE_PART = 0.1;

/** The time that a run has: when it takes no more records in, and when it begins no more requests. */
export class TimeLeft {
  private readonly reserveMs: number;

  /** @param leftMs time until the deadline in milliseconds, Infinity without one */
  constructor(private readonly leftMs: () => number) {
    this.reserveMs = Math.min(RESERVE_MS, leftMs() * RESERVE_PART);
  }

  /** Whether no more records are taken in. */
  get isShort(): boolean {
    return this.leftMs() < this.reserveMs;
  }

  /** How long the next request may still wait for its turn, in milliseconds; negative where it is too late to begin one. */
  get untilLastRequestMs(): number {
    return this.leftMs() - this.reserveMs / 2;
  }
}
