/** Text and bytes that arrive in pieces: a stream of bytes, or an iterable of lines or of pieces of a file. */

import { Readable } from "node:stream";
import { ReadableStream } from "node:stream/web";
import { InputError } from "../errors";
import { isJson } from "./boundedJson";
import { NEWLINE, OPENING_BRACE, OPENING_BRACKET } from "./bytes";
import { withoutMark } from "./file";
import { plain } from "./gunzip";
import { GZIP_MAGIC } from "./gzip";
import { filledFrom } from "./lines";
import { failureOf, isTextual } from "./opened";

/** Without a newline in so many bytes, several pieces are lines or one long line. */
const MAX_UNDECIDED_BYTES = 1 << 20;
const PIECE_BYTES = 256 * 1024;
const LINE_END = Buffer.of(NEWLINE);
const HALF_A_CHARACTER = /[\ud800-\udbff]$/;

/** Bytes in memory, in pieces that are read one by one. */
export function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

/** A stream of Node's whose chunks are pieces of a file, wherever it was cut. */
export const isByteStream = (value: unknown): value is Readable =>
  value instanceof Readable && !value.readableObjectMode;

/** Whether the items of an iterable are pieces of a file for certain, and not lines. */
export const isFileInPieces = (value: unknown, first: unknown): boolean =>
  isByteStream(value) || (value instanceof ReadableStream && typeof first !== "string");

/** @throws InputError for a stream that can no longer be read, of which nobody would notice that it is empty */
export function assertReadable(input: string, value: unknown): void {
  const isOver = value instanceof Readable && (value.readableEnded || value.destroyed);
  if (!isOver && !(value instanceof ReadableStream && value.locked)) return;
  throw new InputError({
    input,
    got: "a stream that is closed, or is read by somebody else",
    expected: "a stream that can still be read",
    fix: "Open the file or request anew for each run.",
  });
}

/** Closes a caller's stream, also if its reading never began. */
export async function closeStream(value: unknown): Promise<void> {
  if (value instanceof Readable) value.on("error", () => {}).destroy();
  else if (value instanceof ReadableStream && !value.locked) await value.cancel().catch(() => {});
}

/** Text and bytes as bytes. A character of text may be cut in two. */
async function* bytesOf(input: string, pieces: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let half = "";
  try {
    for await (const piece of pieces) {
      if (!isTextual(piece))
        throw new InputError({
          input,
          got: "an item that is neither text nor bytes among those that are",
          expected: "only text and bytes, or only objects",
        });
      if (typeof piece !== "string") {
        if (piece.length > 0) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
        continue;
      }
      const text = half + piece;
      half = HALF_A_CHARACTER.exec(text)?.[0] ?? "";
      if (text.length > half.length) yield Buffer.from(text.slice(0, text.length - half.length));
    }
  } catch (error) {
    throw failureOf(input, error);
  }
  if (half !== "") yield Buffer.from(half);
}

function isMarkup(text: Buffer): boolean {
  const first = text[filledFrom(text, 0)];
  return first === OPENING_BRACE || first === OPENING_BRACKET;
}

const isWholeJson = (text: Buffer) => isMarkup(text) && isJson(text.toString("utf8"));

/**
 * Whether items are lines without their ends, as readline gives them, or pieces of a file that may be cut anywhere. Lines hold no newline.
 * Two items that are each a whole object follow each other only as lines: in one file, a comma or a newline would stand between them.
 *
 * @param read receives the items that had to be read
 */
async function areLines(items: AsyncGenerator<Buffer>, read: Buffer[]): Promise<boolean> {
  let bytes = 0;
  let isWhole = false;
  let anyWhole = false;
  let isEnded = false;
  while (bytes < MAX_UNDECIDED_BYTES) {
    const { value, done } = await items.next();
    if (done) {
      isEnded = true;
      break;
    }
    read.push(value);
    bytes += value.length;
    // The first byte of gzip begins no text.
    if (value.includes(NEWLINE) || read[0]?.[0] === GZIP_MAGIC[0]) return false;
    const wasWhole = isWhole;
    isWhole = isWholeJson(value);
    anyWhole ||= isWhole;
    if (isWhole && wasWhole) return true;
  }
  const text = withoutMark(Buffer.concat(read));
  if (isMarkup(text)) return isEnded && anyWhole && !isWholeJson(text);
  // Lines of CSV: a header does not fill so much, and is not alone.
  return read.length > 1;
}

/** Lines or pieces as pieces of one file. */
async function* asFile(items: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const read: Buffer[] = [];
  try {
    const end = (await areLines(items, read)) ? LINE_END : undefined;
    for (const item of read) yield end === undefined ? item : Buffer.concat([item, end]);
    for await (const item of items) yield end === undefined ? item : Buffer.concat([item, end]);
  } finally {
    await items.return(undefined);
  }
}

/**
 * The text that a stream or iterable of text or bytes holds, in UTF-8 and decompressed.
 *
 * @param isFile whether its items are pieces of a file for certain; otherwise, they may be lines, too
 * @throws InputError, while it is read, for a damaged gzip file; SourceError for the iterable's own error
 */
export function textOfItems(input: string, items: AsyncIterable<unknown>, isFile: boolean): AsyncGenerator<Buffer> {
  const bytes = bytesOf(input, items);
  return plain(input, isFile ? bytes : asFile(bytes));
}
