/** What a line is by its bytes alone: a whole object, one that ends within a text, or neither. */
export type LineShape = "whole" | "open" | "broken";

const NEWLINE = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING_BRACE = 0x7b;
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

/**
 * Looks at each byte of a line: it must open as an object and close as one at its very end, with each text closed, no raw control
 * character, and nothing between texts that JSON does not have. A line that was cut and goes on as another never passes. It is not the
 * whole grammar of JSON: parsing costs several times as much.
 *
 * @param block bytes whose lines end with a newline
 */
export function scanLine(block: Buffer, start: number, end: number): LineShape {
  if (block[start] !== OPENING_BRACE) return "broken";
  let depth = 0;
  let at = start;
  while (at < end) {
    const byte = block[at++] ?? NEWLINE;
    if (byte === QUOTE) {
      // Up to the quote that ends the text. Behind the last line's end, a newline is as good as what may stand there.
      for (;;) {
        let inner = block[at++] ?? NEWLINE;
        while (inner > QUOTE && inner !== BACKSLASH) inner = block[at++] ?? NEWLINE;
        if (inner === QUOTE) break;
        if (inner === BACKSLASH) {
          if (ESCAPED[block[at++] ?? NEWLINE] !== 1) return "broken";
        } else if (inner < SPACE) return at === end + 1 ? "open" : "broken";
      }
      if (at > end) return "broken";
      continue;
    }
    const kind = KINDS[byte];
    if (kind === OTHER) continue;
    if (kind === OPENS) depth++;
    else if (kind !== CLOSES || (--depth === 0 && at < end)) return "broken";
  }
  return depth === 0 ? "whole" : "broken";
}

/** Whether a line begins like an event, `{"event":"`, and is a whole object. One that is written in another way has to be parsed. */
export function isWholeEvent(block: Buffer, start: number, end: number): boolean {
  for (let index = 0; index < HEAD.length; index++) if (block[start + index] !== HEAD[index]) return false;
  const value = start + HEAD.length;
  return block[block[value] === SPACE ? value + 1 : value] === QUOTE && scanLine(block, start, end) === "whole";
}
