import { BYTES_PER_MINUTE, EVENTS_PER_SECOND } from "./limits";

const MINUTE_MS = 60_000;
const RECORDS_PER_MINUTE = EVENTS_PER_SECOND * 60;

/** A clock that can be waited on. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

interface Taken {
  at: number;
  records: number;
  bytes: number;
}

/**
 * Keeps a run under a share of what Mixpanel takes from a project in any minute. A run of less than a minute's allowance never waits.
 */
export class RateLimiter {
  /** What went out in the last minute, oldest first. */
  private readonly taken: Taken[] = [];
  private records = 0;
  private bytes = 0;
  private queue: Promise<unknown> = Promise.resolve();

  /** @param share of Mixpanel's rate, 0 < share; Infinity for no pacing at all */
  constructor(
    private readonly share: number,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when a request of this size may go. First come, first served.
   *
   * @param leftMs how long it may wait, in milliseconds
   * @returns whether it may go; false where its turn would come too late
   */
  take(records: number, bytes: number, leftMs: () => number = () => Number.POSITIVE_INFINITY): Promise<boolean> {
    if (this.share === Number.POSITIVE_INFINITY) return Promise.resolve(leftMs() >= 0);
    const turn = this.queue.then(async () => {
      for (let wait = this.wait(records, bytes); wait > 0; wait = this.wait(records, bytes)) {
        if (wait > leftMs()) return false;
        await this.clock.sleep(wait);
      }
      if (leftMs() < 0) return false;
      this.taken.push({ at: this.clock.now(), records, bytes });
      this.records += records;
      this.bytes += bytes;
      return true;
    });
    this.queue = turn;
    return turn;
  }

  /** Milliseconds until the oldest request leaves the minute, where there is no room yet. A request larger than a minute's share goes alone. */
  private wait(records: number, bytes: number): number {
    const now = this.clock.now();
    for (let oldest = this.taken[0]; oldest && oldest.at <= now - MINUTE_MS; oldest = this.taken[0]) {
      this.taken.shift();
      this.records -= oldest.records;
      this.bytes -= oldest.bytes;
    }
    const oldest = this.taken[0];
    const fits =
      this.records + records <= RECORDS_PER_MINUTE * this.share && this.bytes + bytes <= BYTES_PER_MINUTE * this.share;
    return oldest === undefined || fits ? 0 : oldest.at + MINUTE_MS - now;
  }
}
