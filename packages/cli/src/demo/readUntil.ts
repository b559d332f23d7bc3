/** Reading what was written a moment ago, where it takes a while to be seen. */

/** How often, and how long between. */
export interface Patience {
  attempts: number;
  waitMs: number;
  /** Waits; told how long in milliseconds, and which attempt failed, from 1. */
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
