import { pipeline, Readable } from "node:stream";
import { createGzip, gzipSync } from "node:zlib";
import type { HttpResponse } from "../http/transport";
import { NEWLINE } from "../records/bytes";
import { GZIP_LEVEL } from "../records/gzip";
import { blocksOf, type LinesOptions, readBlocks, readPieces } from "./lineBlocks";

/**
 * An export's lines as the bytes of an NDJSON file, with a newline at the end so that another export can follow.
 *
 * @throws MixpanelError if the export is incomplete
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

/** Thrown if a line of a compressed file had to be changed: the export must be read and compressed again. */
export class AlteredLines extends Error {}

/**
 * An export's lines as the bytes of a compressed NDJSON file. If Mixpanel sends them compressed, these bytes are used unchanged, and
 * decompressed only to check them. If Mixpanel sends them uncompressed (small exports), they are compressed here.
 *
 * @param anew whether to compress all lines here, because some of them were changed
 * @throws MixpanelError if the export is incomplete; AlteredLines if a line had to be changed and `anew` is false
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
  // This is known only after the first piece: some responses are compressed without a header that says so.
  if (came.length === 0) {
    const plain = Readable.from(ended(blocksOf(all(), lines.badLines)), { objectMode: false });
    // An error of the export or of zlib becomes an error of the compressed stream.
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
  // Thrown only at the end, so that an incomplete export fails for that reason.
  if (isAltered) throw new AlteredLines();
  yield* came;
  if (last !== NEWLINE) yield gzipSync(Buffer.of(NEWLINE));
}
