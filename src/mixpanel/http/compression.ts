import { isUtf8 } from "node:buffer";
import { pipeline } from "node:stream";
import { promisify } from "node:util";
import { createGunzip, gunzip as gunzipCallback, gzip as gzipCallback, gzipSync } from "node:zlib";
import { MixpanelResponseError } from "../errors";
import { CHUNK_BYTES, GZIP_LEVEL, GZIP_MAGIC, isGzip } from "../records/gzip";
import { codeOf } from "./networkError";
import type { HttpRequest } from "./request";
import { maxResponseBytes, tooManyBytes } from "./responseSize";
import { runAgain } from "./retry";

const gzip = promisify(gzipCallback);
const gunzip = promisify(gunzipCallback);

/** A body up to this size is compressed sooner than another thread could begin to. */
const SMALL_BYTES = 16 * 1024;
/** Header and trailer of a gzip file, and of the blocks in it. */
const FRAME_BYTES = 64;

/** Compresses a request body: off the main thread, unless it is small. */
export async function compress(body: Buffer | string): Promise<Buffer> {
  if (body.length < SMALL_BYTES) return gzipSync(body, { level: GZIP_LEVEL, chunkSize: FRAME_BYTES + body.length });
  return gzip(body, { level: GZIP_LEVEL, chunkSize: CHUNK_BYTES });
}

/** Whether a `content-encoding` is gzip, in upper or lower case, or its old name x-gzip. */
const saysGzip = (encoding = "") => /^\s*(x-)?gzip\s*$/i.test(encoding);

/** A response in an encoding that was not requested. Its message continues "the response is". */
export class EncodingError extends Error {}

/** Names of encodings that may be shown. A header may repeat anything, also a credential. */
const ENCODINGS = /\b(br|compress|deflate|zstd)\b/i;
const IDENTITY = /^\s*(identity)?\s*$/i;
/** Bytes of a character, which has at most four, that a chunk may end with. */
const CUTS = [0, 1, 2, 3];

/** Whether bytes are UTF-8, perhaps cut within the last character. */
const isText = (body: Buffer): boolean =>
  CUTS.some((cut) => cut < body.length && isUtf8(body.subarray(0, body.length - cut)));

/** @param body the beginning of a body that is not gzip @throws EncodingError if it is compressed in another way, as its encoding says */
function assertDecoded(body: Buffer, encoding = ""): void {
  if (IDENTITY.test(encoding) || saysGzip(encoding)) return;
  // Proxies that decompress a body may leave the header.
  if (isText(body)) return;
  throw new EncodingError(
    `in another encoding (${ENCODINGS.exec(encoding)?.[0] ?? "unknown"}) than the requested gzip`,
  );
}

/** @param body the beginning of a body after decompression @throws EncodingError if it is still compressed */
function assertPlain(body: Buffer): void {
  if (isGzip(body)) throw new EncodingError("compressed with gzip more than once");
}

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
  request: Pick<HttpRequest, "operation" | "effect" | "asBytes" | "isLarge">,
  body: Buffer,
  header: (name: string) => string | undefined,
): Promise<Buffer> {
  const { operation, effect, asBytes = false } = request;
  const maxOutputLength = maxResponseBytes(request);
  const isFile = asBytes && !TEXT_TYPES.test(header("content-type") ?? "");
  const isCompressed = saysGzip(header("content-encoding")) || (!isFile && isGzip(body));
  if (body.length === 0) return body;
  try {
    if (!isCompressed) {
      if (!isFile) assertDecoded(body, header("content-encoding"));
      return body;
    }
    const plain = await gunzip(body, { maxOutputLength, chunkSize: CHUNK_BYTES });
    if (!asBytes) assertPlain(plain);
    return plain;
  } catch (error) {
    if (error instanceof EncodingError)
      throw new MixpanelResponseError({
        operation,
        message: `${operation}: the response is ${error.message}. Check the Custom API Host of the connection and any proxies in between.`,
      });
    const code = codeOf(error);
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooManyBytes(operation, maxOutputLength);
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
  if (!isCompressed) {
    assertDecoded(head, encoding);
    yield* all();
    return;
  }
  let isFirst = true;
  // An error of the source or of zlib becomes an error of the decompressed stream.
  for await (const chunk of pipeline(all, createGunzip({ chunkSize: CHUNK_BYTES }), () => {})) {
    if (isFirst) assertPlain(chunk);
    isFirst = false;
    yield chunk;
  }
}
