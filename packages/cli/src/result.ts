/** Writes results to stdout: as JSON, or as bytes if the result is binary. */

/**
 * Writes a result to stdout.
 *
 * @param options.compact on one line
 * @throws Error for binary data on a terminal, which would garble it
 */
export function printResult(result: unknown, { compact }: { compact: boolean }): void {
  if (Buffer.isBuffer(result)) {
    if (process.stdout.isTTY)
      throw new Error(`The result is ${result.length} bytes of binary data. Redirect it to a file: > file`);
    process.stdout.write(result);
    return;
  }
  process.stdout.write(`${JSON.stringify(result ?? null, null, compact ? undefined : 2)}\n`);
}
