import { BACKSLASH, NEWLINE, OPENING_BRACE, QUOTE, SPACE } from "../records/bytes";
import { JsonScanner, tableOf, UNSURE } from "../records/jsonScanner";

const HEAD = Buffer.from('{"event":');
/** Deeper events, and those with more values, are parsed. */
const MAX_LEVELS = 64;
const MAX_VALUES = 1_000_000;

/** Bytes that JSON allows between texts. */
const BETWEEN_TEXTS = tableOf(" {}[]:,+-.0123456789Eaeflnrstu");

const scanner = new JsonScanner();

/** Whether an event begins here: `{"event":"`, or with a space after the colon. */
function beginsEvent(block: Buffer, start: number): boolean {
  for (let index = 0; index < HEAD.length; index++) if (block[start + index] !== HEAD[index]) return false;
  const value = start + HEAD.length;
  return block[block[value] === SPACE ? value + 1 : value] === QUOTE;
}

/**
 * Skips lines whose bytes prove that they are JSON and whole events. A line in any other form must be parsed.
 *
 * @param start where a line begins
 * @returns the number of skipped lines, and the start of the first other line, or the end of the block
 */
export function passEvents(block: Buffer, start: number): { lines: number; end: number } {
  let lines = 0;
  let begin = start;
  while (begin < block.length && beginsEvent(block, begin)) {
    scanner.begin(block, MAX_VALUES);
    const end = scanner.value(begin, MAX_LEVELS);
    if (end === UNSURE || (end < block.length && block[end] !== NEWLINE)) break;
    lines++;
    begin = end + 1;
  }
  return { lines, end: Math.min(begin, block.length) };
}

/** Whether a line is an object that ends within a text, as the first part of an event with a raw line feed does: `{"event":"a`. */
export function endsInText(line: Buffer): boolean {
  let inText = false;
  for (let at = 0; at < line.length; at++) {
    const byte = line[at] ?? NEWLINE;
    if (byte === QUOTE) inText = !inText;
    else if (!inText && BETWEEN_TEXTS[byte] !== 1) return false;
    else if (inText && byte < SPACE) return false;
    // Together with what follows the line feed, a backslash at the end would be another character.
    else if (inText && byte === BACKSLASH && ++at === line.length) return false;
  }
  return inText && line[0] === OPENING_BRACE;
}
