import { InputError } from "../errors";
import { fileOf, gunzipped, withoutMark } from "../records/file";
import { isGzip } from "../records/gzip";
import { faultIn, isRecord } from "../records/json";
import { parseExactRows } from "./exactRows";
import { TABLE_INPUT, TableCheck } from "./tableCheck";

/** A table as objects, as lists of which the first holds the names, or as CSV, which may be compressed with gzip. */
export type LookupTable = { rows: readonly unknown[] } | { csv: Buffer };

/** Where the kind of a content shows. */
const PROBED_CHARACTERS = 100;
/** JSON, or what was meant to be: a list's bracket is not followed by a name. */
const JSON_BEGIN = /^\s*[[{]/;
const CSV_IN_BRACKETS = /^\s*\[+[^\s[\]{"]/;

const MAX_NAMED_LISTS = 5;

/** An answer or a step's result, handed in for the list inside it, is no row: it would be all that is left of the table. */
function noList(object: unknown): InputError {
  const entries = Object.entries(isRecord(object) ? object : {});
  const lists = entries.filter(([, value]) => Array.isArray(value)).map(([name]) => `"${name.slice(0, 40)}"`);
  const named = lists.slice(0, MAX_NAMED_LISTS).join(" or ");
  return new InputError({
    input: TABLE_INPUT,
    got: "an object",
    expected: "a list of rows, CSV text or a CSV file",
    fix: `Map the list inside it${named === "" ? ", or the text" : `, ${named}`}; a single row is a list of one.`,
  });
}

/** The rows of a JSON text; undefined where it is CSV whose first name is in brackets. @throws InputError where it is neither */
function parseRows(csv: Buffer): LookupTable | undefined {
  const text = withoutMark(csv).toString("utf8");
  let rows: unknown;
  try {
    rows = parseExactRows(text);
  } catch (error) {
    if (CSV_IN_BRACKETS.test(text)) return undefined;
    throw new InputError({
      input: TABLE_INPUT,
      got: `text that is not JSON${faultIn(error)}`,
      expected: "JSON, CSV, or the output of a previous step",
    });
  }
  if (!Array.isArray(rows)) throw noList(rows);
  return { rows };
}

/**
 * Reads a table from what a builder's input or a caller holds: a list of rows, JSON or CSV as text or file. Numbers of JSON text keep
 * their digits.
 *
 * @returns undefined where there is none
 * @throws InputError for an empty file, for an object that is no file, as it is or as text, and for text that begins like JSON and is none
 */
export function tableOf(value: unknown): LookupTable | undefined {
  const csv = fileOf(value);
  if (csv === undefined) {
    if (typeof value !== "object" || value === null) return undefined;
    if (!Array.isArray(value)) throw noList(value);
    return { rows: value };
  }
  if (typeof value === "string" && value.trim() === "") return undefined;
  if (csv.length === 0) {
    const expected = "a header and at least one row of CSV";
    throw new InputError({ input: TABLE_INPUT, got: "an empty file", expected });
  }
  const isCsv = isGzip(csv) || !JSON_BEGIN.test(csv.toString("utf8", 0, PROBED_CHARACTERS));
  return (isCsv ? undefined : parseRows(csv)) ?? { csv };
}

/**
 * Decompresses a file, and no further than a table may be large.
 *
 * @throws InputError where it is cut or damaged, or over the limit
 */
export async function gunzipTable(file: Buffer): Promise<Buffer> {
  const size = new TableCheck();
  const chunks: Buffer[] = [];
  for await (const chunk of gunzipped(TABLE_INPUT, file)) {
    size.piece(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
