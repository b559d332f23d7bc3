/** Writes results to stdout: readable on a terminal, as JSON elsewhere, or as bytes if the result is binary. */
import { visible } from "./harmless";
import { readable } from "./readable";

/**
 * Writes a result to stdout.
 *
 * @param options.compact JSON on one line
 * @param options.json as JSON on a terminal, too
 * @throws Error for binary data on a terminal, which would garble it
 */
export function printResult(result: unknown, { compact, json = compact }: { compact: boolean; json?: boolean }): void {
  const { stdout } = process;
  if (Buffer.isBuffer(result)) {
    if (stdout.isTTY)
      throw new Error(`The result is ${result.length} bytes of binary data. Redirect it to a file: > file`);
    stdout.write(result);
    return;
  }
  if (stdout.isTTY && !json) {
    stdout.write(readable(result, stdout));
    return;
  }
  const text = JSON.stringify(result ?? null, null, compact ? undefined : 2);
  stdout.write(`${stdout.isTTY ? visible(text) : text}\n`);
}
