import { isUtf8 } from "node:buffer";
import { InputError } from "../errors";
import { isJson, parseJson } from "./boundedJson";
import { NEWLINE, OPENING_BRACE, OPENING_BRACKET } from "./bytes";
import { hasLongNumber } from "./exactNumbers";
import { exactRecords } from "./exactRecord";
import { BYTE_ORDER_MARK, fileOf, withoutMark } from "./file";
import { gunzipped, together } from "./gunzip";
import { isGzip } from "./gzip";
import { faultIn } from "./json";
import { filledFrom, InBlocks, isBlockwise, linesOf, MAX_RECORD_BYTES, splitLines } from "./lines";
import { LongList, listItems } from "./listItems";
import {
  inTurn,
  isIterable,
  isTextual,
  joined,
  Opened,
  OpenedInMemory,
  reading,
  readingInMemory,
  Unopened,
} from "./opened";
import { assertReadable, isByteStream, isFileInPieces, textOfItems } from "./pieces";

/** A file as a step returns it, or a Buffer that went through JSON. */
export type FileInput = { data: unknown; contentType?: unknown };

/**
 * The forms in which programs pass records:
 * - a list, an iterable, an async iterable or a stream of objects;
 * - JSON or NDJSON, compressed with gzip or not: as text, bytes, a file, or a stream of bytes;
 * - lines of NDJSON as text or bytes: a list, an iterable, readline's interface.
 */
export type RecordInput = string | Uint8Array | FileInput | Iterable<unknown> | AsyncIterable<unknown>;

/** Records to read one by one. A Buffer is an unparsed line of NDJSON; an ExactRecord has numbers that parsing would round. */
export type RecordSource = Iterable<unknown> | AsyncIterable<unknown>;

/** JavaScript strings cannot be much longer; a longer list must be NDJSON. */
const MAX_JSON_BYTES = 500_000_000;
/** Bytes that are read at most to tell JSON from NDJSON. If they do not tell, the text is read as lines. */
const MAX_HEAD_BYTES = 64 * 1024 * 1024;
/** One byte more than MAX_HEAD_BYTES after the byte order mark is removed. */
const ENOUGH_BYTES = MAX_HEAD_BYTES + BYTE_ORDER_MARK.length + 1;
/** A list is parsed as a whole up to this size, so that nothing of a broken one is sent. */
const MAX_LIST_BYTES = 8 * 1024 * 1024;

/** Parses JSON that is one list or one record. Blank text has no records. */
function parseWhole(input: string, bytes: Buffer): unknown[] {
  const expected = "a JSON list, or one JSON object per line (NDJSON)";
  if (bytes.length > MAX_JSON_BYTES) {
    const got = `a JSON list of more than ${MAX_JSON_BYTES / 1e6} MB`;
    throw new InputError({ input, got, expected: "NDJSON for that much data" });
  }
  if (filledFrom(bytes, 0) === bytes.length) return [];
  if (!isUtf8(bytes)) {
    const fix = "Save the file as UTF-8.";
    throw new InputError({ input, got: "bytes that are not UTF-8", expected: "text in UTF-8", fix });
  }
  const text = bytes.toString("utf8");
  let parsed: unknown;
  try {
    if (hasLongNumber(text)) return exactRecords(text);
    parsed = parseJson(text);
  } catch (error) {
    throw new InputError({ input, got: `text that is not JSON${faultIn(error)}`, expected });
  }
  if (parsed === null || typeof parsed === "boolean") throw new InputError({ input, got: `${parsed}`, expected });
  return Array.isArray(parsed) ? parsed : [parsed];
}

function hasObjectLine(bytes: Buffer): boolean {
  for (const line of linesOf(bytes)) if (line[filledFrom(line, 0)] === OPENING_BRACE) return true;
  return false;
}

/**
 * Tells from its beginning how to read a text. Undefined if more of the text is needed.
 *
 *     [{"event":"A"},…            whole: one JSON list
 *     {"event":"A"}⏎{"event":…    lines: the first line is JSON by itself
 *     {⏎  "event": "A"⏎}          whole: one record over several lines, if nothing follows
 *     {"event":⏎{"event":"B"}⏎    lines: the first one is broken, and the text as a whole is not JSON
 */
function shapeOf(bytes: Buffer, ended: boolean): "whole" | "lines" | undefined {
  const head = bytes.subarray(0, MAX_HEAD_BYTES);
  const isAll = ended && head.length === bytes.length;
  const undecided = bytes.length <= MAX_HEAD_BYTES ? undefined : "lines";
  const start = filledFrom(head, 0);
  if (head[start] === OPENING_BRACKET) return "whole";
  const newline = head.indexOf(NEWLINE, start);
  const isOneLine = newline < 0 || filledFrom(head, newline) === head.length;
  if (isOneLine && isAll) return "whole";
  if (isOneLine) return bytes.length <= MAX_RECORD_BYTES ? undefined : "lines";
  if (isJson(head.toString("utf8", start, newline))) return "lines";
  if (!isAll) return undecided;
  return isJson(head.toString("utf8")) || !hasObjectLine(head) ? "whole" : "lines";
}

