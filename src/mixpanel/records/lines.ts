import { NEWLINE } from "./bytes";

const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Records that can be read in blocks, which is much faster than awaiting each one. */
export interface Blockwise<T> extends AsyncIterable<T> {
  /** The caller must read each block to its end before it requests the next one. */
  blocks(): AsyncIterable<Iterable<T>>;
}

/** Whether records come in blocks. */
export function isBlockwise<T>(records: Iterable<T> | AsyncIterable<T>): records is Blockwise<T> {
  return "blocks" in records && typeof records.blocks === "function";
}

/** The position of the first byte that is not blank, or `end`. */
export function filledFrom(bytes: Buffer, start: number, end = bytes.length): number {
  let at = start;
  while (at < end && isBlank(bytes[at] ?? 0)) at++;
  return at;
}

/** Where the line that begins at `start` ends: at its newline, or at the end of the bytes. */
export function lineEnd(bytes: Buffer, start: number): number {
  const newline = bytes.indexOf(NEWLINE, start);
  return newline < 0 ? bytes.length : newline;
}

/** The lines of bytes in memory, without blank lines and without copying. */
export function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; ) {
    const end = lineEnd(bytes, start);
    if (filledFrom(bytes, start, end) < end) yield bytes.subarray(start, end);
    start = end + 1;
  }
}

/**
 * Splits a stream of bytes into blocks of whole lines, each about as large as a chunk. Each block ends with a newline, except the
 * last one if the stream does not. A block is copied only if its first line began in an earlier chunk.
 */
export async function* wholeLines(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const head = chunk.subarray(0, end);
      yield pending.length === 0 ? head : Buffer.concat([...pending, head]);
      pending = [];
    }
    if (end < chunk.length) pending.push(chunk.subarray(end));
  }
  if (pending.length > 0) yield Buffer.concat(pending);
}

/** Records in the blocks of a generator, which can be read once. */
export class InBlocks<T> implements Blockwise<T> {
  constructor(private readonly generator: AsyncGenerator<Iterable<T>>) {}

  blocks(): AsyncGenerator<Iterable<T>> {
    return this.generator;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for await (const block of this.generator) yield* block;
  }
}

async function* blocksOfLines(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Iterable<Buffer>> {
  for await (const block of wholeLines(chunks)) yield linesOf(block);
}

/** Splits a stream of bytes into lines, without blank lines. */
export function splitLines(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): InBlocks<Buffer> {
  return new InBlocks(blocksOfLines(chunks));
}
