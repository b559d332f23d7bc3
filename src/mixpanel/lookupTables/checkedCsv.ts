import { isUtf8 } from "node:buffer";
import { finished } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { parse } from "csv-parse";
import { InputError } from "../errors";
import { withoutMark } from "../records/file";
import { SoundCsv } from "./soundCsv";
import { TABLE_INPUT, type TableCheck } from "./tableCheck";

/** How much is checked at once: between two pieces, other tasks of the process can run. */
const PIECE_BYTES = 256 * 1024;

/** What is wrong with the quotes of a row; in the message it follows "the row". */
const QUOTE_FAULT = 'has a quote (") that is not closed, or that is inside a field without quotes around it';

function noRows(got: string): InputError {
  return new InputError({ input: TABLE_INPUT, got, expected: "a header and at least one row of CSV" });
}

/** @throws InputError if there is only one column and its name contains a semicolon or tab: then that is the separator */
function assertCommas([only = "", ...others]: readonly string[]): void {
  if (others.length > 0 || !/[;\t]/.test(only)) return;
  const separator = only.includes(";") ? "semicolons" : "tabs";
  throw new InputError({
    input: TABLE_INPUT,
    got: `columns separated by ${separator} ("${only.slice(0, 40)}")`,
    expected: "commas between the columns",
    fix: "Save the file as CSV with commas, or pass the rows as a list.",
  });
}

/** @throws InputError if the header is not valid for Mixpanel, or does not begin with the ID column */
function checkHeader(columns: readonly string[], idColumn: string | undefined, check: TableCheck): void {
  assertCommas(columns);
  check.header(columns);
  if (idColumn !== undefined && columns[0] !== idColumn) {
    throw new InputError({
      input: "ID Column",
      got: `"${idColumn.slice(0, 40)}", while the first column of the CSV is "${columns[0]?.slice(0, 40)}"`,
      expected: "the first column, because CSV is sent unchanged",
    });
  }
}

/**
 * Returns CSV unchanged, piece by piece, and checks it at the same time. Nothing is copied; empty lines do not count as rows.
 *
 * @throws InputError if it is not UTF-8, has no rows, or has a header that Mixpanel would reject
 */
export async function* checkedCsv(
  given: Buffer,
  idColumn: string | undefined,
  check: TableCheck,
): AsyncGenerator<Buffer> {
  const csv = withoutMark(given);
  check.piece(csv.length);
  if (!isUtf8(csv)) {
    throw new InputError({
      input: TABLE_INPUT,
      got: "bytes that are not UTF-8",
      expected: "CSV in UTF-8",
      fix: "Save the file as CSV UTF-8.",
    });
  }
  const sound = new SoundCsv(csv);
  let sent = 0;
  for (; sent < csv.length && sound.isSoundUntil(sent + PIECE_BYTES); sent += PIECE_BYTES) {
    if (!check.begun && sound.columns !== undefined) checkHeader(sound.columns, idColumn, check);
    yield csv.subarray(sent, sent + PIECE_BYTES);
  }
  if (sent >= csv.length && sound.rows > 0) check.rows = sound.rows;
  else yield* parsedCsv(csv, sent, idColumn, check);
}

/**
 * Checks CSV with a parser, which finds the words for what is wrong with it.
 *
 * @param sent how many bytes are checked, but not returned, because they have been already
 * @throws InputError if it has no rows, or has a header that Mixpanel would reject
 */
export async function* parsedCsv(
  csv: Buffer,
  sent: number,
  idColumn: string | undefined,
  check: TableCheck,
): AsyncGenerator<Buffer> {
  let fault: unknown;
  let isHeaderRead = false;
  const onHeader = (columns: readonly string[]) => {
    try {
      checkHeader(columns, idColumn, check);
      isHeaderRead = true;
    } catch (error) {
      fault ??= error;
    }
  };
  const parser = parse({
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_record: (fields: string[]) => {
      if (isHeaderRead) check.row(fields[0] ?? "", fields.length);
      else onHeader(fields);
      // The record is only checked, so the parser must not collect it.
      return null;
    },
    on_skip: () => {
      if (isHeaderRead) check.fail("row_quotes", QUOTE_FAULT);
      else fault ??= noRows('a header with a quote (") that is not closed or in the wrong place');
    },
  });
  parser.resume();
  for (let at = 0; at < csv.length && fault === undefined; at += PIECE_BYTES) {
    const piece = csv.subarray(at, at + PIECE_BYTES);
    parser.write(piece);
    if (at < sent) await setImmediate();
    else yield piece;
  }
  parser.end();
  await finished(parser);
  if (fault !== undefined) throw fault;
  if (check.rows === 0) throw noRows(isHeaderRead ? "only a header" : "nothing");
}
