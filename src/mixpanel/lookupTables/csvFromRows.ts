import { type Options, stringify } from "csv-stringify/sync";
import { InputError } from "../errors";
import { isRounded } from "../records/exactNumbers";
import { isRecord } from "../records/json";
import { FieldJson } from "./exactRows";
import { TABLE_INPUT, type TableCheck } from "./tableCheck";

/** Rows that become CSV at a time: between two pieces others have their turn. */
const ROWS_PER_PIECE = 1_000;

const CSV: Options = {
  record_delimiter: "\n",
  // Beside what the format asks for: a lone carriage return ends a row for some readers.
  quoted_match: /\r/,
  cast: {
    boolean: String,
    date: (date) => date.toISOString(),
    object: (value) => (value instanceof FieldJson ? value.text : JSON.stringify(value)),
  },
};

/** An ID as text; blank for what can be none. */
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

/** Every name that a row has, in the order they are met. */
function namesOf(rows: readonly unknown[]): string[] {
  const names = new Set<string>();
  for (const row of rows) if (isRecord(row)) for (const name of Object.keys(row)) names.add(name);
  return [...names];
}

/** Where the columns of the CSV stand in the rows: the ID first, the others as they came. */
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
 * Writes rows as CSV, piece by piece, and checks them on the way. Objects have their keys as columns, and what a row lacks is empty;
 * lists begin with the list of column names. Dates become ISO 8601, objects and lists inside a field JSON.
 *
 * @param idColumn the column that is moved to the front; undefined for the one that is there already
 * @throws InputError where there are no rows, or no columns that Mixpanel could take
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
    if (fields === undefined) check.fail("row_shape", `is no ${lists ? "list" : "object"} as the first one is`);
    else if (isRounded(fields[id]))
      check.fail(
        "id_rounded",
        "has a number of more than 15 digits as its ID, which has lost its last ones: hand it over as text",
      );
    else if (check.row(idText(fields[id]), fields.length)) piece.push(order.map((position) => fields[position]));
    if (piece.length < ROWS_PER_PIECE) continue;
    yield written(piece, check);
    piece = [];
  }
  yield written(piece, check);
  if (check.rows === 0) throw noRows("a header alone");
}

function written(piece: unknown[][], check: TableCheck): Buffer {
  const csv = Buffer.from(stringify(piece, CSV));
  check.piece(csv.length);
  return csv;
}
