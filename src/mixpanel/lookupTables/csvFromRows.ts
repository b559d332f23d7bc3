import { type Options, stringify } from "csv-stringify/sync";
import { InputError } from "../errors";
import { RefusedRecord } from "../ingest/engine/options";
import { isRounded } from "../records/exactNumbers";
import { isRecord } from "../records/json";
import { readSafely } from "../records/readSafely";
import { FieldJson } from "./exactRows";
import { TABLE_INPUT, type TableCheck } from "./tableCheck";

/** How many rows are written at once: between two pieces, other tasks of the process can run. */
const ROWS_PER_PIECE = 1_000;

const ROUNDED = "has an ID that is a number with more than 15 digits, so its last digits are lost: pass the ID as text";

const CSV: Options = {
  record_delimiter: "\n",
  // Also quote fields with a carriage return, which some readers take for the end of a row.
  quoted_match: /\r/,
  cast: {
    boolean: String,
    date: (date) => date.toISOString(),
    object: (value) => (value instanceof FieldJson ? value.text : JSON.stringify(value)),
  },
};

/** An ID as text; empty for a value that cannot be an ID. */
function idText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "bigint" ? String(value) : "";
}

function noColumn(idColumn: string, columns: readonly string[]): InputError {
  const known = columns.slice(0, 10).map((name) => `"${name.slice(0, 40)}"`);
  return new InputError({
    input: "ID Column",
    got: `"${idColumn.slice(0, 40)}"`,
    expected: `a column of the table, such as ${known.join(", ")}`,
  });
}

function noRows(got: string): InputError {
  return new InputError({ input: TABLE_INPUT, got: `no rows (${got})`, expected: "at least one row" });
}

/** The keys of all rows, in order of first appearance. */
function namesOf(rows: readonly unknown[]): string[] {
  const names = new Set<string>();
  for (const row of rows) if (isRecord(row)) for (const name of Object.keys(row)) names.add(name);
  return [...names];
}

/** For each column of the CSV, its position in the rows: the ID column first, the others in their order. */
function orderOf(columns: readonly string[], idColumn: string | undefined): number[] {
  const id = idColumn === undefined ? 0 : columns.indexOf(idColumn);
  if (id < 0) throw noColumn(idColumn ?? "", columns);
  return [id, ...columns.keys()].filter((position, at) => at === 0 || position !== id);
}

function fieldsOf(row: unknown, columns: readonly string[]): readonly unknown[] | undefined {
  if (Array.isArray(row)) return row;
  return isRecord(row) ? columns.map((name) => row[name]) : undefined;
}

/**
 * Writes rows as CSV, piece by piece, and checks them at the same time. The keys of objects become columns, and a missing key an empty
 * field; if rows are lists, the first one contains the column names. Dates become ISO 8601, objects and lists in a field become JSON.
 *
 * @param idColumn the column to move to the front; undefined if the ID is already the first column
 * @throws InputError if there are no rows, or the columns are not valid for Mixpanel
 */
export function* csvFromRows(
  rows: readonly unknown[],
  idColumn: string | undefined,
  check: TableCheck,
): Generator<Buffer> {
  if (rows.length === 0) throw noRows("an empty list");
  const [first] = rows;
  const lists = Array.isArray(first);
  const columns = lists ? first.map(idText) : namesOf(rows);
  const order = orderOf(columns, idColumn);
  const [id = 0] = order;
  check.header(order.map((position) => columns[position] ?? ""));
  let piece: unknown[][] = [order.map((position) => columns[position])];
  for (let at = lists ? 1 : 0; at < rows.length; at++) {
    const fields = Array.isArray(rows[at]) === lists ? fieldsOf(rows[at], columns) : undefined;
    if (fields === undefined)
      check.fail("row_shape", lists ? "is not a list, but the first row is" : "is not an object, but the first row is");
    else if (isRounded(fields[id])) check.fail("id_rounded", ROUNDED);
    else if (check.row(idText(fields[id]), fields.length)) piece.push(order.map((position) => fields[position]));
    if (piece.length < ROWS_PER_PIECE) continue;
    yield written(piece, check);
    piece = [];
  }
  yield written(piece, check);
  if (check.rows === 0) throw noRows("only a header");
}

/**
 * Writes lists as CSV, piece by piece, and checks them at the same time.
 *
 * @param columns their names, with the ID first
 * @param lists one for each row, in this order, or why the row cannot be one
 * @throws InputError if there are no rows, or the columns are not valid for Mixpanel
 */
export async function* csvFromLists(
  columns: readonly string[],
  lists: AsyncIterable<readonly unknown[] | RefusedRecord>,
  check: TableCheck,
): AsyncGenerator<Buffer> {
  check.header(columns);
  let piece: unknown[][] = [[...columns]];
  for await (const list of lists) {
    if (list instanceof RefusedRecord) check.refuse(list.reason);
    else if (isRounded(list[0])) check.fail("id_rounded", ROUNDED);
    else if (check.row(idText(list[0]), list.length)) piece.push([...list]);
    if (piece.length < ROWS_PER_PIECE) continue;
    yield written(piece, check);
    piece = [];
  }
  yield written(piece, check);
  if (check.rows === 0) throw noRows("only a header");
}

function written(piece: unknown[][], check: TableCheck): Buffer {
  const csv = Buffer.from(readSafely(TABLE_INPUT, () => stringify(piece, CSV)));
  check.piece(csv.length);
  return csv;
}
