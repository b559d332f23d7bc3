import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError } from "../errors";
import { CHUNK_BYTES, GZIP_MAGIC, isGzip } from "./gzip";

const isOfZlib = (error: unknown) => String(Object(error).code).startsWith("Z_");

/**
 * Decompresses bytes while they are read, also several gzip files one after the other.
 *
 * @throws InputError that names the input, if the file is truncated or damaged
 */
export async function* gunzipped(
  input: string,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  // Created here and not earlier: decompression starts at once, and an error before the first read would have no handler.
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // An error of either ends both, and is thrown below.
  pipeline(Readable.from(chunks, { objectMode: false }), gunzip, () => {});
  try {
    yield* gunzip;
  } catch (error) {
    if (!isOfZlib(error)) throw error;
    throw new InputError({ input, got: "a truncated or damaged gzip file", expected: "a complete gzip file" });
  }
}

/** Bytes that were read already, and those to come. */
export async function* together(read: Iterable<Buffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* read;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

/** The same bytes, decompressed if they begin like gzip. */
export async function* plain(input: string, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < GZIP_MAGIC.length) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  const all = together([head], chunks);
  yield* isGzip(head) ? gunzipped(input, all) : all;
}
