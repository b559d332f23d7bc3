import { isUtf8 } from "node:buffer";
import { InputError } from "../errors";
import { NEWLINE, OPENING_BRACE, OPENING_BRACKET } from "../records/bytes";
import { fileOf, withoutMark } from "../records/file";
import { gunzipped, together } from "../records/gunzip";
import { isGzip } from "../records/gzip";
import { isRecord, type JsonObject } from "../records/json";
import { filledFrom, isBlockwise } from "../records/lines";
import { LongList } from "../records/listItems";
import { inTurn, isIterable, isTextual, joined, OpenedInMemory, reading, readingInMemory } from "../records/opened";
import { assertReadable, isByteStream, isFileInPieces, piecesOf, textOfItems } from "../records/pieces";
import { isOpened, type RecordSource, recordSource, recordsFromChunks } from "../records/source";
import { BrokenRow, csvBlocks } from "./csv";
import { Blocks, blocksOf, isText, parsed, rowOf } from "./stream";

/**
 * The forms of rows: a list of objects, a list of lists of which the first is the header, JSON, NDJSON, CSV or TSV as text, file or stream of
 * bytes (gzip or not), an iterable of rows, or of lines of such a file.
 */
export type RowInput = object | string;

/** Rows to read one by one, in order. */
export interface RowSource {
  /** An object, a list, or a BrokenRow each; positions count from 0, without the header. */
  rows: readonly unknown[] | AsyncIterable<unknown>;
  /** The columns of rows that are lists. */
  header?: readonly string[];
  /** Whether an object among the first rows has such a column; for lists of objects, among all. */
  hasColumn(name: string): boolean;
  /** The columns of the rows that were looked at, in order; of the first `maxRows` of them, if there are very many. */
  columns(maxRows?: number): string[];
  /** Whether empty text stands for null, too. */
  isCsv: boolean;
  /** A row as it is shown to people: rows of CSV with the names of their columns. */
  shown(row: unknown): unknown;
}

const MAX_HEADER_BYTES = 1 << 20;

function headerOf(input: string, row: unknown): string[] {
  const names = Array.isArray(row)
    ? row.map((name) => (typeof name === "string" ? name.trim() : String(name ?? "")))
    : [];
  const repeated = names.find((name, at) => name !== "" && names.indexOf(name) !== at);
  if (repeated === undefined && names.some((name) => name !== "")) return names;
  throw new InputError({
    input,
    got: repeated === undefined ? "rows without a header" : `a header that names "${repeated.slice(0, 40)}" twice`,
    expected: "a first row with a different name for every column",
  });
}

function listed(header: readonly string[], rows: RowSource["rows"], isCsv: boolean): RowSource {
  const named = (row: unknown) =>
    Array.isArray(row) && row.length === header.length
      ? Object.fromEntries(row.map((value, at) => [header[at] ?? "", value]))
      : row;
  return {
    rows,
    header,
    hasColumn: (name) => name !== "" && header.includes(name),
    columns: () => header.filter((name) => name !== ""),
    isCsv,
    shown: isCsv ? named : (row) => row,
  };
}

const isObject = (row: unknown): row is JsonObject => isRecord(row) && !(row instanceof BrokenRow);

function fromObjects(rows: RowSource["rows"], seen: readonly unknown[]): RowSource {
  return {
    rows,
    hasColumn: (name) => seen.some((row) => isObject(row) && Object.hasOwn(row, name)),
    columns: (maxRows = seen.length) => {
      const names = new Set<string>();
      for (const row of seen.slice(0, maxRows)) if (isObject(row)) for (const name in row) names.add(name);
      return [...names];
    },
    isCsv: false,
    shown: (row) => row,
  };
}

function fromList(input: string, list: readonly unknown[]): RowSource {
  if (Array.isArray(list[0])) return listed(headerOf(input, list[0]), list.slice(1), false);
  return fromObjects(list, list);
}

/** Reads blocks until the columns are known. */
async function fromBlocks(
  input: string,
  blocks: AsyncGenerator<unknown[]>,
  { probedRows, isCsv = false }: { probedRows: number; isCsv?: boolean },
): Promise<RowSource> {
  const read: unknown[][] = [];
  for (let rows = 0; rows < probedRows; ) {
    const { value, done } = await blocks.next();
    if (done) break;
    const isHeader = read.length === 0 && (isCsv || Array.isArray(value[0]));
    if (isHeader) return listed(headerOf(input, value[0]), new Blocks([value.slice(1)], blocks), isCsv);
    read.push(value);
    rows += value.length;
  }
  return fromObjects(new Blocks(read, blocks), read.flat());
}

/** Reads rows one by one, so that a slow source is not waited for, until the columns are known. */
async function fromStream(input: string, rows: AsyncIterable<unknown>, probedRows: number): Promise<RowSource> {
  let rest = rows[Symbol.asyncIterator]();
  const read: unknown[] = [];
  while (read.length < probedRows) {
    const next = await rest.next();
    if (next.done) break;
    if (read.length === 0 && isText(next.value)) rest = parsed(joined([], rest))[Symbol.asyncIterator]();
    const row = rowOf(next.value);
    if (read.length === 0 && Array.isArray(row)) return listed(headerOf(input, row), joined([], rest), false);
    read.push(row);
  }
  return fromObjects(joined(read, rest), read);
}

