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
  let last = NEWLINE;
  for await (const block of readBlocks(answer, lines)) {
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
  if (answer.header("content-encoding") !== "gzip") {
    const plain = Readable.from(plainFile(answer, lines), { objectMode: false });
    // A failure of either side surfaces as an error of the compressed stream.
    yield* pipeline(plain, createGzip({ level: GZIP_LEVEL }), () => {});
    return;
  }
  const came: Buffer[] = [];
  let last = NEWLINE;
  const watched = { ...lines, onCompressed: (chunk: Buffer) => came.push(chunk) };
  for await (const block of readBlocks(answer, watched)) {
    last = block.at(-1) ?? last;
    yield* came.splice(0);
  }
  yield* came.splice(0);
  if (last !== NEWLINE) yield gzipSync(Buffer.of(NEWLINE));
}
