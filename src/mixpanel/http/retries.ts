import type { Effect } from "../endpoint";
import { MixpanelError } from "../errors";
import type { LogEntry, TransportOptions } from "./request";
import { longestRetryMs, type RetryPolicy, retryDelay } from "./retry";
import { isSlowQuery } from "./timeLimits";

/** What is attempted: used to decide on retries, and for the log. */
export interface Task extends Pick<LogEntry, "operation" | "method" | "path"> {
  effect: Effect;
  policy: RetryPolicy;
  /** Whether it is a request of the Query API. */
  isQuery?: boolean;
}

/** The clock, the random numbers and the log of attempts. */
export type Tools = Required<Pick<TransportOptions, "now" | "sleep" | "random" | "log">> & {
  /** Time left until the deadline, in milliseconds. */
  leftMs(): number;
};

/** The attempts at one task: counts them and their time, and decides after each failure whether the retry policy allows another. */
export class Retries {
  /** Number of the current attempt, from 1. */
  attempt = 1;
  private waitedMs = 0;

  constructor(
    private readonly task: Task,
    private readonly tools: Tools,
  ) {}

  /**
   * Decides on a failed attempt. When it gives up, it marks the error, so that no outer loop retries it.
   *
   * @param durationMs how long the attempt took; it counts toward the maximum time of all attempts
   * @returns the delay before the next attempt, in milliseconds; undefined to give up
   */
  decide(error: MixpanelError, durationMs = 0): number | undefined {
    if (error.givenUp !== undefined) return undefined;
    const { attempt, task, tools } = this;
    const { effect, policy, isQuery } = task;
    this.waitedMs += durationMs;
    const queryMs = isQuery ? durationMs : 0;
    if (isSlowQuery(queryMs)) error.message += stillRunning(queryMs);
    const { waitedMs } = this;
    const wait = retryDelay(error, { attempt, waitedMs, queryMs, effect, policy, random: tools.random() });
    if (wait === undefined) error.givenUp = "policy";
    else if (wait >= tools.leftMs()) error.givenUp = "time";
    else return wait;
    return undefined;
  }

  /** What the log says of a retry after so many milliseconds. */
  logged(waitMs: number): Pick<LogEntry, "retryInMs" | "givesUpInMs"> {
    const { attempt, waitedMs, task, tools } = this;
    const longestMs = longestRetryMs(waitMs, { attempt, waitedMs, policy: task.policy });
    return { retryInMs: Math.round(waitMs), givesUpInMs: Math.round(Math.min(longestMs, tools.leftMs())) };
  }

  /** Waits before the next attempt. */
  async wait(ms: number): Promise<void> {
    const { now, sleep } = this.tools;
    const begun = now();
    await sleep(ms);
    this.waitedMs += now() - begun;
    this.attempt++;
  }

  /**
   * Waits before the next attempt at a task of several requests. Each request has already logged its own line.
   *
   * @throws the error itself if there is no further attempt
   */
  async again(error: unknown): Promise<void> {
    const wait = error instanceof MixpanelError ? this.decide(error) : undefined;
    if (!(error instanceof MixpanelError) || wait === undefined) throw error;
    const { operation, method, path } = this.task;
    const line = { operation, method, path, attempt: this.attempt, outcome: error.code };
    this.tools.log({ ...line, durationMs: 0, requestBytes: 0, ...this.logged(wait) });
    await this.wait(wait);
  }
}

const stillRunning = (ms: number) =>
  ` The query ran for ${Math.round(ms / 1000)} s. It was not retried, because it counts toward the project's 60 queries per hour and may still be running. Request less data at once, or run it again later.`;

/** Attempts a task until it succeeds or no further attempt is allowed. @throws the error of the last attempt */
export async function repeat<T>(retries: Pick<Retries, "again">, once: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await once();
    } catch (error) {
      await retries.again(error);
    }
  }
}
