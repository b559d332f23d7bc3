import { pipeline } from "node:stream";
import { promisify } from "node:util";
import { createGunzip, gunzip as gunzipCallback, gzip as gzipCallback } from "node:zlib";
import { MixpanelResponseError, MixpanelTooLargeError } from "../errors";
import { CHUNK_BYTES, GZIP_LEVEL, GZIP_MAGIC, isGzip } from "../records/gzip";
import { codeOf } from "./networkError";
import type { HttpRequest } from "./request";
import { runAgain } from "./retry";

/** Maximum size of a response that is held in memory; raw exports are streamed and have no limit. */
export const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

const gzip = promisify(gzipCallback);
const gunzip = promisify(gunzipCallback);

/** Compresses a request body, off the main thread. */
export function compress(body: Buffer | string): Promise<Buffer> {
  return gzip(body, { level: GZIP_LEVEL, chunkSize: CHUNK_BYTES });
}

/** Whether a `content-encoding` is gzip, in upper or lower case, or its old name x-gzip. */
const saysGzip = (encoding = "") => /^\s*(x-)?gzip\s*$/i.test(encoding);

/** Content types of text. The content type of a gzip file is none of these. */
const TEXT_TYPES = /json|text|csv|xml/i;

/**
 * Decompresses a whole response. Proxies drop or change `content-encoding`, so gzip is also recognized by its first two bytes: the body
 * `1f 8b 08 00 …` is decompressed even without the header.
 *
 * @param header reads a header of the response
 * @param request.asBytes whether the caller wants the body as it is: a gzip file without `content-encoding` is then not decompressed
 * @throws MixpanelResponseError if it is truncated or damaged, MixpanelTooLargeError if it does not fit into memory
 */
export async function decompress(
  { operation, effect, asBytes = false }: Pick<HttpRequest, "operation" | "effect" | "asBytes">,
  body: Buffer,
  header: (name: string) => string | undefined,
): Promise<Buffer> {
  const isFile = asBytes && !TEXT_TYPES.test(header("content-type") ?? "");
  const isCompressed = saysGzip(header("content-encoding")) || (!isFile && isGzip(body));
  if (!isCompressed || body.length === 0) return body;
  try {
    return await gunzip(body, { maxOutputLength: MAX_ANSWER_BYTES, chunkSize: CHUNK_BYTES });
  } catch (error) {
    const code = codeOf(error);
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw new MixpanelTooLargeError({
        operation,
        message: `${operation}: the response is too large for a step (more than 256 MB). Choose a shorter date range, add a filter, or lower the limit.`,
      });
    }
    throw new MixpanelResponseError({
      operation,
      retryable: true,
      cause: new Error(code),
      message: `${operation}: the compressed response is truncated or damaged. ${runAgain(effect)}.`,
    });
  }
}

/**
 * Decompresses a response while it is received; like `decompress`, it recognizes gzip by the header or by the first two bytes. A
 * response without any bytes is an empty body, whatever the header says.
 *
 * @param encoding the response's `content-encoding`
 * @param onCompressed called with each chunk of a compressed response, before it is decompressed
 * @throws the errors of `chunks`; errors of zlib, whose codes begin with Z_, if it is truncated or damaged
 */
export async function* decompressed(
  chunks: AsyncIterable<Buffer>,
  encoding: string | undefined,
  onCompressed?: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
  // We never call return() on it: it would block a reader that stops early while no data arrives. The caller destroys the stream.
  const source = chunks[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < GZIP_MAGIC.length) {
    const next = await source.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  if (head.length === 0) return;
  const isCompressed = saysGzip(encoding) || isGzip(head);
  const all = async function* () {
    for (let chunk: Buffer | undefined = head; chunk !== undefined; ) {
      if (isCompressed) onCompressed?.(chunk);
      yield chunk;
      const next: IteratorResult<Buffer> = await source.next();
      chunk = next.done ? undefined : next.value;
    }
  };
  // An error of the source or of zlib becomes an error of the decompressed stream.
  yield* isCompressed ? pipeline(all, createGunzip({ chunkSize: CHUNK_BYTES }), () => {}) : all();
}
