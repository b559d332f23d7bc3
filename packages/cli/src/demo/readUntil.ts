/** Reads data that was written a moment ago and may not be visible yet. */

/** How often to try, and how long to wait between attempts. */
export interface Patience {
  attempts: number;
  waitMs: number;
  /** Waits for waitMs milliseconds. `attempt` is the number of the attempt that was incomplete, from 1. */
  wait(waitMs: number, attempt: number): Promise<void>;
}

/**
 * Reads until the result is complete, or the attempts are used up.
 *
 * @returns what was read last, complete or not
 */
export async function readUntil<T>(
  read: () => Promise<T>,
  isComplete: (result: T) => boolean,
  { attempts, waitMs, wait }: Patience,
): Promise<T> {
  let result = await read();
  for (let attempt = 1; attempt < attempts && !isComplete(result); attempt += 1) {
    await wait(waitMs, attempt);
    result = await read();
  }
  return result;
}
