import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError } from "../errors";
import { isRecord } from "../json";

/** Records as a caller may have them: a list, one object, JSON or NDJSON as text or file (gzip or not), or anything that yields them. */
export type RecordInput = readonly unknown[] | object | string | Buffer | Iterable<unknown> | AsyncIterable<unknown>;

/** Read one after the other; a Buffer is one line of NDJSON, not parsed yet. */
export type RecordSource = Iterable<unknown> | AsyncIterable<unknown>;

const NEWLINE = 0x0a;
const LIST = 0x5b;
const GZIP_MAGIC = [0x1f, 0x8b];
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const GUNZIP_CHUNK_BYTES = 256 * 1024;
/** A text of JavaScript holds no more; a longer list must come as NDJSON. */
const MAX_JSON_BYTES = 500_000_000;

const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
const isGzip = (bytes: Buffer) => GZIP_MAGIC.every((byte, position) => bytes[position] === byte);

/** Records that can be had many at a time, which costs a fraction of awaiting each. */
export interface Blockwise<T> extends AsyncIterable<T> {
  /** Each block is read to its end before the next is asked for. */
  blocks(): AsyncIterable<Iterable<T>>;
}

/** Whether records come in blocks. */
export function isBlockwise<T>(records: Iterable<T> | AsyncIterable<T>): records is Blockwise<T> {
  return "blocks" in records && typeof records.blocks === "function";
}

/** The lines of bytes that are in memory, without the blank ones; none is copied. */
function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(NEWLINE, start);
    const end = found < 0 ? bytes.length : found;
    let first = start;
    while (first < end && isBlank(bytes[first] ?? 0)) first++;
    if (first < end) yield bytes.subarray(start, end);
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

/** Bytes without the mark that some programs begin a UTF-8 file with. */
function withoutMark(bytes: Buffer): Buffer {
  const marked = BYTE_ORDER_MARK.every((byte, position) => bytes[position] === byte);
  return marked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
}

function parseList(input: string, bytes: Buffer): unknown[] {
  const expected = "a JSON list, or one JSON object a line (NDJSON)";
  if (bytes.length > MAX_JSON_BYTES) {
    throw new InputError({
      input,
      got: `a JSON list of ${bytes.length} bytes`,
      expected: "NDJSON for as much as that",
    });
  }
  try {
    const parsed: unknown = JSON.parse(bytes.toString("utf8"));
    return Array.isArray(parsed) ? parsed : [parsed];
  } catch (error) {
    const at = error instanceof Error ? error.message.match(/position \d+/)?.[0] : undefined;
    throw new InputError({ input, got: `text that is not JSON (fault at ${at ?? "its end"})`, expected });
  }
}

async function* fromBytes(input: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<unknown> {
  const iterator = chunks[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  let first: number | undefined;
  while (first === undefined) {
    const { value, done } = await iterator.next();
    if (done) break;
    const chunk = read.length === 0 ? withoutMark(value) : value;
    read.push(chunk);
    first = chunk.find((byte) => !isBlank(byte));
  }
  const rest = (async function* () {
    yield* read;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  })();
  if (first !== LIST) {
    yield* splitLines(rest);
    return;
  }
  const whole: Buffer[] = [];
  for await (const chunk of rest) whole.push(chunk);
  yield* parseList(input, Buffer.concat(whole));
}

async function* decompressed(input: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch {
    throw new InputError({ input, got: "a gzip file that is cut or damaged", expected: "a whole one" });
  }
}

function fileOf(value: unknown): Buffer | undefined {
  if (Buffer.isBuffer(value)) return value;
  return isRecord(value) && Buffer.isBuffer(value.data) ? value.data : undefined;
}

/**
 * Reads records from what a builder's input or a caller holds. Text and files are told apart by how they begin: gzip, a JSON list, or
 * lines of NDJSON, which are read as they are needed.
 *
 * @param input label of the input, for errors
 * @throws InputError for text that is no JSON; for a stream while it is read
 */
export function recordSource(input: string, value: RecordInput): RecordSource {
  if (Array.isArray(value)) return value;
  const file = typeof value === "string" ? Buffer.from(value) : fileOf(value);
  const bytes = file && withoutMark(file);
  if (bytes === undefined) {
    return isIterable(value) ? value : [value];
  }
  if (isGzip(bytes)) {
    const gunzip = createGunzip({ chunkSize: GUNZIP_CHUNK_BYTES });
    return fromBytes(input, decompressed(input, Readable.from([bytes]).pipe(gunzip)));
  }
  const first = bytes.find((byte) => !isBlank(byte));
  return first === LIST || isWholeJson(bytes) ? parseList(input, bytes) : splitLines([bytes]);
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

/** One object over several lines is JSON; lines of objects are not. */
function isWholeJson(bytes: Buffer): boolean {
  const firstLine = bytes.indexOf(NEWLINE);
  if (firstLine < 0 || firstLine === bytes.length - 1) return true;
  try {
    JSON.parse(bytes.toString("utf8", 0, firstLine));
    return false;
  } catch {
    return true;
  }
}
