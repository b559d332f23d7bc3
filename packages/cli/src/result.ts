/** Results on stdout: JSON, but bytes as they are. */

/**
 * Writes a result to stdout.
 *
 * @param options.compact on one line
 * @throws Error for bytes on a terminal, which would garble it
 */
export function printResult(result: unknown, { compact }: { compact: boolean }): void {
  if (Buffer.isBuffer(result)) {
    if (process.stdout.isTTY)
      throw new Error(`The result is ${result.length} bytes, no text. Send it to a file: > file`);
    process.stdout.write(result);
    return;
  }
  process.stdout.write(`${JSON.stringify(result ?? null, null, compact ? undefined : 2)}\n`);
}
