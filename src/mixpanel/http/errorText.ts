import type { Readable } from "node:stream";
import { decompressed } from "./compression";

/** How much of a failed answer is read for its error message. */
export const MAX_ERROR_TEXT_BYTES = 10_000;

/**
 * The beginning of a failed answer's body as text; the rest of it is thrown away. What does not come in time or breaks off is left
 * out: the status alone says enough.
 *
 * @param encoding the answer's `content-encoding`
 */
export async function readErrorText(body: Readable, encoding: string | undefined, timeoutMs: number): Promise<string> {
  const timer = setTimeout(() => body.destroy(), timeoutMs);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of decompressed(body, encoding)) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_ERROR_TEXT_BYTES) break;
    }
  } catch {
    // What came until then is as good.
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
  return Buffer.concat(chunks).toString("utf8", 0, MAX_ERROR_TEXT_BYTES);
}
