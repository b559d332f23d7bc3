import { reserveMs } from "../../http/timeLimits";

/** The time left to a run: tells when to stop reading records, and when to stop starting requests. */
export class TimeLeft {
  private readonly reserveMs: number;

  /** @param leftMs time until the deadline in milliseconds, Infinity without one */
  constructor(private readonly leftMs: () => number) {
    this.reserveMs = reserveMs(leftMs());
  }

  /** Whether it is too late to read more records. */
  get isShort(): boolean {
    return this.leftMs() < this.reserveMs;
  }

  /** How long the next request may still wait for its turn, in milliseconds; negative if it is too late to start one. */
  get untilLastRequestMs(): number {
    return this.leftMs() - this.reserveMs / 2;
  }
}
