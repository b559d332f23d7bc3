import type { MixpanelClient } from "../client";
import { MixpanelRateLimitError } from "../errors";
import { EXPORTS_PER_HOUR } from "./windows";

/** Mixpanel's limits on exports of one project: https://developer.mixpanel.com/reference/rate-limits */
const EXPORT_LIMITS = [
  { exports: 3, windowMs: 1_000 },
  { exports: EXPORTS_PER_HOUR, windowMs: 3_600_000 },
];
const LONGEST_WINDOW_MS = 3_600_000;

/**
 * Spaces the exports of one run so that they stay within 3 a second and 60 an hour. What other runs spend is Mixpanel's to say, by a
 * 429.
 */
export class ExportRateLimiter {
  private starts: number[] = [];

  constructor(private readonly client: MixpanelClient) {}

  /**
   * Waits for the next export's turn. A turn that is longer away than the client's longest wait is not waited for.
   *
   * @throws MixpanelRateLimitError saying when the hour's allowance comes back
   */
  async turn(operation: string): Promise<void> {
    const { transport } = this.client;
    const { clock } = transport;
    for (let waitMs = this.waitMs(); waitMs > 0; waitMs = this.waitMs()) {
      if (waitMs > Math.min(transport.policy.maxWaitMs, transport.leftMs())) {
        const retryAt = new Date(clock.now() + waitMs);
        throw new MixpanelRateLimitError({
          operation,
          limit: "hourly",
          retryAt,
          retryAfterMs: waitMs,
          message: `${operation}: this run has spent the project's 60 exports of an hour. Run it again after ${retryAt.toISOString()}, with longer windows of days, or with a shorter range.`,
        });
      }
      await clock.sleep(waitMs);
    }
    this.starts.push(clock.now());
  }

  private waitMs(): number {
    const now = this.client.transport.clock.now();
    this.starts = this.starts.filter((start) => start > now - LONGEST_WINDOW_MS);
    const waits = EXPORT_LIMITS.map(({ exports, windowMs }) => {
      const oldest = this.starts.at(-exports);
      return oldest === undefined ? 0 : oldest + windowMs - now;
    });
    return Math.max(...waits);
  }
}
