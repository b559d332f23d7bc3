import { parseLine } from "../export/parseLine";
import { completeEvent, type MixpanelEvent, type Present } from "../ingest/completeEvent";
import { isIdentityEvent } from "../ingest/identityEvents";
import { isInsertId } from "../ingest/insertId";
import { timeInMs } from "../ingest/validate/time";
import {
  BACKSLASH,
  CLOSING_BRACE,
  COMMA,
  DOLLAR,
  OPENING_BRACE,
  OPENING_BRACKET,
  QUOTE,
  SPACE,
} from "../records/bytes";
import { hasLongNumber, parseExact, stringifyExact } from "../records/exactNumbers";
import { ExactRecord } from "../records/exactRecord";
import { isRecord, type JsonObject } from "../records/json";
import { linesOf } from "../records/lines";
import { importable, WRITTEN_BY_MIXPANEL } from "./importable";

/**
 * An event between export and import: the bytes of its line if it can be sent unchanged; otherwise the parsed event, or its JSON if it
 * contains long numbers. An event without properties and the text of an invalid line are passed on too: the import lists them as failed.
 */
export type CopyRecord = Buffer | MixpanelEvent | ExactRecord | JsonObject | string;

export interface CopyRecordOptions {
  operation: string;
  /** Whether to copy $identify, $create_alias and $merge. */
  identityEvents: boolean;
  toUtc?(localMs: number): number;
  /** Whether lines may be sent unchanged. */
  asLines: boolean;
  /** The current time, for events with a time in the future. */
  present: Present;
  /** Integration ID for events without a `$source`, if they are written again here. */
  source?: string;
  /** Whether a line that is not valid JSON becomes a failed record instead of an error. */
  skipsBadLines?: boolean;
}

const HEAD = Buffer.from('{"event":"');
const TAIL = Buffer.from("}}");
const INSERT_ID = Buffer.from('"$insert_id":"');
const DISTINCT_ID = Buffer.from('"distinct_id":"');
const TIME = Buffer.from('"time":');
/** Keys of IDs; if the ID is text, a quote follows. */
const IDS = ["$user_id", "$device_id"].map((field) => Buffer.from(`"${field}":`));
/** Quotes within a JSON text are escaped, so these bytes can only be a key. */
const WRITTEN_KEYS = WRITTEN_BY_MIXPANEL.map((key) => Buffer.from(`"${key}":`));

/** Whether the time of a line is not in the future, and its IDs are text. */
function isTimely(line: Buffer, properties: number, { nowMs }: Present): boolean {
  const at = line.indexOf(TIME, properties) + TIME.length;
  // The value ends at the next comma or at the closing brace of the properties. If it is not a number, the comparison fails.
  const comma = line.indexOf(COMMA, at);
  const time = line.toString("latin1", at, comma < 0 ? line.length - TAIL.length : comma);
  if (at < TIME.length || !(timeInMs(Number(time)) <= nowMs)) return false;
  return IDS.every((key) => {
    const id = line.indexOf(key, properties);
    return id < 0 || line[id + key.length] === QUOTE;
  });
}

/**
 * Whether a line needs no change except blanking Mixpanel's own properties: it is a usual event with a distinct ID and a valid insert ID, and
 * there is no object within its properties (in there, a key of the same name would belong to the user).
 */
function isUsual(line: Buffer, present: Present): boolean {
  if (line.length < HEAD.length + TAIL.length) return false;
  if (HEAD.compare(line, 0, HEAD.length) !== 0 || line[HEAD.length] === DOLLAR) return false;
  if (TAIL.compare(line, line.length - TAIL.length) !== 0) return false;
  const properties = line.indexOf(OPENING_BRACE, HEAD.length);
  if (properties < 0 || line.indexOf(OPENING_BRACE, properties + 1) >= 0) return false;
  const id = line.indexOf(INSERT_ID, properties) + INSERT_ID.length;
  if (id < INSERT_ID.length || line.indexOf(DISTINCT_ID, properties) < 0) return false;
  if (!isTimely(line, properties, present)) return false;
  return isInsertId(line.toString("latin1", id, line.indexOf(QUOTE, id)));
}