/** Reads rows in blocks, if they come so, or else one by one. */
async function fromRecords(input: string, rows: RecordSource, probedRows: number): Promise<RowSource> {
  // Any row of a list may have a column that the first ones lack.
  if (rows instanceof LongList) return fromList(input, (await rows.whole()).map(rowOf));
  const isStream = !(Symbol.iterator in rows) && !isBlockwise(rows);
  return isStream ? fromStream(input, rows, probedRows) : fromBlocks(input, blocksOf(rows), { probedRows });
}

/** A first character that is JSON's. A bracket followed by a name is CSV whose first column is in brackets. */
const isJson = (head: Buffer, at: number) =>
  head[at] === OPENING_BRACE ||
  (head[at] === OPENING_BRACKET && !/^\[+[^\s[\]{"\d]/.test(head.toString("utf8", at, at + 100)));

/** Reads text that arrives in pieces: its first character tells JSON from CSV. */
async function fromBytes(input: string, chunks: AsyncGenerator<Buffer>, probedRows: number): Promise<RowSource> {
  let head: Buffer = Buffer.alloc(0);
  for (;;) {
    const { value, done } = await chunks.next();
    if (!done) head = withoutMark(head.length === 0 ? value : Buffer.concat([head, value]));
    let at = filledFrom(head, 0);
    if (at === head.length && at > MAX_HEADER_BYTES) {
      // Nothing but blanks: a small file may inflate to gigabytes of them.
      head = Buffer.alloc(0);
      at = 0;
    }
    const isJsonText = isJson(head, at);
    // A header tells the separator only when it is whole.
    const isEnough = done || isJsonText || head.indexOf(NEWLINE, at) >= 0 || head.length > MAX_HEADER_BYTES;
    if (!isEnough || (at === head.length && !done)) continue;
    if (at === head.length) return fromObjects([], []);
    const pieces = together(piecesOf(head), chunks);
    if (!isJsonText) return fromBlocks(input, csvBlocks(input, pieces), { probedRows, isCsv: true });
    return fromRecords(input, recordsFromChunks(input, pieces), probedRows);
  }
}

async function* asChunks(bytes: Buffer): AsyncGenerator<Buffer> {
  yield* piecesOf(bytes);
}

/** Reads a stream or iterable: its first item tells whether it gives text or rows. */
async function fromGiven(input: string, value: RowInput, probedRows: number): Promise<RowSource> {
  assertReadable(input, value);
  if (isByteStream(value)) return fromBytes(input, textOfItems(input, value, true), probedRows);
  if (typeof value !== "object" || !isIterable(value) || isOpened(value))
    return fromRecords(input, recordSource(input, value), probedRows);
  if (Symbol.asyncIterator in value) {
    const rows = reading(input, value);
    const { value: first, done } = await rows.next();
    if (done) return fromObjects([], []);
    const all = joined([first], rows);
    if (!isTextual(first)) return fromRecords(input, all, probedRows);
    return fromBytes(input, textOfItems(input, all, isFileInPieces(value, first)), probedRows);
  }
  const rows = readingInMemory(input, value);
  const { value: first, done } = rows.next();
  if (done) return fromObjects([], []);
  if (!isTextual(first)) return fromRecords(input, new OpenedInMemory(first, rows), probedRows);
  return fromBytes(input, textOfItems(input, inTurn([first], rows), false), probedRows);
}

function assertUtf8(input: string, bytes: Buffer): void {
  if (isUtf8(bytes)) return;
  const fix = "Save the file as UTF-8.";
  throw new InputError({ input, got: "bytes that are not UTF-8", expected: "text in UTF-8", fix });
}

/**
 * Opens rows in every form that steps, builders and programs have. Rows are read as they are needed; only the first ones are looked at here,
 * for the names of the columns.
 *
 * @param input label of the input, for errors
 * @throws InputError if it holds no rows in any known form; while reading, for a damaged file
 */
export async function rowSource(input: string, value: RowInput, { probedRows = 1_000 } = {}): Promise<RowSource> {
  if (Array.isArray(value) && !isTextual(value[0])) return fromList(input, value.map(rowOf));
  const file = fileOf(value);
  if (file === undefined) return fromGiven(input, value, probedRows);
  if (isGzip(file)) return fromBytes(input, gunzipped(input, [file]), probedRows);
  const bytes = withoutMark(file);
  assertUtf8(input, bytes);
  if (bytes[filledFrom(bytes, 0)] !== OPENING_BRACKET) return fromBytes(input, asChunks(bytes), probedRows);
  if (!isJson(bytes, filledFrom(bytes, 0))) return fromBytes(input, asChunks(bytes), probedRows);
  const list = recordSource(input, bytes);
  return Array.isArray(list) ? fromList(input, list.map(rowOf)) : fromRecords(input, list, probedRows);
}
