import { pipeline } from "node:stream";
import { promisify } from "node:util";
import { createGunzip, gunzip as gunzipCallback, gzip as gzipCallback } from "node:zlib";
import { MixpanelResponseError, MixpanelTooLargeError } from "../errors";
import { CHUNK_BYTES, GZIP_MAGIC, isGzip } from "../records/gzip";
import { codeOf } from "./networkError";

/** The most of an answer that is held in memory; raw exports are streamed and know no limit. */
export const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
/** Level 1 halves the CPU time of level 6 for a fifth more bytes. */
export const GZIP_LEVEL = 1;

const gzip = promisify(gzipCallback);
const gunzip = promisify(gunzipCallback);

/** Compresses a request body, off the main thread. */
export function compress(body: Buffer | string): Promise<Buffer> {
  return gzip(body, { level: GZIP_LEVEL, chunkSize: CHUNK_BYTES });
}

/** Whether a `content-encoding` says gzip: in any case, and by its old name. */
const saysGzip = (encoding = "") => /^\s*(x-)?gzip\s*$/i.test(encoding);

/** What a response holds by its `content-type`; a file that is compressed by itself is none of these. */
const TEXT_TYPES = /json|text|csv|xml/i;

/**
 * Decompresses a whole answer. Proxies drop or change the `content-encoding`, so gzip is known by its first bytes too.
 *
 * @param header reads a header of the answer
 * @param asBytes whether the caller wants the body as it is: then a gzip file without `content-encoding` stays one
 * @throws MixpanelResponseError where it is cut or damaged, MixpanelTooLargeError where it does not fit into memory
 */
export async function decompress(
  operation: string,
  body: Buffer,
  header: (name: string) => string | undefined,
  asBytes = false,
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

/**
 * Decompresses an answer as it comes, as `decompress` does a whole one: by its header or its first bytes. No bytes at all are an empty
 * body, whatever the header says.
 *
 * @param encoding the answer's `content-encoding`
 * @param onCompressed told each piece of a compressed answer as it came
 * @throws the errors of `chunks`; errors of zlib, whose codes begin with Z_, where it is cut or damaged
 */
export async function* decompressed(
  chunks: AsyncIterable<Buffer>,
  encoding: string | undefined,
  onCompressed?: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
  // Never returned: a source that is silent would hold up a reader that has enough. Its stream is the caller's to destroy.
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
  // A failure of either side surfaces as an error of the decompressed stream.
  yield* isCompressed ? pipeline(all, createGunzip({ chunkSize: CHUNK_BYTES }), () => {}) : all();
}
