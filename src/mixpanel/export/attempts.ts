import type { MixpanelClient } from "../client";
import { downloadData } from "../endpoints/events";
import { MixpanelError } from "../errors";
import { DEFAULT_RETRY, type RetryPolicy, retryDelay } from "../http/retry";

/** The retry policy of a client, which holds for what is repeated above its transport too. */
export function retryPolicyOf({ options }: MixpanelClient): RetryPolicy {
  return options.transport?.retry ?? DEFAULT_RETRY;
}

/**
 * The attempts at reading one window to its end. The transport repeats a call until its answer begins; an answer that breaks off later
 * is repeated here, by the same policy.
 */
export class Attempts {
  private attempt = 1;
  private waitedMs = 0;

  constructor(private readonly client: MixpanelClient) {}

  /**
   * Waits before the next attempt.
   *
   * @param leftMs of a task that ends in a way of its own when its time is over: then the wait is cut to it
   * @throws the error itself where there is no attempt to be made
   */
  async failed(error: unknown, leftMs?: number): Promise<void> {
    if (!(error instanceof MixpanelError)) throw error;
    const { attempt, waitedMs, client } = this;
    const { operation, effect, method, path } = downloadData;
    const random = client.options.transport?.random?.() ?? Math.random();
    const within = leftMs === undefined ? client.transport.leftMs() : undefined;
    const policy = retryPolicyOf(client);
    const wait = retryDelay(error, { attempt, waitedMs, leftMs: within, effect, policy, random });
    if (wait === undefined) throw error;
    client.options.transport?.log?.({
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
    await client.transport.clock.sleep(Math.min(wait, Math.max(0, leftMs ?? wait)));
  }
}
