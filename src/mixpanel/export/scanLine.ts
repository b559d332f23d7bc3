import { BACKSLASH, COLON, COMMA, NEWLINE, OPENING_BRACE, QUOTE, SPACE } from "../records/bytes";
/** What a line is by its bytes alone: a whole object, one that ends within a text, or neither. */
export type LineShape = "whole" | "open" | "broken";

const HEAD = Buffer.from('{"event":');

/** What a byte is outside of texts; 0 is none of JSON's. */
const OTHER = 1;
const OPENS = 2;
const CLOSES = 3;
const KINDS = new Uint8Array(256);
for (const character of " :,+-.0123456789Eaeflnrstu") KINDS[character.charCodeAt(0)] = OTHER;
for (const character of "{[") KINDS[character.charCodeAt(0)] = OPENS;
for (const character of "}]") KINDS[character.charCodeAt(0)] = CLOSES;

/** What may follow a backslash. */
const ESCAPED = new Uint8Array(256);
for (const character of '"\\/bfnrtu') ESCAPED[character.charCodeAt(0)] = 1;

/** What ends a stretch of usual characters within a text: a quote, a backslash, or a control character. */
const STOPS = new Uint8Array(256).fill(1, 0, SPACE);
STOPS[QUOTE] = 1;
STOPS[BACKSLASH] = 1;

/** Where the next of them is, or the block's end. Four bytes a turn are a tenth faster than one. */
function nextStop(block: Buffer, start: number): number {
  for (let at = start; ; at += 4) {
    if (STOPS[block[at] ?? NEWLINE] === 1) return at;
    if (STOPS[block[at + 1] ?? NEWLINE] === 1) return at + 1;
    if (STOPS[block[at + 2] ?? NEWLINE] === 1) return at + 2;
    if (STOPS[block[at + 3] ?? NEWLINE] === 1) return at + 3;
  }
}

/** What objectEnd found in place of an object; a text that does not end is told by where it breaks off, as a negative number. */
const BROKEN = 0;

/**
 * Looks at each byte of an object up to the brace that closes it: each text must end, no raw control character may be in it, and nothing
 * between texts that JSON does not have. An object that was cut and goes on as another never passes. It is not the whole grammar of
 * JSON: parsing costs several times as much.
 *
 * @returns where it ends, BROKEN, or less: minus the position of the control character, or of the block's end, within a text
 */
function objectEnd(block: Buffer, start: number): number {
  if (block[start] !== OPENING_BRACE) return BROKEN;
  let depth = 0;
  let at = start;
  while (at < block.length) {
    const byte = block[at++] ?? NEWLINE;
    if (byte === QUOTE) {
      for (;;) {
        at = nextStop(block, at);
        const stop = block[at];
        if (stop === BACKSLASH) {
          if (ESCAPED[block[at + 1] ?? NEWLINE] !== 1) return BROKEN;
          at += 2;
        } else if (stop !== QUOTE) return -at;
        // Most texts follow the one before at once, by `":"` or `","`.
        else if ((block[at + 1] === COLON || block[at + 1] === COMMA) && block[at + 2] === QUOTE) at += 3;
        else break;
      }
      at++;
      continue;
    }
    const kind = KINDS[byte];
    if (kind === OTHER) continue;
    if (kind === OPENS) depth++;
    else if (kind !== CLOSES) return BROKEN;
    else if (--depth === 0) return at;
  }
  return BROKEN;
}

/** What a line is. */
export function scanLine(line: Buffer): LineShape {
  const end = objectEnd(line, 0);
  if (end > BROKEN && end === line.length) return "whole";
  return end < BROKEN && end === -line.length ? "open" : "broken";
}

/** Whether what stands here begins like an event, `{"event":"`. */
function beginsEvent(block: Buffer, start: number): boolean {
  for (let index = 0; index < HEAD.length; index++) if (block[start + index] !== HEAD[index]) return false;
  const value = start + HEAD.length;
  return block[block[value] === SPACE ? value + 1 : value] === QUOTE;
}

/**
 * Passes over lines that are whole events for certain. A line that is written in another way than Mixpanel's has to be parsed.
 *
 * @param start where a line begins
 * @returns how many lines were passed over, and where the first other one begins, or the block's end
 */
export function passEvents(block: Buffer, start: number): { lines: number; end: number } {
  let lines = 0;
  let begin = start;
  while (begin < block.length && beginsEvent(block, begin)) {
    const end = objectEnd(block, begin);
    if (end <= BROKEN || (end < block.length && block[end] !== NEWLINE)) break;
    lines++;
    begin = end + 1;
  }
  return { lines, end: Math.min(begin, block.length) };
}
