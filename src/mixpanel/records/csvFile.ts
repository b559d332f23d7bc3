import { constants, gunzipSync } from "node:zlib";
import { isJson } from "./boundedJson";
import { NEWLINE, OPENING_BRACE, OPENING_BRACKET } from "./bytes";
import { withoutMark } from "./file";
import { isGzip } from "./gzip";
import { filledFrom, linesOf } from "./lines";

/** A CSV file, compressed or not, where JSON was possible too. */
export class CsvFile {
  constructor(readonly file: Buffer) {}
}

/** So much of a file tells what it is. Compressed, it is at most a thousand times as much. */
const HEAD_BYTES = 4 * 1024;
const OPENING_ANGLE = "<".charCodeAt(0);
const SEPARATOR = /[,;|\t]/;
/** Columns that only records for Mixpanel have: with one of them, a line is a header even if nothing follows. */
const KNOWN_COLUMN = /^"?\$?(?:event|time|distinct_id|user_id|device_id|insert_id|group_id|group_key)"?$/;

function headOf(file: Buffer): Buffer {
  const head = file.subarray(0, HEAD_BYTES);
  if (!isGzip(file)) return withoutMark(head);
  try {
    return withoutMark(gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }));
  } catch {
    // Damaged: reading it as JSON says so.
    return Buffer.alloc(0);
  }
}

function hasLineOfJson(bytes: Buffer): boolean {
  for (const line of linesOf(bytes)) if (line[filledFrom(line, 0)] === OPENING_BRACE) return true;
  return false;
}

/**
 * Tells CSV from JSON and NDJSON, of which the first line may be broken. CSV is a header with a column that Mixpanel knows, or text of at
 * least two lines of which the first is not JSON, such as an ID in quotes, and none begins like a JSON object.
 *
 * @returns undefined for anything but CSV
 */
export function csvFileOf(file: Buffer): CsvFile | undefined {
  const head = headOf(file);
  const start = filledFrom(head, 0);
  const first = head[start];
  const isMarkup = first === OPENING_BRACE || first === OPENING_BRACKET || first === OPENING_ANGLE;
  if (first === undefined || isMarkup) return undefined;
  const newline = head.indexOf(NEWLINE, start);
  const line = head.toString("utf8", start, newline < 0 ? head.length : newline);
  if (line.split(SEPARATOR).some((name) => KNOWN_COLUMN.test(name.trim()))) return new CsvFile(file);
  const hasRows = newline >= 0 && filledFrom(head, newline) < head.length;
  return hasRows && !isJson(line) && !hasLineOfJson(head.subarray(newline)) ? new CsvFile(file) : undefined;
}
