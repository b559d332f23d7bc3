import type { Readable } from "node:stream";
import { MixpanelTimeoutError } from "../errors";
import { timeLimitMs } from "./timeLimits";

/** What is received, for the error of a stream that does not end in time. */
export interface Watch {
  operation: string;
  host: string;
  /** What the host sends, as a plural noun. */
  noun: string;
  /** How to get less of it at once, as the end of a sentence. */
  less: { inTime: string; inSilence: string };
  idleTimeoutMs?: number;
  /** Time left until the deadline, in milliseconds; nobody waits longer for data. */
  leftMs?(): number;
}

/** The error of a stream that is not finished when the time limit is reached. */
function outOfTime({ operation, host, noun, less }: Watch): MixpanelTimeoutError {
  return new MixpanelTimeoutError({
    operation,
    mayHaveLanded: false,
    ofDeadline: true,
    message: `${operation}: the time limit of the step was reached before ${host} had sent all ${noun}. ${less.inTime} the Time Limit of the connection.`,
  });
}

/** @throws MixpanelTimeoutError if the time limit of the step is reached */
export function assertTimeLeft(watch: Watch): void {
  if (watch.leftMs !== undefined && watch.leftMs() <= 0) throw outOfTime(watch);
}

/** The error of a stream that has sent no data for too long. */
function wentSilent({ operation, host, less }: Watch, silentMs: number): MixpanelTimeoutError {
  return new MixpanelTimeoutError({
    operation,
    mayHaveLanded: false,
    message: `${operation}: ${host} sent no data for ${silentMs / 1000} s. Run it again. ${less.inSilence}`,
  });
}

/** Returns the chunks of a stream, and fails if no data arrives for too long. Time that the consumer takes for itself does not count. */
export async function* watched(stream: Readable, watch: Watch): AsyncGenerator<Buffer> {
  const { idleTimeoutMs = timeLimitMs("silence"), leftMs = () => idleTimeoutMs } = watch;
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  for (;;) {
    assertTimeLeft(watch);
    const silentMs = Math.min(idleTimeoutMs, Math.max(0, leftMs()));
    const ended = () => (silentMs < idleTimeoutMs ? outOfTime(watch) : wentSilent(watch, idleTimeoutMs));
    const timer = setTimeout(() => stream.destroy(ended()), silentMs);
    const next = await chunks.next().finally(() => clearTimeout(timer));
    if (next.done) return;
    yield next.value;
  }
}
