import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { CHUNK_BYTES } from "../compression";
import { InputError } from "../errors";
import { TABLE_INPUT, TableCheck } from "./tableCheck";

/**
 * Decompresses a file, and no further than a table may be large.
 *
 * @throws InputError where it is cut or damaged, or over the limit
 */
export async function gunzipTable(file: Buffer): Promise<Buffer> {
  const gunzip = Readable.from([file]).pipe(createGunzip({ chunkSize: CHUNK_BYTES }));
  const size = new TableCheck();
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of gunzip) {
      size.piece(chunk.length);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError({
      input: TABLE_INPUT,
      got: "a gzip file that is cut or damaged",
      expected: "a whole one",
      cause,
    });
  }
  return Buffer.concat(chunks);
}
