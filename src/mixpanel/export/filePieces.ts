import { pipeline, Readable } from "node:stream";
import { createGzip, gzipSync } from "node:zlib";
import { GZIP_LEVEL } from "../compression";
import type { HttpAnswer } from "../transport";
import { type LinesOptions, readBlocks } from "./lineBlocks";

const NEWLINE = 0x0a;

/**
 * An export's lines as the bytes of an NDJSON file, the last line ended so that another export can follow.
 *
 * @throws MixpanelError where the export is not complete
 */
export async function* plainFile(answer: HttpAnswer<Readable>, lines: LinesOptions): AsyncGenerator<Buffer> {
  yield* ended(readBlocks(answer, lines));
}

async function* ended(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let last = NEWLINE;
  for await (const block of blocks) {
    last = block.at(-1) ?? last;
    yield block;
  }
  if (last !== NEWLINE) yield Buffer.of(NEWLINE);
}

/**
 * An export's lines as the bytes of a compressed NDJSON file. What came compressed passes as it came, which costs no compressing, and is
 * decompressed beside that to be checked; what came plain, as small answers do, is compressed here.
 *
 * @throws MixpanelError where the export is not complete
 */
export async function* compressedFile(answer: HttpAnswer<Readable>, lines: LinesOptions): AsyncGenerator<Buffer> {
  const came: Buffer[] = [];
  const blocks = readBlocks(answer, { ...lines, onCompressed: (chunk) => came.push(chunk) });
  const first = await blocks.next();
  const all = async function* () {
    if (first.done) return;
    yield first.value;
    yield* blocks;
  };
  // Only now it is known: some answers are compressed without saying so.
  if (came.length === 0) {
    const plain = Readable.from(ended(all()), { objectMode: false });
    // A failure of either side surfaces as an error of the compressed stream.
    yield* pipeline(plain, createGzip({ level: GZIP_LEVEL }), () => {});
    return;
  }
  let last = NEWLINE;
  for await (const block of all()) {
    last = block.at(-1) ?? last;
    yield* came.splice(0);
  }
  yield* came.splice(0);
  if (last !== NEWLINE) yield gzipSync(Buffer.of(NEWLINE));
}
