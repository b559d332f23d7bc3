import type { MixpanelClient } from "../client";
import { downloadData } from "../endpoints/events";
import { MixpanelError } from "../errors";
import { DEFAULT_RETRY, type RetryPolicy, retryDelay } from "../retry";

/** The client's clock, sleep, dice and retry policy, for what is repeated above the transport. */
export function exportTime({ options: { transport } }: MixpanelClient): {
  now(): number;
  sleep(ms: number): Promise<void>;
  random(): number;
  retry: RetryPolicy;
} {
  return {
    now: () => transport?.now?.() ?? Date.now(),
    sleep: (ms) => transport?.sleep?.(ms) ?? new Promise((resolve) => setTimeout(resolve, ms)),
    random: () => transport?.random?.() ?? Math.random(),
    retry: transport?.retry ?? DEFAULT_RETRY,
  };
}

/**
 * The attempts at reading one window to its end. The transport repeats a call until its answer begins; an answer that breaks off later
 * is repeated here, by the same policy.
 */
export class Attempts {
  private attempt = 1;
  private waitedMs = 0;

  constructor(private readonly client: MixpanelClient) {}

  /** Waits before the next attempt. @throws the error itself where there is none to be made */
  async failed(error: unknown): Promise<void> {
    const { sleep, random, retry } = exportTime(this.client);
    const { operation, effect, method, path } = downloadData;
    if (!(error instanceof MixpanelError)) throw error;
    const { attempt, waitedMs } = this;
    const wait = retryDelay(error, { attempt, waitedMs, effect, policy: retry, random: random() });
    if (wait === undefined) throw error;
    this.client.options.transport?.log?.({
      operation,
      method,
      path,
      attempt,
      outcome: error.code,
      durationMs: 0,
      requestBytes: 0,
      retryInMs: Math.round(wait),
    });
    this.attempt++;
    this.waitedMs += wait;
    await sleep(wait);
  }
}
