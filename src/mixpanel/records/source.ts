import { InputError } from "../errors";
import { NEWLINE, OPENING_BRACE, OPENING_BRACKET } from "./bytes";
import { hasLongNumber } from "./exactNumbers";
import { exactRecords } from "./exactRecord";
import { BYTE_ORDER_MARK, fileOf, gunzipped, withoutMark } from "./file";
import { isGzip } from "./gzip";
import { faultIn } from "./json";
import { filledFrom, linesOf, splitLines } from "./lines";

/** The forms in which callers pass records: a list, one object, JSON or NDJSON as text or file (gzip or not), or an iterable of records. */
export type RecordInput = readonly unknown[] | object | string | Iterable<unknown> | AsyncIterable<unknown>;

/** Records to read one by one. A Buffer is an unparsed line of NDJSON; an ExactRecord has numbers that parsing would round. */
export type RecordSource = Iterable<unknown> | AsyncIterable<unknown>;

/** JavaScript strings cannot be much longer; a longer list must be NDJSON. */
const MAX_JSON_BYTES = 500_000_000;
/** Bytes that are read at most to tell JSON from NDJSON. If they do not tell, the text is read as lines. */
const MAX_HEAD_BYTES = 64 * 1024 * 1024;
/** One byte more than MAX_HEAD_BYTES after the byte order mark is removed. */
const ENOUGH_BYTES = MAX_HEAD_BYTES + BYTE_ORDER_MARK.length + 1;

/** Parses JSON that is one list or one record. Blank text has no records. */
function parseWhole(input: string, bytes: Buffer): unknown[] {
  const expected = "a JSON list, or one JSON object per line (NDJSON)";
  if (bytes.length > MAX_JSON_BYTES) {
    const got = `a JSON list of more than ${MAX_JSON_BYTES / 1e6} MB`;
    throw new InputError({ input, got, expected: "NDJSON for that much data" });
  }
  if (filledFrom(bytes, 0) === bytes.length) return [];
  const text = bytes.toString("utf8");
  let parsed: unknown;
  try {
    if (hasLongNumber(text)) return exactRecords(text);
    parsed = JSON.parse(text);
  } catch (error) {
    throw new InputError({ input, got: `text that is not JSON${faultIn(error)}`, expected });
  }
  if (parsed === null || typeof parsed === "boolean") throw new InputError({ input, got: `${parsed}`, expected });
  return Array.isArray(parsed) ? parsed : [parsed];
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString("utf8"));
    return true;
  } catch {
    return false;
  }
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
  if (isOneLine) return isAll ? "whole" : undecided;
  if (isJson(head.subarray(start, newline))) return "lines";
  if (!isAll) return undecided;
  return isJson(head) || !hasObjectLine(head) ? "whole" : "lines";
}

/** Records of text that arrives in pieces, as `recordSource` reads them. */
export async function* recordsFromChunks(input: string, chunks: AsyncGenerator<Buffer>): AsyncGenerator<unknown> {
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
    if (shape === "whole") {
      yield* parseWhole(input, withoutMark((await atLeast(MAX_JSON_BYTES + 1, read)).read));
      return;
    }
    const rest = async function* () {
      yield withoutMark(read);
      yield* chunks;
    };
    yield* splitLines(rest());
  } finally {
    await chunks.return(undefined);
  }
}

/**
 * Reads records from a builder's input or a caller's value. The beginning of a text or file (gzip or not) tells whether it is a JSON list,
 * lines of JSON, or one record over several lines; anything else is read as lines, some of them broken. Lines are read as they are needed,
 * and returned unparsed.
 *
 * @param input label of the input, for errors
 * @throws InputError for text that is not JSON; for a compressed file, while it is read
 */
export function recordSource(input: string, value: RecordInput): RecordSource {
  if (Array.isArray(value)) return value;
  const file = fileOf(value);
  if (file === undefined) return isIterable(value) ? value : [value];
  if (isGzip(file)) return recordsFromChunks(input, gunzipped(input, file));
  const bytes = withoutMark(file);
  return shapeOf(bytes, true) === "whole" ? parseWhole(input, bytes) : splitLines([bytes]);
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}