async function* blocksFromChunks(input: string, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Iterable<unknown>> {
  /** Reads until there are at least so many bytes, or the end is reached. */
  const atLeast = async (bytes: number, begun: Buffer): Promise<{ read: Buffer; ended: boolean }> => {
    const pieces = [begun];
    for (let size = begun.length; size < bytes; ) {
      const { value, done } = await chunks.next();
      if (done) return { read: Buffer.concat(pieces), ended: true };
      pieces.push(value);
      size += value.length;
    }
    return { read: Buffer.concat(pieces), ended: false };
  };
  try {
    let { read, ended } = await atLeast(1, Buffer.alloc(0));
    let shape = shapeOf(withoutMark(read), ended);
    while (shape === undefined) {
      // Twice as much each time, so that reading the beginning again costs little in total.
      ({ read, ended } = await atLeast(Math.min(2 * read.length, ENOUGH_BYTES), read));
      shape = shapeOf(withoutMark(read), ended);
    }
    if (shape === "whole" && !ended) ({ read, ended } = await atLeast(MAX_LIST_BYTES, read));
    const head = withoutMark(read);
    const rest = () => together([head], chunks);
    if (shape === "lines") yield* splitLines(input, rest()).blocks();
    // What is whole before its end was read is a list.
    else if (ended) yield parseWhole(input, head);
    else yield* listItems(input, rest());
  } finally {
    await chunks.return(undefined);
  }
}

/** Records of text that arrives in pieces, as `recordSource` reads them. */
export const recordsFromChunks = (input: string, chunks: AsyncGenerator<Buffer>): InBlocks<unknown> =>
  new InBlocks(blocksFromChunks(input, chunks));

/** Reads an async iterable: its first item tells whether it gives text or records. */
function fromIterable(input: string, value: AsyncIterable<unknown>): RecordSource {
  const iterator = reading(input, value);
  return new Unopened(iterator, (first) => {
    const items = joined([first], iterator);
    if (!isTextual(first)) return items;
    return recordsFromChunks(input, textOfItems(input, items, isFileInPieces(value, first)));
  });
}

/** Reads an iterable in memory: its first item tells whether it gives text or records. */
export function fromMemory(input: string, value: Iterable<unknown>): RecordSource {
  const iterator = readingInMemory(input, value);
  const first = iterator.next();
  if (first.done) return [];
  if (isTextual(first.value))
    return recordsFromChunks(input, textOfItems(input, inTurn([first.value], iterator), false));
  return new OpenedInMemory(first.value, iterator);
}

/** Whether records were opened before, so that text among them is no text to be split. */
export const isOpened = (value: RecordSource) =>
  isBlockwise(value) || value instanceof Unopened || value instanceof Opened || value instanceof OpenedInMemory;

/**
 * Reads records from a builder's input or a program's value. The beginning of a text, file or stream (gzip or not) tells whether it is a JSON
 * list, lines of JSON, or one record over several lines; anything else is read as lines, some of them broken. Lines are read as they are
 * needed, and returned unparsed. A list stays as it is, and a single object counts as a list of one.
 *
 * @param input label of the input, for errors
 * @throws InputError for text that is not JSON; for a stream or a compressed file, while it is read
 */
export function recordSource(input: string, value: RecordInput | object): RecordSource {
  if (Array.isArray(value)) return value;
  const file = fileOf(value);
  if (file !== undefined) {
    if (isGzip(file)) return recordsFromChunks(input, gunzipped(input, [file]));
    const bytes = withoutMark(file);
    if (shapeOf(bytes, true) !== "whole") return splitLines(input, [bytes]);
    const isLong = bytes.length > MAX_LIST_BYTES && bytes[filledFrom(bytes, 0)] === OPENING_BRACKET;
    return isLong ? new LongList(input, bytes) : parseWhole(input, bytes);
  }
  assertReadable(input, value);
  if (isByteStream(value)) return recordsFromChunks(input, textOfItems(input, value, true));
  if (typeof value !== "object" || !isIterable(value)) return [value];
  if (isOpened(value)) return value;
  return Symbol.asyncIterator in value ? fromIterable(input, value) : fromMemory(input, value);
}

/** The same records; if they are a long list and all are needed at once, in memory. */
export const heldIf = async (isNeeded: boolean, records: RecordSource): Promise<RecordSource> =>
  isNeeded && records instanceof LongList ? records.whole() : records;
