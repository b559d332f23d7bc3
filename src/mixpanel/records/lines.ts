import { InputError } from "../errors";
import { CARRIAGE_RETURN, NEWLINE, SPACE, TAB } from "./bytes";
import type { RecordEnd, RecordRun, TextBlock } from "./recordRun";

/** Mixpanel accepts a record of 1 MB. A longer line is still read, to be rejected by itself, but not without end: a small file may inflate. */
export const MAX_RECORD_BYTES = 32_000_000;

/** The error of a record in a text that is beyond MAX_RECORD_BYTES. @param what the record, such as `a line` */
export const longRecord = (input: string, what: string): InputError =>
  new InputError({
    input,
    got: `${what} of more than ${MAX_RECORD_BYTES / 1e6} MB`,
    expected: "records of at most 1 MB each",
    fix: "Check that it is the right file: Mixpanel accepts no such record.",
  });

/** The limit of a line of records. @param input label of the input */
const recordLimit = (input: string): LineLimit => ({
  maxBytes: MAX_RECORD_BYTES,
  tooLong: () => longRecord(input, "a line"),
});

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

/** The start of the next line that is not blank, or the end of the bytes; 0 if something else stands on the line. */
function nextLine(bytes: Buffer, end: number): number {
  let hasEnded = false;
  for (let at = end; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === NEWLINE) hasEnded = true;
    else if (byte !== SPACE && byte !== TAB && byte !== CARRIAGE_RETURN) return hasEnded ? at : 0;
  }
  return bytes.length;
}

class LineBlock implements TextBlock<Buffer> {
  readonly isLines = true;
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  *[Symbol.iterator](): Generator<Buffer> {
    const { bytes } = this;
    while (this.at < bytes.length) {
      const start = this.at;
      const end = lineEnd(bytes, start);
      this.at = end + 1;
      if (filledFrom(bytes, start, end) < end) yield bytes.subarray(start, end);
    }
  }

  find(run: RecordRun, most: number, endOf: RecordEnd): void {
    run.find(this.bytes, this.at, most, endOf, nextLine);
  }

  pass(run: RecordRun, records: number): void {
    this.at = run.startOf(records);
  }
}

/** The lines of bytes in memory, to be read once, without blank lines and without copying. */
export const linesOf = (bytes: Buffer): TextBlock<Buffer> => new LineBlock(bytes);

/** How long a line that arrives in chunks may become in memory. */
export interface LineLimit {
  maxBytes: number;
  /** The error of a longer one. */
  tooLong(): Error;
}

/** How many bytes of a chunk belong to the line that began before it. */
const continued = (chunk: Buffer) => lineEnd(chunk, 0);

/**
 * Splits a stream of bytes into blocks of whole lines, each about as large as a chunk. Each block ends with a newline, except the
 * last one if the stream does not. A block is copied only if its first line began in an earlier chunk.
 *
 * @throws the error of the limit, for a line that is longer and came in several chunks
 */
export async function* wholeLines(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  { maxBytes, tooLong }: LineLimit,
): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  for await (const chunk of chunks) {
    if (pendingBytes + chunk.length > maxBytes && pendingBytes > 0 && pendingBytes + continued(chunk) > maxBytes)
      throw tooLong();
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const head = chunk.subarray(0, end);
      yield pending.length === 0 ? head : Buffer.concat([...pending, head]);
      pending = [];
      pendingBytes = 0;
    }
    if (end < chunk.length) {
      pending.push(chunk.subarray(end));
      pendingBytes += chunk.length - end;
    }
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

async function* blocksOfLines(
  input: string,
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<Iterable<Buffer>> {
  for await (const block of wholeLines(chunks, recordLimit(input))) yield linesOf(block);
}

/** Splits a stream of bytes into lines, without blank lines. @throws InputError for a line that no record has */
export function splitLines(input: string, chunks: AsyncIterable<Buffer> | Iterable<Buffer>): InBlocks<Buffer> {
  return new InBlocks(blocksOfLines(input, chunks));
}