/** The end of the value that starts here: after the closing quote of a text, or after a number or word. */
function valueEnd(block: Buffer, start: number): number {
  let end = start;
  if (block[start] !== QUOTE) {
    while (end < block.length && block[end] !== COMMA && block[end] !== CLOSING_BRACE) end++;
    return end;
  }
  for (end++; end < block.length && block[end] !== QUOTE; end++) if (block[end] === BACKSLASH) end++;
  return end + 1;
}

/**
 * Overwrites Mixpanel's own properties with spaces, in place, so that no line has to be copied: `{"a":1,"$import":true}` becomes
 * `{"a":1` followed by spaces and `}`.
 */
function blankWritten(block: Buffer): void {
  for (const key of WRITTEN_KEYS) {
    for (let at = block.indexOf(key); at >= 0; at = block.indexOf(key, at + 1)) {
      const value = at + key.length;
      // Not Mixpanel's own: the end of a longer key, or a list or object as value.
      if (block[at - 1] === BACKSLASH || block[value] === OPENING_BRACKET || block[value] === OPENING_BRACE) continue;
      const end = valueEnd(block, value);
      if (block[end] === COMMA) block.fill(SPACE, at, end + 1);
      else block.fill(SPACE, commaBefore(block, at), end);
    }
  }
}

/** Where to start blanking so that no comma remains before a closing brace; keys in between may already be blank. */
function commaBefore(block: Buffer, at: number): number {
  let comma = at - 1;
  while (block[comma] === SPACE) comma--;
  return block[comma] === COMMA ? comma : at;
}

/** The JSON of an event with long numbers, completed in the same way as the import completes parsed events. */
function exactRecord(text: string, { operation, toUtc, source, present }: CopyRecordOptions): Buffer {
  // The index is used only for events without a time, and exported events have one.
  return Buffer.from(
    stringifyExact(completeEvent(exactEvent(text, operation, toUtc), 0, { source, present, replaceInsertIds: true })),
  );
}

function exactEvent(text: string, operation: string, toUtc?: (localMs: number) => number): MixpanelEvent {
  const event = parseExact(text);
  return importable(isRecord(event) ? event : {}, operation, toUtc);
}

/** The event of a line; the text itself if it is not valid JSON and bad lines are skipped; undefined if it is blank. */
function parsed(
  text: string,
  { operation, skipsBadLines = false }: CopyRecordOptions,
): JsonObject | string | undefined {
  try {
    return parseLine(text, operation);
  } catch (error) {
    if (!skipsBadLines) throw error;
    return text;
  }
}

/**
 * Turns a piece of an export into records for an import. Lines that need no change are passed as bytes, which is several times faster than
 * parsing and serializing them; the others are parsed, and those with long numbers are serialized here with all digits.
 *
 * @param block whole lines of an export with `time_in_ms`; it is overwritten
 * @returns the records in order, and the number of identity events that were not copied
 * @throws MixpanelResponseError if a line is not an event
 */
export function copyRecords(block: Buffer, options: CopyRecordOptions): { records: CopyRecord[]; skipped: number } {
  const { operation, identityEvents, toUtc, asLines, present } = options;
  const records: CopyRecord[] = [];
  let skipped = 0;
  for (const line of linesOf(block)) {
    if (asLines && isUsual(line, present)) {
      records.push(line);
      continue;
    }
    const text = line.toString("utf8");
    const event = parsed(text, options);
    if (event === undefined) continue;
    const isIdentity = isRecord(event) && typeof event.event === "string" && isIdentityEvent(event.event);
    if (isIdentity && !identityEvents) skipped++;
    else if (!isRecord(event) || !isRecord(event.properties)) records.push(event);
    // The import must recognize it as an identity event, so it is not passed as bytes.
    else if (isIdentity && hasLongNumber(text))
      records.push(new ExactRecord(stringifyExact(exactEvent(text, operation, toUtc))));
    else if (hasLongNumber(text)) records.push(exactRecord(text, options));
    else records.push(importable(event, operation, toUtc));
  }
  blankWritten(block);
  return { records, skipped };
}
