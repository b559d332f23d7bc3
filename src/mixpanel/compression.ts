import { promisify } from "node:util";
import { gunzip as gunzipCallback, gzip as gzipCallback } from "node:zlib";
import { MixpanelResponseError, MixpanelTooLargeError } from "./errors";
import { codeOf } from "./networkError";

/** The most of an answer that is held in memory; raw exports are streamed and know no limit. */
export const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
/** Level 1 halves the CPU time of level 6 for a fifth more bytes. */
export const GZIP_LEVEL = 1;
/** Node's 16 KiB have the main thread collect each piece of a body on its own, and halve the speed of a compressed export. */
export const CHUNK_BYTES = 256 * 1024;

const gzip = promisify(gzipCallback);
const gunzip = promisify(gunzipCallback);

/** Compresses a request body, off the main thread. */
export function compress(body: Buffer | string): Promise<Buffer> {
  return gzip(body, { level: GZIP_LEVEL, chunkSize: CHUNK_BYTES });
}

/**
 * Decompresses a whole answer.
 *
 * @param encoding its `content-encoding`; anything but gzip is left as it is
 * @throws MixpanelResponseError where it is cut or damaged, MixpanelTooLargeError where it does not fit into memory
 */
export async function decompress(operation: string, body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding !== "gzip" || body.length === 0) return body;
  try {
    return await gunzip(body, { maxOutputLength: MAX_ANSWER_BYTES, chunkSize: CHUNK_BYTES });
  } catch (error) {
    const code = codeOf(error);
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw new MixpanelTooLargeError({
        operation,
        message: `${operation}: the answer is larger than a step can hold. Narrow the dates, filter, or lower the limit.`,
      });
    }
    throw new MixpanelResponseError({
      operation,
      retryable: true,
      cause: new Error(code),
      message: `${operation}: the compressed answer is cut or damaged. Run it again.`,
    });
  }
}
