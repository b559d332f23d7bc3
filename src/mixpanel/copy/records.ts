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
 * An event on its way from one project to another: its line, where it can go on as it came, itself, or its JSON with long numbers. One
 * without properties, and the text of a line that is no JSON, are no events to an import, which lists them as failed and goes on.
 */
export type CopyRecord = Buffer | MixpanelEvent | ExactRecord | JsonObject | string;

export interface CopyRecordOptions {
  operation: string;
  /** Whether $identify, $create_alias and $merge are copied. */
  identityEvents: boolean;
  toUtc?(localMs: number): number;
  /** Whether lines may go on as they came at all. */
  asLines: boolean;
  /** When now is, for times that lie ahead. */
  present: Present;
  /** Integration ID for events without a `$source`, where they have to be written again as text. */
  source?: string;
  /** Whether a line that looks like an event and is no JSON is a record that fails, and not a failure. */
  skipsBadLines?: boolean;
}

const HEAD = Buffer.from('{"event":"');
const TAIL = Buffer.from("}}");
const INSERT_ID = Buffer.from('"$insert_id":"');
const DISTINCT_ID = Buffer.from('"distinct_id":"');
const TIME = Buffer.from('"time":');
/** Behind these, an ID that is text begins with a quote. */
const IDS = ["$user_id", "$device_id"].map((field) => Buffer.from(`"${field}":`));
/** A quote within a JSON text is escaped, so that these bytes are a key wherever they stand. */
const WRITTEN_KEYS = WRITTEN_BY_MIXPANEL.map((key) => Buffer.from(`"${key}":`));

/** Whether a line has a time that is not ahead of now, and IDs that are text already. */
function isTimely(line: Buffer, properties: number, { nowMs }: Present): boolean {
  const at = line.indexOf(TIME, properties) + TIME.length;
  // A text or the end of another key is no number. At this place ends what comes first: a comma, or the properties' brace.
  const comma = line.indexOf(COMMA, at);
  const time = line.toString("latin1", at, comma < 0 ? line.length - TAIL.length : comma);
  if (at < TIME.length || !(timeInMs(Number(time)) <= nowMs)) return false;
  return IDS.every((key) => {
    const id = line.indexOf(key, properties);
    return id < 0 || line[id + key.length] === QUOTE;
  });
}

/**
 * Whether a line needs no change but the blanking of what Mixpanel wrote: a usual event with a distinct ID, an insert ID that an import
 * takes, and no object within its properties, where a key of Mixpanel's would be the user's.
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

/** Where the value that starts here ends: behind its quote, or before what follows a number or word. */
function valueEnd(block: Buffer, start: number): number {
  let end = start;
  if (block[start] !== QUOTE) {
    while (end < block.length && block[end] !== COMMA && block[end] !== CLOSING_BRACE) end++;
    return end;
  }
  for (end++; end < block.length && block[end] !== QUOTE; end++) if (block[end] === BACKSLASH) end++;
  return end + 1;
}

/** Writes blanks over what Mixpanel wrote, in place: JSON means the same with them, and no line has to be copied. */
function blankWritten(block: Buffer): void {
  for (const key of WRITTEN_KEYS) {
    for (let at = block.indexOf(key); at >= 0; at = block.indexOf(key, at + 1)) {
      const value = at + key.length;
      // The end of a longer key of the user's, or a value that Mixpanel does not write.
      if (block[at - 1] === BACKSLASH || block[value] === OPENING_BRACKET || block[value] === OPENING_BRACE) continue;
      const end = valueEnd(block, value);
      if (block[end] === COMMA) block.fill(SPACE, at, end + 1);
      else block.fill(SPACE, commaBefore(block, at), end);
    }
  }
}

/** Where to blank from so that no comma is left before a closing brace. Others of Mixpanel's keys may be blank already. */
function commaBefore(block: Buffer, at: number): number {
  let comma = at - 1;
  while (block[comma] === SPACE) comma--;
  return block[comma] === COMMA ? comma : at;
}

/** An event whose numbers are longer than JavaScript's: written by us, with all that the import fills in where it gets an event. */
function exactRecord(text: string, { operation, toUtc, source, present }: CopyRecordOptions): Buffer {
  // An index counts for events alone that get their time here.
  return Buffer.from(
    stringifyExact(completeEvent(exactEvent(text, operation, toUtc), 0, { source, present, replaceInsertIds: true })),
  );
}

function exactEvent(text: string, operation: string, toUtc?: (localMs: number) => number): MixpanelEvent {
  const event = parseExact(text);
  return importable(isRecord(event) ? event : {}, operation, toUtc);
}

/** The event of a line, the text itself where it is no JSON and may fail alone, or undefined where it is blank. */
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
 * Turns a piece of an export into what an import takes. Lines that need no change go on as bytes, which is several times as fast as
 * parsing them and writing them again; the others are parsed, and those with long numbers written again here, digit for digit.
 *
 * @param block whole lines, of an export with `time_in_ms`; written over
 * @returns records in their order, and how many identity events were left out
 * @throws MixpanelResponseError where a line is no event
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
    // The import has to see what it is.
    else if (isIdentity && hasLongNumber(text))
      records.push(new ExactRecord(stringifyExact(exactEvent(text, operation, toUtc))));
    else if (hasLongNumber(text)) records.push(exactRecord(text, options));
    else records.push(importable(event, operation, toUtc));
  }
  blankWritten(block);
  return { records, skipped };
}
