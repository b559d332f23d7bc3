import type { MixpanelEvent } from "../ingest/encodeEvent";
import { isInsertId } from "../ingest/insertId";
import { importable, isIdentityEvent, WRITTEN_BY_MIXPANEL } from "./importable";
import { eachLine, parseLine } from "./lineBlocks";

/** An event on its way from one project to another: its line, where it can go on as it came, or itself. */
export type CopyRecord = Buffer | MixpanelEvent;

export interface CopyRecordOptions {
  operation: string;
  /** Whether $identify, $create_alias and $merge are copied. */
  identityEvents: boolean;
  toUtc?(localMs: number): number;
  /** Whether lines may go on as they came at all. */
  asLines: boolean;
}

const [QUOTE, COMMA, OPENING_BRACE, CLOSING_BRACE, BLANK, DOLLAR] = [0x22, 0x2c, 0x7b, 0x7d, 0x20, 0x24];
const HEAD = Buffer.from('{"event":"');
const TAIL = Buffer.from("}}");
const INSERT_ID = Buffer.from('"$insert_id":"');
/** A quote within a JSON text is escaped, so that these bytes are a key wherever they stand. */
const WRITTEN_KEYS = WRITTEN_BY_MIXPANEL.map((key) => Buffer.from(`"${key}":`));

/**
 * Whether a line needs no change but the blanking of what Mixpanel wrote: a usual event with an insert ID that an import takes, and no
 * object within its properties, where a key of Mixpanel's would be the user's.
 */
function isUsual(line: Buffer): boolean {
  if (HEAD.compare(line, 0, HEAD.length) !== 0 || line[HEAD.length] === DOLLAR) return false;
  if (TAIL.compare(line, line.length - TAIL.length) !== 0) return false;
  const properties = line.indexOf(OPENING_BRACE, HEAD.length);
  if (properties < 0 || line.indexOf(OPENING_BRACE, properties + 1) >= 0) return false;
  const id = line.indexOf(INSERT_ID, properties) + INSERT_ID.length;
  if (id < INSERT_ID.length) return false;
  return isInsertId(line.latin1Slice(id, line.indexOf(QUOTE, id)));
}

/** Where the value that starts here ends: behind its quote, or before what follows a number or word. */
function valueEnd(block: Buffer, start: number): number {
  if (block[start] === QUOTE) return block.indexOf(QUOTE, start + 1) + 1;
  let end = start;
  while (block[end] !== COMMA && block[end] !== CLOSING_BRACE) end++;
  return end;
}

/** Writes blanks over what Mixpanel wrote, in place: JSON means the same with them, and no line has to be copied. */
function blankWritten(block: Buffer): void {
  for (const key of WRITTEN_KEYS) {
    for (let at = block.indexOf(key); at >= 0; at = block.indexOf(key, at + 1)) {
      const end = valueEnd(block, at + key.length);
      const isLast = block[end] !== COMMA;
      // Behind the last property no comma may be left: the one before it goes too.
      let start = at;
      if (isLast) while (start > 0 && block[start] !== COMMA && block[start] !== OPENING_BRACE) start--;
      if (block[start] === OPENING_BRACE) start++;
      block.fill(BLANK, start, isLast ? end : end + 1);
    }
  }
}

/**
 * Turns a piece of an export into what an import takes. Lines that need no change go on as bytes, which is several times as fast as
 * parsing them and writing them again; the others are parsed.
 *
 * @param block whole lines, of an export with `time_in_ms`; written over
 * @returns records in their order, and how many identity events were left out
 * @throws MixpanelResponseError where a line is no event
 */
export function copyRecords(
  block: Buffer,
  { operation, identityEvents, toUtc, asLines }: CopyRecordOptions,
): { records: CopyRecord[]; skipped: number } {
  const records: CopyRecord[] = [];
  let skipped = 0;
  eachLine(block, (start, end) => {
    const line = block.subarray(start, end);
    if (asLines && isUsual(line)) {
      records.push(line);
      return;
    }
    const event = parseLine(line.toString("utf8"), operation);
    if (event === undefined) return;
    if (!identityEvents && isIdentityEvent(event)) skipped++;
    else records.push(importable(event, operation, toUtc));
  });
  blankWritten(block);
  return { records, skipped };
}
