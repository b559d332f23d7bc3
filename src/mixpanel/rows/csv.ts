import { parse } from "csv-parse";
import { InputError } from "../errors";
import { isRecord } from "../records/json";
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
const MAX_SHOWN_CHARACTERS = 1_000;

/** The separator that a header has most often outside of quotes. */
function separatorOf(header: string): string {
  const bare = header.replace(/"(?:[^"]|"")*"/g, "");
  const counts = SEPARATORS.map((separator) => bare.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ",";
}

const brokenQuotes = (raw: string | undefined) =>
  new BrokenRow(
    raw?.slice(0, MAX_SHOWN_CHARACTERS) ?? null,
    new Invalid(
      "row_quotes",
      'a quote (") that is not closed, or that is inside a field without quotes around it',
      "quotes around the whole field, and doubled quotes within it",
      "Write the file as described in RFC 4180.",
    ),
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
  const begin = (head: Buffer) =>
    parse({
      delimiter: separatorOf(head.toString("utf8").split(/\r?\n/, 1)[0] ?? ""),
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      // Without it, a row that cannot be read is handed over without its text.
      raw: true,
      on_record: (read: unknown) => {
        block.push(isRecord(read) ? read.record : read);
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
  const taken = () => {
    if (failure !== undefined)
      throw new InputError({ input, got: "CSV that cannot be read", expected: "CSV in UTF-8", cause: failure });
    const rows = block;
    block = [];
    return rows;
  };
  for await (const piece of pieces) {
    parser ??= begin(piece).resume();
    parser.write(piece);
    const rows = taken();
    if (rows.length > 0) yield rows;
  }
  if (parser === undefined) return;
  const ended = new Promise((resolve) => parser?.once("close", resolve));
  parser.end();
  await ended;
  const rows = taken();
  if (rows.length > 0) yield rows;
}
