import { reserveMs } from "../../http/timeLimits";

/** The time that a run has: when it takes no more records in, and when it begins no more requests. */
export class TimeLeft {
  private readonly reserveMs: number;

  /** @param leftMs time until the deadline in milliseconds, Infinity without one */
  constructor(private readonly leftMs: () => number) {
    this.reserveMs = reserveMs(leftMs());
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
