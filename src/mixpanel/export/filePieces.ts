import { pipeline, Readable } from "node:stream";
import { createGzip, gzipSync } from "node:zlib";
import { GZIP_LEVEL } from "../http/compression";
import type { HttpResponse } from "../http/transport";
import { NEWLINE } from "../records/bytes";
import { blocksOf, type LinesOptions, readBlocks, readPieces } from "./lineBlocks";

/**
 * An export's lines as the bytes of an NDJSON file, the last line ended so that another export can follow.
 *
 * @throws MixpanelError where the export is not complete
 */
export async function* plainFile(answer: HttpResponse<Readable>, lines: LinesOptions): AsyncGenerator<Buffer> {
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

/** Ends a compressed file whose lines are not all as they came: it has to be compressed anew. */
export class AlteredLines extends Error {}

/**
 * An export's lines as the bytes of a compressed NDJSON file. What came compressed passes as it came, which costs no compressing, and is
 * decompressed beside that to be checked; what came plain, as small answers do, is compressed here.
 *
 * @param anew whether all is compressed here, since some lines are not written as they came
 * @throws MixpanelError where the export is not complete; AlteredLines where a line cannot pass as it came
 */
export async function* compressedFile(
  answer: HttpResponse<Readable>,
  lines: LinesOptions,
  { anew = false } = {},
): AsyncGenerator<Buffer> {
  const came: Buffer[] = [];
  const onCompressed = anew ? undefined : (chunk: Buffer) => came.push(chunk);
  const pieces = readPieces(answer, { ...lines, onCompressed }, { scans: true });
  const first = await pieces.next();
  const all = async function* () {
    if (first.done) return;
    yield first.value;
    yield* pieces;
  };
  // Only now it is known: some answers are compressed without saying so.
  if (came.length === 0) {
    const plain = Readable.from(ended(blocksOf(all(), lines.badLines)), { objectMode: false });
    // A failure of either side surfaces as an error of the compressed stream.
    yield* pipeline(plain, createGzip({ level: GZIP_LEVEL }), () => {});
    return;
  }
  let last = NEWLINE;
  let isAltered = false;
  for await (const piece of all()) {
    isAltered ||= !piece.isVerbatim;
    last = piece.lines.at(-1) ?? last;
    const proven = came.splice(0);
    if (!isAltered) yield* proven;
  }
  // Only at the end: an export that is broken fails for that, and is not read again for this.
  if (isAltered) throw new AlteredLines();
  yield* came;
  if (last !== NEWLINE) yield gzipSync(Buffer.of(NEWLINE));
}
