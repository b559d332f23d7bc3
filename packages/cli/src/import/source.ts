/** Opens the file to import, or stdin: compressed or not, as text that is read piece by piece. */
import { isUtf8 } from "node:buffer";
import { createReadStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError } from "mixpanel-connector/client";
import { counted, grouped } from "../terminal";
import { UsageError } from "../usage";
import { isTelling } from "./shape";

/** A text that is read while it is needed. */
export interface Source {
  /** As it is named in messages: the file's path, or stdin. */
  name: string;
  /** Its first bytes, decompressed: as many as tell what it is. */
  head: Buffer;
  /** All of it, decompressed, from its first byte. */
  text: Readable;
  /** Bytes of the file; undefined for stdin. */
  totalBytes: number | undefined;
  /** Bytes of the file that have been read. */
  readBytes(): number;
  /** Ends the reading. */
  close(): void;
}

const PIECE_BYTES = 256 * 1024;
const GZIP = Buffer.of(0x1f, 0x8b);
const PLAIN_TEXT = "NDJSON, JSON, CSV or TSV in UTF-8, or such a file compressed with gzip";

/** How files begin that are often taken for one of these. */
const OTHERS: readonly (readonly [string, Buffer, string])[] = [
  ["a ZIP archive or an Excel workbook", Buffer.from("PK"), "Unpack it, or save the sheet as CSV."],
  ["a Parquet file", Buffer.from("PAR1"), "Convert it to CSV or NDJSON first."],
  ["a file compressed with Zstandard", Buffer.of(0x28, 0xb5, 0x2f, 0xfd), "Decompress it first: zstd -d file"],
  ["a file compressed with xz", Buffer.of(0xfd, 0x37, 0x7a, 0x58, 0x5a), "Decompress it first: xz -d file"],
  ["a file compressed with bzip2", Buffer.from("BZh"), "Decompress it first: bzip2 -d file"],
];
const UTF_16 = ["UTF-16 text", "Save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8 file > converted"] as const;
const MARKS_OF_UTF_16 = [Buffer.of(0xff, 0xfe), Buffer.of(0xfe, 0xff)];

/** Where the last whole character ends: the one after it may be cut. */
function wholeEnd(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && bytes.length - end < 3 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end--;
  return (bytes[end - 1] ?? 0) >= 0xc0 && !isUtf8(bytes.subarray(end - 1)) ? end - 1 : bytes.length;
}

function assertText(input: string, head: Buffer): void {
  const refuse = (got: string, fix: string) => new InputError({ input, got, expected: PLAIN_TEXT, fix });
  const beginsWith = (begin: Buffer) => head.subarray(0, begin.length).equals(begin);
  if (MARKS_OF_UTF_16.some(beginsWith)) throw refuse(...UTF_16);
  const other = OTHERS.find(([, begin]) => beginsWith(begin));
  if (other !== undefined) throw refuse(other[0], other[2]);
  // Text in UTF-16 without a mark: every second byte of Latin letters is 0.
  const isZero = (at: number) => head[at] === 0;
  if (head.length > 3 && isZero(0) !== isZero(1) && isZero(2) !== isZero(3)) throw refuse(...UTF_16);
  if (head.includes(0)) throw refuse("binary data", "Export it as text first.");
  if (!isUtf8(head.subarray(0, wholeEnd(head))))
    throw refuse(
      "text that is not UTF-8",
      "Save it as UTF-8, or convert it: iconv -f LATIN1 -t UTF-8 file > converted",
    );
}

/** @throws UsageError for a file that cannot be read */
function sizeOf(file: string): number {
  try {
    const status = statSync(file);
    if (status.isDirectory()) throw new UsageError(`${file} is a folder. Name a file in it.`);
    return status.size;
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): UsageError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return new UsageError(`There is no file ${file}.`);
  return new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
}

/**
 * Opens a file.
 *
 * @param file its path; - for stdin
 * @throws UsageError for a file that cannot be read; InputError for one that is empty, or no text
 */
export async function openSource(file: string): Promise<Source> {
  const isStdin = file === "-";
  const name = isStdin ? "stdin" : file;
  if (isStdin && process.stdin.isTTY)
    throw new UsageError("- reads from stdin, which is this terminal. Pipe data into the command, or name a file.");
  const size = isStdin ? undefined : sizeOf(file);
  const raw: Readable = isStdin ? process.stdin : createReadStream(file, { highWaterMark: PIECE_BYTES });
  let [read, unpacked] = [0, 0];
  async function* rawPieces(): AsyncGenerator<Buffer> {
    for await (const piece of raw) {
      const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece));
      read += bytes.length;
      yield bytes;
    }
  }
  async function* unpackedPieces(pieces: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
    const unpacking = Readable.from(pieces).pipe(createGunzip({ chunkSize: PIECE_BYTES }));
    try {
      for await (const piece of unpacking) {
        unpacked += piece.length;
        yield piece;
      }
    } catch (cause) {
      const got = `a gzip file that is damaged or incomplete: it could be decompressed up to byte ${grouped(unpacked)} of its text`;
      throw new InputError({ input: name, got, expected: "a complete gzip file", cause });
    }
  }
  const begun = await beginning(rawPieces(), ({ length }) => length >= GZIP.length).catch((error) =>
    Promise.reject(unreadable(file, error)),
  );
  const isGzip = begun.head.subarray(0, GZIP.length).equals(GZIP);
  const { head, pieces } = await beginning(isGzip ? unpackedPieces(begun.pieces) : begun.pieces, isTelling);
  if (head.toString().trim() === "") throw new InputError({ input: name, got: "an empty file", expected: PLAIN_TEXT });
  assertText(name, head);
  const text = Readable.from(pieces, { objectMode: false, highWaterMark: PIECE_BYTES });
  // Whoever reads it is told; if nobody does any more, it is no failure.
  text.on("error", () => {});
  return {
    name,
    head,
    text,
    totalBytes: size,
    readBytes: () => read,
    close: () => void raw.destroy(),
  };
}

/** Reads pieces until they are enough; then gives all of them again. */
async function beginning(pieces: AsyncGenerator<Buffer>, isEnough: (head: Buffer) => boolean) {
  let head: Buffer = Buffer.alloc(0);
  while (head.length === 0 || !isEnough(head)) {
    const { value, done } = await pieces.next();
    if (done) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  async function* all(): AsyncGenerator<Buffer> {
    yield head;
    yield* pieces;
  }
  return { head, pieces: all() };
}

/** How much of a source was read, for messages. */
export const readOf = ({ totalBytes, readBytes }: Source): string =>
  totalBytes === undefined ? counted(readBytes(), "byte") : `${grouped(readBytes())} of ${counted(totalBytes, "byte")}`;
