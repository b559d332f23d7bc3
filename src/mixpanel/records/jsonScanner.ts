import {
  BACKSLASH,
  CLOSING_BRACE,
  CLOSING_BRACKET,
  COLON,
  COMMA,
  OPENING_BRACE,
  OPENING_BRACKET,
  QUOTE,
  SPACE,
} from "./bytes";

/** Returned by every method in place of a position where the bytes are not certainly what was expected. */
export const UNSURE = 0;

/** A table of bytes: 1 for those of the text. */
export function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of Buffer.from(characters)) table[byte] = 1;
  return table;
}

const HEX = tableOf("0123456789abcdefABCDEF");
/** Bytes that may follow a backslash, beside u. */
const ESCAPED = tableOf('"\\/bfnrt');
const DIGITS = tableOf("0123456789");
/** The first byte of a character beyond ASCII, and the bytes that follow it: from 80 to bf. */
const [BEYOND_ASCII, LAST_FOLLOWING] = [0x80, 0xbf];
/** What ends a run of plain characters: a quote, a backslash, a control character, or a byte beyond ASCII. */
const STOPS = tableOf('"\\').fill(1, 0, SPACE).fill(1, BEYOND_ASCII);

const [ZERO, MINUS, PLUS, POINT, SMALL_E, LARGE_E, SMALL_U] = Buffer.from("0-+.eEu");
const LITERALS = new Map(["true", "false", "null"].map((word) => [word.charCodeAt(0), Buffer.from(word)]));

/** The position of the next byte that is no plain character. Checking four bytes per iteration is faster than one. */
function nextStop(bytes: Uint8Array, start: number): number {
  for (let at = start; ; at += 4) {
    if (STOPS[bytes[at] ?? 0] === 1) return at;
    if (STOPS[bytes[at + 1] ?? 0] === 1) return at + 1;
    if (STOPS[bytes[at + 2] ?? 0] === 1) return at + 2;
    if (STOPS[bytes[at + 3] ?? 0] === 1) return at + 3;
  }
}

/** The position after a character beyond ASCII, as RFC 3629 defines UTF-8. */
function characterEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start] ?? 0;
  if (first < 0xc2 || first > 0xf4) return UNSURE;
  // Neither a longer form than necessary, nor half of a surrogate pair, nor more than Unicode has.
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : BEYOND_ASCII;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : LAST_FOLLOWING;
  const second = bytes[start + 1] ?? 0;
  if (second < least || second > most) return UNSURE;
  const end = start + (first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);
  for (let at = start + 2; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < BEYOND_ASCII || byte > LAST_FOLLOWING) return UNSURE;
  }
  return end;
}

/**
 * Proves by its bytes that text is JSON in UTF-8, without creating any value. It knows less JSON than JSON.parse: between tokens, only
 * spaces. Every method takes the position where something begins, and returns the position after it, or UNSURE.
 */
export class JsonScanner {
  private bytes: Uint8Array = Buffer.alloc(0);
  /** Whether the last text has a backslash. */
  hasEscape = false;
  private valuesLeft = 0;

  /** @param maxValues bound of the entries of all objects and lists together */
  begin(bytes: Uint8Array, maxValues: number): void {
    this.bytes = bytes;
    this.valuesLeft = maxValues;
  }

  /** Counts an entry. @returns whether there may be so many */
  count(): boolean {
    return --this.valuesLeft >= 0;
  }

  /** The position of the next byte that is no space. */
  filled(start: number): number {
    let at = start;
    while (this.bytes[at] === SPACE) at++;
    return at;
  }

  /** The position of the value after a key that ends here. */
  afterColon(keyEnd: number): number {
    if (keyEnd === UNSURE) return UNSURE;
    const colon = this.filled(keyEnd);
    return this.bytes[colon] === COLON ? this.filled(colon + 1) : UNSURE;
  }

  /** Reads a string with its quotes. */
  text(start: number): number {
    const { bytes } = this;
    if (bytes[start] !== QUOTE) return UNSURE;
    this.hasEscape = false;
    for (let at = start + 1; ; ) {
      at = nextStop(bytes, at);
      const stop = bytes[at] ?? 0;
      if (stop === QUOTE) return at + 1;
      if (stop >= BEYOND_ASCII) at = characterEnd(bytes, at);
      else if (stop === BACKSLASH) {
        this.hasEscape = true;
        at = this.escape(at + 1);
      } else return UNSURE;
      if (at === UNSURE) return UNSURE;
    }
  }

  /** Reads what follows a backslash. */
  private escape(start: number): number {
    const { bytes } = this;
    if (ESCAPED[bytes[start] ?? 0] === 1) return start + 1;
    if (bytes[start] !== SMALL_U) return UNSURE;
    for (let at = start + 1; at <= start + 4; at++) if (HEX[bytes[at] ?? 0] !== 1) return UNSURE;
    return start + 5;
  }

  /** Reads at least one digit. */
  digits(start: number): number {
    let at = start;
    while (DIGITS[this.bytes[at] ?? 0] === 1) at++;
    return at === start ? UNSURE : at;
  }

  number(start: number): number {
    const { bytes } = this;
    const first = bytes[start] === MINUS ? start + 1 : start;
    let at = bytes[first] === ZERO ? first + 1 : this.digits(first);
    if (at !== UNSURE && bytes[at] === POINT) at = this.digits(at + 1);
    if (at === UNSURE || (bytes[at] !== SMALL_E && bytes[at] !== LARGE_E)) return at;
    const sign = bytes[at + 1];
    return this.digits(sign === PLUS || sign === MINUS ? at + 2 : at + 1);
  }

  private literal(start: number): number {
    const word = LITERALS.get(this.bytes[start] ?? 0);
    if (word === undefined) return UNSURE;
    for (let at = 1; at < word.length; at++) if (this.bytes[start + at] !== word[at]) return UNSURE;
    return start + word.length;
  }

  /** @param levels how many objects and lists may be nested */
  value(start: number, levels: number): number {
    const first = this.bytes[start] ?? 0;
    if (first === QUOTE) return this.text(start);
    if (first === OPENING_BRACE) return levels === 0 ? UNSURE : this.container(start, levels - 1, CLOSING_BRACE);
    if (first === OPENING_BRACKET) return levels === 0 ? UNSURE : this.container(start, levels - 1, CLOSING_BRACKET);
    return DIGITS[first] === 1 || first === MINUS ? this.number(start) : this.literal(start);
  }

  private container(start: number, levels: number, closing: number): number {
    const { bytes } = this;
    let at = this.filled(start + 1);
    if (bytes[at] === closing) return at + 1;
    for (;;) {
      if (closing === CLOSING_BRACE) at = this.afterColon(this.text(at));
      at = at === UNSURE || !this.count() ? UNSURE : this.value(at, levels);
      if (at === UNSURE) return UNSURE;
      at = this.filled(at);
      if (bytes[at] === closing) return at + 1;
      if (bytes[at] !== COMMA) return UNSURE;
      at = this.filled(at + 1);
    }
  }
}
