import { InputError } from "../errors";
import { NEWLINE, OPENING_BRACE, OPENING_BRACKET } from "./bytes";
import { hasLongNumber } from "./exactNumbers";
import { exactRecords } from "./exactRecord";
import { BYTE_ORDER_MARK, fileOf, gunzipped, withoutMark } from "./file";
import { isGzip } from "./gzip";
import { faultIn } from "./json";
import { filledFrom, linesOf, splitLines } from "./lines";

/** Records as a caller may have them: a list, one object, JSON or NDJSON as text or file (gzip or not), or anything that yields them. */
export type RecordInput = readonly unknown[] | object | string | Iterable<unknown> | AsyncIterable<unknown>;

/** Read one after the other; a Buffer is one line of NDJSON, not parsed yet, an ExactRecord what parsing would have rounded. */
export type RecordSource = Iterable<unknown> | AsyncIterable<unknown>;

/** A text of JavaScript holds no more; a longer list must come as NDJSON. */
const MAX_JSON_BYTES = 500_000_000;
/** What is read to find out what a text is; longer ones are lines. */
const MAX_HEAD_BYTES = 64 * 1024 * 1024;
/** More than that, mark and all. */
const ENOUGH_BYTES = MAX_HEAD_BYTES + BYTE_ORDER_MARK.length + 1;

/** Records of JSON that is a list or one of them; none where there is nothing but blanks. */
function parseWhole(input: string, bytes: Buffer): unknown[] {
  const expected = "a JSON list, or one JSON object a line (NDJSON)";
  if (bytes.length > MAX_JSON_BYTES) {
    const got = `a JSON list of more than ${MAX_JSON_BYTES / 1e6} MB`;
    throw new InputError({ input, got, expected: "NDJSON for as much as that" });
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

/** What a text is that begins so: one piece of JSON or nothing of use, or lines. Undefined where more of it is needed to tell. */
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

async function* fromChunks(input: string, chunks: AsyncGenerator<Buffer>): AsyncGenerator<unknown> {
  /** Reads until there are so many bytes, or no more. */
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
      // Twice as much each time: what is looked at again does not add up.
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
 * Reads records from what a builder's input or a caller holds. Text and files, gzip or not, are told apart by how they begin: a JSON
 * list; lines, of which the first is JSON; one record over several lines; or else lines again, of which some are broken. Lines are read
 * as they are needed, and handed out unparsed.
 *
 * @param input label of the input, for errors
 * @throws InputError for text that is no JSON; for a compressed one while it is read
 */
export function recordSource(input: string, value: RecordInput): RecordSource {
  if (Array.isArray(value)) return value;
  const file = fileOf(value);
  if (file === undefined) return isIterable(value) ? value : [value];
  if (isGzip(file)) return fromChunks(input, gunzipped(input, file));
  const bytes = withoutMark(file);
  return shapeOf(bytes, true) === "whole" ? parseWhole(input, bytes) : splitLines([bytes]);
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}
