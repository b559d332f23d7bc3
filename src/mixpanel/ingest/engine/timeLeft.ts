import { reserveMs } from "../../http/timeLimits";

/** The time left to a run: tells when to stop reading records, and when to stop starting requests. */
export class TimeLeft {
  private readonly reserveMs: number;

  /**
   * @param leftMs time until the deadline in milliseconds, Infinity without one
   * @param signal ends the run early; what was read by then is still sent
   */
  constructor(
    private readonly leftMs: () => number,
    private readonly signal?: AbortSignal,
  ) {
    this.reserveMs = reserveMs(leftMs());
  }

  /** Whether it is too late to read more records. */
  get isShort(): boolean {
    return this.isInterrupted || this.leftMs() < this.reserveMs;
  }

  /** How long the next request may still wait for its turn, in milliseconds; negative if it is too late to start one. */
  get untilLastRequestMs(): number {
    return this.leftMs() - (this.isInterrupted ? 0 : this.reserveMs / 2);
  }

  /** Whether the signal has ended the run. */
  get isInterrupted(): boolean {
    return this.signal?.aborted === true;
  }
}
