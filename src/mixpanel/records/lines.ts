import { NEWLINE } from "./bytes";

const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Records that can be had many at a time, which costs a fraction of awaiting each. */
export interface Blockwise<T> extends AsyncIterable<T> {
  /** Each block is read to its end before the next is asked for. */
  blocks(): AsyncIterable<Iterable<T>>;
}

/** Whether records come in blocks. */
export function isBlockwise<T>(records: Iterable<T> | AsyncIterable<T>): records is Blockwise<T> {
  return "blocks" in records && typeof records.blocks === "function";
}

/** Where the first byte is that is not blank, or the end. */
export function filledFrom(bytes: Buffer, start: number, end = bytes.length): number {
  let at = start;
  while (at < end && isBlank(bytes[at] ?? 0)) at++;
  return at;
}

/** The lines of bytes that are in memory, without the blank ones; none is copied. */
export function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(NEWLINE, start);
    const end = found < 0 ? bytes.length : found;
    if (filledFrom(bytes, start, end) < end) yield bytes.subarray(start, end);
    start = end + 1;
  }
}

class Lines implements Blockwise<Buffer> {
  constructor(private readonly chunks: AsyncIterable<Buffer> | Iterable<Buffer>) {}

  async *blocks(): AsyncGenerator<Iterable<Buffer>> {
    let pending: Buffer[] = [];
    for await (const chunk of this.chunks) {
      const last = chunk.lastIndexOf(NEWLINE);
      if (last < 0) {
        pending.push(chunk);
        continue;
      }
      const first = pending.length === 0 ? -1 : chunk.indexOf(NEWLINE);
      if (first >= 0) yield linesOf(Buffer.concat([...pending, chunk.subarray(0, first)]));
      yield linesOf(chunk.subarray(first + 1, last));
      pending = last + 1 < chunk.length ? [chunk.subarray(last + 1)] : [];
    }
    yield linesOf(Buffer.concat(pending));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for await (const block of this.blocks()) yield* block;
  }
}

/** Cuts a stream of bytes into its lines, without the blank ones. A line that lies whole in a chunk is not copied. */
export function splitLines(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Blockwise<Buffer> {
  return new Lines(chunks);
}
