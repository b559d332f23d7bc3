import { InputError } from "../errors";
import { fileOf, isGzip, withoutMark } from "../payload";
import { TABLE_INPUT } from "./tableCheck";

/** A table as objects, as lists of which the first holds the names, or as CSV, which may be compressed with gzip. */
export type LookupTable = { rows: readonly unknown[] } | { csv: Buffer };

/** Where the kind of a content shows. */
const PROBED_CHARACTERS = 100;
/** JSON, or what was meant to be: a list's bracket is not followed by a name. */
const JSON_BEGIN = /^\s*[[{]/;
const CSV_IN_BRACKETS = /^\s*\[+[^\s[\]{"]/;

/** The rows of a JSON text; undefined where it is CSV whose first name is in brackets. @throws InputError where it is neither */
function parseRows(csv: Buffer): LookupTable | undefined {
  const text = withoutMark(csv).toString("utf8");
  try {
    const rows: unknown = JSON.parse(text);
    return { rows: Array.isArray(rows) ? rows : [rows] };
  } catch (error) {
    if (CSV_IN_BRACKETS.test(text)) return undefined;
    const at = (error instanceof Error ? error.message : "").match(/position \d+/)?.[0] ?? "its end";
    throw new InputError({
      input: TABLE_INPUT,
      got: `text that is not JSON (fault at ${at})`,
      expected: "JSON, CSV, or the output of a previous step",
    });
  }
}

/**
 * Reads a table from what a builder's input or a caller holds: a list of rows, one row, JSON or CSV as text or file.
 *
 * @returns undefined where there is none
 * @throws InputError for text that begins like JSON and is none
 */
export function tableOf(value: unknown): LookupTable | undefined {
  const csv = fileOf(value);
  if (csv === undefined) {
    if (typeof value !== "object" || value === null) return undefined;
    return { rows: Array.isArray(value) ? value : [value] };
  }
  if (csv.length === 0 || (typeof value === "string" && value.trim() === "")) return undefined;
  const isCsv = isGzip(csv) || !JSON_BEGIN.test(csv.toString("utf8", 0, PROBED_CHARACTERS));
  return (isCsv ? undefined : parseRows(csv)) ?? { csv };
}
