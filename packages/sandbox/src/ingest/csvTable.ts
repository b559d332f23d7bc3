/** Reads CSV (RFC 4180) for lookup tables. All rows are checked before anything is stored. */

/** One row that cannot be used; `index` counts data rows from 0, the header row not among them. */
export interface FailedRow {
  index: number;
  message: string;
}

/** A lookup table: the header's names and, by primary key (the first column), the other columns' values. */
export interface LookupTable {
  header: string[];
  rows: Record<string, Record<string, string>>;
}

/** Maximum number of invalid rows that a response lists. */
const MAX_FAILED_ROWS = 10;
const HEADER_REQUIRED = "the header row is required and must name every column";

/**
 * Reads a table whose first row names the columns and whose first column is the primary key.
 * Returns the table, or the first ten invalid rows. If one row is invalid, nothing is stored.
 */
export function readLookupTable(csv: string): LookupTable | FailedRow[] {
  let header: string[] | null = null;
  const rows = new Map<string, Record<string, string>>();
  const indexes = new Map<string, number>();
  const failed: FailedRow[] = [];
  let index = 0;
  for (const { fields } of csvRows(csv)) {
    if (header === null) {
      const message = headerFault(fields);
      if (message !== null) return [{ index, message }];
      header = fields ?? [];
      continue;
    }
    const key = fields?.[0] ?? "";
    const message = rowFault(fields, header.length) ?? keyFault(indexes.get(key), index);
    if (message === null && fields) {
      rows.set(key, columnsOf(header, fields));
      indexes.set(key, index);
    } else failed.push({ index, message: message ?? "" });
    if (failed.length === MAX_FAILED_ROWS) break;
    index += 1;
  }
  if (header === null) return [{ index, message: HEADER_REQUIRED }];
  return failed.length > 0 ? failed : { header, rows: Object.fromEntries(rows) };
}

/** The columns after the primary key, by name. */
function columnsOf(header: string[], fields: string[]): Record<string, string> {
  return Object.fromEntries(header.slice(1).map((name, at) => [name, fields[at + 1] ?? ""]));
}

function headerFault(fields: string[] | null): string | null {
  if (fields === null || fields.some((name) => name.trim() === "")) return HEADER_REQUIRED;
  if (fields.length < 2) return "the table must contain at least 2 columns";
  return new Set(fields).size === fields.length ? null : "column names must be unique";
}

function rowFault(fields: string[] | null, width: number): string | null {
  if (fields === null) return "invalid row: bare or unclosed quote";
  if (fields.length !== width) return "invalid row: wrong number of fields";
  return fields[0]?.trim() === "" ? "primary key is required and cannot be blank" : null;
}

function keyFault(firstIndex: number | undefined, index: number): string | null {
  return firstIndex === undefined
    ? null
    : `invalid row: row indexes ${firstIndex} and ${index} have the same primary key`;
}

/** The rows of a CSV text one by one; `fields` is null for a row whose quotes do not match. Empty lines are skipped. */
export function* csvRows(csv: string): Generator<{ fields: string[] | null }> {
  let at = csv.startsWith("\ufeff") ? 1 : 0;
  while (at < csv.length) {
    const row = rowAt(csv, at);
    at = row.next;
    if (row.fields === null || row.fields.length > 1 || row.fields[0] !== "") yield { fields: row.fields };
  }
}

function rowAt(csv: string, start: number): { fields: string[] | null; next: number } {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    const field = csv[at] === '"' ? quotedAt(csv, at) : plainAt(csv, at);
    if (!field) return { fields: null, next: lineEnd(csv, at).next };
    fields.push(field.text);
    at = field.next;
    if (csv[at] !== ",") break;
    at += 1;
  }
  const end = lineEnd(csv, at);
  return { fields: end.at === at ? fields : null, next: end.next };
}

function quotedAt(csv: string, start: number): { text: string; next: number } | null {
  let at = start + 1;
  let text = "";
  for (;;) {
    const quote = csv.indexOf('"', at);
    if (quote < 0) return null;
    text += csv.slice(at, quote);
    if (csv[quote + 1] !== '"') return { text, next: quote + 1 };
    text += '"';
    at = quote + 2;
  }
}

function plainAt(csv: string, start: number): { text: string; next: number } | null {
  const match = /[^,"\r\n]*/y;
  match.lastIndex = start;
  const text = match.exec(csv)?.[0] ?? "";
  return csv[start + text.length] === '"' ? null : { text, next: start + text.length };
}

function lineEnd(csv: string, start: number): { at: number; next: number } {
  const newline = csv.indexOf("\n", start);
  if (newline < 0) return { at: csv.length, next: csv.length };
  return { at: newline > start && csv[newline - 1] === "\r" ? newline - 1 : newline, next: newline + 1 };
}
