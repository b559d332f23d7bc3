import { InputError } from "../errors";
import type { RefusedRecord } from "../ingest/engine/options";
import { fileOf, withoutMark } from "../records/file";
import { gunzipped } from "../records/gunzip";
import { isGzip } from "../records/gzip";
import { faultIn, isRecord } from "../records/json";
import { parseExactRows } from "./exactRows";
import { TABLE_INPUT, TableCheck } from "./tableCheck";

/**
 * A table: a list of objects, a list of lists of which the first contains the column names, or CSV, which may be compressed with gzip; or its
 * columns, with the ID first, and their values, which are read only when they are written.
 */
export type LookupTable =
  | { rows: readonly unknown[] }
  | { csv: Buffer }
  | { columns: readonly string[]; lists: AsyncIterable<readonly unknown[] | RefusedRecord> };

/** How many characters are enough to tell JSON from CSV. */
const PROBED_CHARACTERS = 100;
/** The beginning of JSON: a bracket or brace. CSV may begin with a bracket too, followed by a name such as `[sku]`. */
const JSON_BEGIN = /^\s*[[{]/;
const CSV_IN_BRACKETS = /^\s*\[+[^\s[\]{"]/;

const MAX_NAMED_LISTS = 5;

/** An object is not accepted as a table with one row: usually it is a step's result that contains the list, and would replace the table. */
function noList(object: unknown): InputError {
  const entries = Object.entries(isRecord(object) ? object : {});
  const lists = entries.filter(([, value]) => Array.isArray(value)).map(([name]) => `"${name.slice(0, 40)}"`);
  const named = lists.slice(0, MAX_NAMED_LISTS).join(" or ");
  return new InputError({
    input: TABLE_INPUT,
    got: "an object",
    expected: "a list of rows, CSV text or a CSV file",
    fix: `Select the list ${named === "" ? "or the text inside the object" : `inside the object (${named})`}. For a single row, pass a list with one object.`,
  });
}

/** The rows of a JSON text; undefined if it is CSV whose first column name is in brackets. @throws InputError if it is neither */
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
 * Reads a table from the value of an input: a list of rows, or JSON or CSV as text or file. Long numbers in JSON text keep all digits.
 *
 * @returns undefined if the input is empty
 * @throws InputError for an empty file, an object that is not a file (also as JSON text), and text that begins like JSON but is not valid
 */
export function tableOf(value: unknown): LookupTable | undefined {
  const csv = fileOf(value);
  if (csv === undefined) {
    if (typeof value !== "object" || value === null) return undefined;
    if (!Array.isArray(value)) throw noList(value);
    // A list is copied, so that one that cannot be read fails here.
    return { rows: Array.from(value) };
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
 * Decompresses a file, and stops at the maximum size of a table.
 *
 * @throws InputError if it is truncated or damaged, or above the limit
 */
export async function gunzipTable(file: Buffer): Promise<Buffer> {
  const size = new TableCheck();
  const chunks: Buffer[] = [];
  for await (const chunk of gunzipped(TABLE_INPUT, [file])) {
    size.piece(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
