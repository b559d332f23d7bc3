import { parse } from "csv-parse";
import { InputError } from "../errors";
import { Utf8Check } from "../records/utf8";
import { Invalid } from "./invalid";

/** A row that cannot be read: what is left of it, and why. */
export class BrokenRow {
  constructor(
    readonly text: unknown,
    readonly reason: Invalid,
  ) {}

  /** In a result, the row is what is left of it. */
  toJSON(): unknown {
    return this.text;
  }
}

const SEPARATORS = [",", "\t", ";", "|"];
const LINE_END = /\r\n|\n|\r/;
const NO_TEXT = /^[\r\n]*$/;
const MAX_SHOWN_CHARACTERS = 1_000;

/** A row of more is not read to its end: it is no table, or a quote is never closed. */
const MAX_ROW_BYTES = 8_000_000;

const longRow = (input: string) =>
  new InputError({
    input,
    got: `a row of more than ${MAX_ROW_BYTES / 1e6} MB`,
    expected: "rows of CSV that end",
    fix: "Check that it is the right file, and that each quote in it is closed.",
  });

/** The separator that a header has most often outside of quotes, and what ends a line. */
function dialectOf(head: string): { separator: string; lineEnds: string[] } {
  const bare = head.replace(/"[^"]*"/g, "");
  const [header = ""] = bare.split(LINE_END, 1);
  const counts = SEPARATORS.map((separator) => header.split(separator).length);
  const separator = SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ",";
  // Files that several programs have written end their lines with either.
  return { separator, lineEnds: LINE_END.exec(bare)?.[0] === "\r" ? ["\r"] : ["\r\n", "\n"] };
}

/**
 * Whether each quote of a row opens or closes a field, or is doubled within one. Between two quotes that do not belong to the same field
 * there is a separator at either end.
 */
function hasSoundQuotes(raw: string, separator: string): boolean {
  const parts = raw.split('"');
  if (parts.length % 2 === 0) return false;
  for (let at = 0; at < parts.length; at += 2) {
    const [part = "", isFirst, isLast] = [parts[at], at === 0, at === parts.length - 1];
    if (part === "") continue;
    const closes = isFirst || part.startsWith(separator) || (isLast && NO_TEXT.test(part));
    const opens = isLast || part.endsWith(separator) || (isFirst && NO_TEXT.test(part));
    if (!closes || !opens) return false;
  }
  return true;
}

const brokenQuotes = (raw: string | undefined) =>
  new BrokenRow(
    raw?.slice(0, MAX_SHOWN_CHARACTERS).trim() ?? null,
    new Invalid(
      "row_quotes",
      'a quote (") that is not closed, or that is inside a field without quotes around it',
      "quotes around the whole field, and doubled quotes within it",
      "Write the file as described in RFC 4180.",
    ),
  );

const REPLACEMENT = "\ufffd";

const notUtf8 = (raw: string) =>
  new BrokenRow(
    raw.slice(0, MAX_SHOWN_CHARACTERS).trim(),
    new Invalid("invalid_utf8", "bytes that are not UTF-8", "text in UTF-8", "Save the file as UTF-8."),
  );

/**
 * Reads CSV in blocks of rows, each a list of texts; the first block begins with the header. The separator is the comma, tab, semicolon or
 * bar that the header has most often. Empty lines are no rows.
 *
 * @param pieces UTF-8, without a byte order mark
 */
export async function* csvBlocks(
  input: string,
  pieces: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<unknown[]> {
  let block: unknown[] = [];
  let parser: ReturnType<typeof parse> | undefined;
  let failure: Error | undefined;
  const check = new Utf8Check();
  /** Whether rows that end now may have bytes that are not UTF-8: those of a piece with such bytes, and the row that goes on in the next one. */
  let isDamaged = false;
  const begin = (head: Buffer) => {
    const { separator, lineEnds } = dialectOf(head.toString("utf8"));
    return parse({
      delimiter: separator,
      record_delimiter: lineEnds,
      // Otherwise, a wrong quote would take all rows up to the next quote with it.
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      // Without it, a row that cannot be read is handed over without its text.
      raw: true,
      on_record: (read: unknown) => {
        const { record, raw } = Object(read);
        const isSound = typeof raw !== "string" || !raw.includes('"') || hasSoundQuotes(raw, separator);
        const isText = !isDamaged || typeof raw !== "string" || !raw.includes(REPLACEMENT);
        block.push(!isText ? notUtf8(raw) : isSound ? record : brokenQuotes(raw));
        // The parser must not collect it: a block is handed on as soon as its piece is read.
        return null;
      },
      on_skip: (_error, raw) => {
        block.push(brokenQuotes(typeof raw === "string" ? raw : undefined));
        return undefined;
      },
    }).on("error", (error) => {
      failure = error;
    });
  };
  const taken = () => {
    if (failure !== undefined)
      throw new InputError({ input, got: "CSV that cannot be read", expected: "CSV in UTF-8", cause: failure });
    const rows = block;
    block = [];
    return rows;
  };
  let unendedBytes = 0;
  for await (const piece of pieces) {
    parser ??= begin(piece).resume();
    const isSound: boolean = check.isSound(piece);
    isDamaged ||= !isSound;
    parser.write(piece);
    const rows = taken();
    if (rows.length > 0) isDamaged = !isSound;
    unendedBytes = rows.length > 0 ? 0 : unendedBytes + piece.length;
    if (unendedBytes > MAX_ROW_BYTES) throw longRow(input);
    if (rows.length > 0) yield rows;
  }
  if (parser === undefined) return;
  isDamaged ||= !check.isSound();
  const ended = new Promise((resolve) => parser?.once("close", resolve));
  parser.end();
  await ended;
  const rows = taken();
  if (rows.length > 0) yield rows;
}
