/** What a redactor looks for: secrets in the forms that no removal of escapes leads back to, and parts of them. */

/** How a text is read: as it is, as Base64 (of either alphabet), or as hexadecimal digits. */
export type Reading = "text" | "base64" | "hex";

/** Characters that one reading does not tell apart. None of these changes the length of a text. */
export const READINGS: Readonly<Record<Reading, (text: string) => string>> = {
  // A form writes a blank as +.
  text: (text) => text.replaceAll("+", " "),
  base64: (text) => text.replaceAll("-", "+").replaceAll("_", "/"),
  hex: (text) => text.replace(/[A-F]/g, (digit) => digit.toLowerCase()),
};

/** A text to find, or any part of it of at least `min` characters. */
export interface Needle {
  reading: Reading;
  text: string;
  min: number;
  /** Whether it counts only as a word of its own. */
  isWord: boolean;
}

/** A secret, and how many of its bytes in a row are one too. */
export interface Secret {
  text: string;
  /** Without it, only the whole secret is one. */
  minPart?: number;
}

/** A text of three characters is no secret, and without it a message would be unreadable. */
const MIN_CHARACTERS = 4;

/** A short secret of only letters or digits may be a common word, or a part of one. */
const WORD = /^(?:[a-z]{1,11}|\d{1,11})$/i;

/** The characters of Base64 that a secret alone determines, if `offset` bytes precede it in a group of three. */
function alignedBase64(bytes: Buffer, offset: number): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
  return whole.toString("base64").slice(Math.ceil((offset * 8) / 6), Math.floor((whole.length * 8) / 6));
}

/** Everything to look for because of a secret. */
export function needlesOf({ text, minPart = Number.POSITIVE_INFINITY }: Secret): Needle[] {
  const bytes = Buffer.from(text);
  const needle = (reading: Reading, form: string, charactersPerByte: number): Needle => {
    const min = Math.min(form.length, minPart * charactersPerByte);
    return { reading, text: READINGS[reading](form), min, isWord: reading === "text" && WORD.test(form) };
  };
  const base64 = [0, 1, 2].map((offset) => alignedBase64(bytes, offset));
  return [
    needle("text", text, 1),
    ...[...base64, bytes.toString("base64url")].map((form) => needle("base64", form, 4 / 3)),
    needle("hex", bytes.toString("hex"), 2),
  ].filter((one) => one.text.length >= MIN_CHARACTERS);
}

/** Where a text holds needles: first and last index, the latter excluded. */
export type Found = (begin: number, end: number) => void;

/** Length of the pieces by which needles are found. */
const MAX_GRAM = 6;

const isLetter = (character: string | undefined) => character !== undefined && /[a-z\d]/i.test(character);

/** Needles with the same reading and the same `min`. */
class Haystack {
  private readonly grams = new Map<string, [needle: Needle, at: number][]>();
  private readonly size: number;

  constructor(
    readonly reading: Reading,
    private readonly min: number,
    needles: readonly Needle[],
  ) {
    this.size = Math.min(MAX_GRAM, min);
    for (const needle of needles)
      for (let at = 0; at + this.size <= needle.text.length; at++) {
        const gram = needle.text.slice(at, at + this.size);
        const places = this.grams.get(gram);
        if (places === undefined) this.grams.set(gram, [[needle, at]]);
        else places.push([needle, at]);
      }
  }

  /** Whatever is as long as `min` holds a gram that begins at a multiple of the step: only those are looked up. */
  search(text: string, found: Found): void {
    const step = this.min - this.size + 1;
    for (let index = 0; index + this.size <= text.length; index += step)
      for (const [needle, at] of this.grams.get(text.slice(index, index + this.size)) ?? [])
        this.extend(text, index, needle, at, found);
  }

  private extend(text: string, index: number, { text: own, isWord }: Needle, at: number, found: Found): void {
    let before = 0;
    while (before < at && before < index && text[index - before - 1] === own[at - before - 1]) before++;
    let after = this.size;
    while (at + after < own.length && text[index + after] === own[at + after]) after++;
    const [begin, end] = [index - before, index + after];
    if (end - begin < this.min || (isWord && (isLetter(text[begin - 1]) || isLetter(text[end])))) return;
    found(begin, end);
  }
}

/** In Base64, the characters beside a part hold bits of the secret, too. If the text ends within the same group of four, all of it does. */
const BEFORE = /[\w+/-]$/;
const AFTER = /^(?:[\w+/-]{0,3}(?![\w+/-])|[\w+/-])={0,2}/;

/** Finds the needles in a text. Its time is proportional to the text's length. */
export function searcher(needles: readonly Needle[]): (text: string, found: Found) => void {
  const groups = new Map<string, Needle[]>();
  for (const needle of needles) {
    const key = `${needle.reading} ${needle.min}`;
    groups.set(key, [...(groups.get(key) ?? []), needle]);
  }
  const haystacks = [...groups.values()].flatMap((group) =>
    group[0] === undefined ? [] : [new Haystack(group[0].reading, group[0].min, group)],
  );
  return (text, found) => {
    const read = { text: READINGS.text(text), base64: READINGS.base64(text), hex: READINGS.hex(text) };
    const inBase64: Found = (begin, end) => {
      const [before = ""] = BEFORE.exec(text.slice(Math.max(0, begin - 1), begin)) ?? [];
      const [after = ""] = AFTER.exec(text.slice(end, end + 6)) ?? [];
      found(begin - before.length, end + after.length);
    };
    for (const haystack of haystacks)
      haystack.search(read[haystack.reading], haystack.reading === "base64" ? inBase64 : found);
  };
}
