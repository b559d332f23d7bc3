import { isUint8Array } from "node:util/types";
import { InputError } from "../errors";
import { isRecord } from "../json";
import { isGzip } from "./gunzipTable";
import { TABLE_INPUT } from "./tableCheck";

/** A table as objects, as lists of which the first holds the names, or as CSV, which may be compressed with gzip. */
export type LookupTable = { rows: readonly unknown[] } | { csv: Buffer };

/** Where the kind of a content shows. */
const PROBED_CHARACTERS = 100;
/** JSON, or what was meant to be: a list's bracket is not followed by a name. */
const JSON_BEGIN = /^\s*[[{]/;
const CSV_IN_BRACKETS = /^\s*\[+[^\s[\]{"]/;

const bytesOf = (value: unknown) =>
  isUint8Array(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : undefined;

/** Text or bytes of a value itself, or of a file that a previous step hands on. */
function contentOf(value: unknown): string | Buffer | undefined {
  if (typeof value === "string") return value;
  if (!isRecord(value)) return undefined;
  const { data, contentType } = value;
  return bytesOf(value) ?? bytesOf(data) ?? (typeof data === "string" && contentType !== undefined ? data : undefined);
}

/** The rows of a JSON text; undefined where it is CSV whose first name is in brackets. @throws InputError where it is neither */
function parseRows(content: string | Buffer): LookupTable | undefined {
  const text = content.toString("utf8").replace(/^\ufeff/, "");
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
  const content = contentOf(value);
  if (content === undefined) {
    if (typeof value !== "object" || value === null) return undefined;
    return { rows: Array.isArray(value) ? value : [value] };
  }
  if (content.length === 0 || (typeof content === "string" && content.trim() === "")) return undefined;
  const csv = typeof content === "string" ? Buffer.from(content) : content;
  const isCsv = isGzip(csv) || !JSON_BEGIN.test(csv.toString("utf8", 0, PROBED_CHARACTERS));
  return (isCsv ? undefined : parseRows(content)) ?? { csv };
}
