/** Removes escapes from a text: percent-encoding, HTML entities and the escapes of JSON, and keeps where each character was. */

/** A text without escapes. */
export interface Unescaped {
  text: string;
  /** Where each UTF-16 unit of the text begins in the original, and at the end the length of the original. */
  begins: Uint32Array;
}

const ESCAPE =
  /(?:%[\da-f]{2})+|\\(?:u[\da-f]{4}|x[\da-f]{2}|["'\\/bfnrt])|&(?:#x[\da-f]{1,6}|#\d{1,7});?|&[a-z]+\d?;/gi;

const CONTROLS = new Map([..."bfnrt"].map((letter, index) => [letter, [..."\b\f\n\r\t"][index] ?? ""]));

/** Names of ASCII characters in HTML, and those from U+00A0 to U+00FF in the order of their codes. */
const ASCII_NAMES =
  "Tab 9 NewLine 10 excl 33 quot 34 QUOT 34 num 35 dollar 36 percnt 37 amp 38 AMP 38 apos 39 lpar 40 rpar 41 ast 42 plus 43 comma 44 period 46 sol 47 colon 58 semi 59 lt 60 LT 60 equals 61 gt 62 GT 62 quest 63 commat 64 lsqb 91 lbrack 91 bsol 92 rsqb 93 rbrack 93 Hat 94 lowbar 95 grave 96 lcub 123 lbrace 123 verbar 124 vert 124 rcub 125 rbrace 125";
const LATIN_NAMES =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";
const NAMED = new Map([
  ...[...ASCII_NAMES.matchAll(/(\w+) (\d+)/g)].map(
    ([, name, code]) => [name, String.fromCharCode(Number(code))] as const,
  ),
  ...LATIN_NAMES.split(" ").map((name, index) => [name, String.fromCharCode(0xa0 + index)] as const),
]);

/** Called with each character of an escape, and its length in the escape. */
type Emit = (character: string, length: number) => void;

/** How many bytes a character takes in UTF-8, by its first byte. */
const bytesOf = (first: number) => (first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1);

/** Bytes that are no UTF-8 are read as Latin-1, as some servers write it. */
function percentDecoded(written: string, emit: Emit): void {
  const bytes = Buffer.from(written.replaceAll("%", ""), "hex");
  for (let at = 0; at < bytes.length; ) {
    const size = bytesOf(bytes[at] ?? 0);
    const character = bytes.toString("utf8", at, at + size);
    const isWhole = !character.includes("\ufffd");
    emit(isWhole ? character : bytes.toString("latin1", at, at + 1), 3 * (isWhole ? size : 1));
    at += isWhole ? size : 1;
  }
}

function characterOf(written: string): string | undefined {
  if (written.startsWith("\\")) {
    const rest = written.slice(2);
    return rest === ""
      ? (CONTROLS.get(written.slice(1)) ?? written.slice(1))
      : String.fromCharCode(Number.parseInt(rest, 16));
  }
  const name = written.slice(1).replace(";", "");
  if (!name.startsWith("#")) return NAMED.get(name);
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** Removes one level of escapes from a text. @returns undefined if it has none */
export function unescaped({ text, begins }: Unescaped): Unescaped | undefined {
  const pieces: string[] = [];
  const places = new Uint32Array(text.length + 1);
  let length = 0;
  let copied = 0;
  const copy = (end: number) => {
    pieces.push(text.slice(copied, end));
    places.set(begins.subarray(copied, end), length);
    length += end - copied;
  };
  for (const { 0: written, index } of text.matchAll(ESCAPE)) {
    const characters: [string, number][] = [];
    if (written.startsWith("%")) percentDecoded(written, (...one) => characters.push(one));
    else characters.push([characterOf(written) ?? written, written.length]);
    if (characters[0]?.[0] === written) continue;
    copy(index);
    let from = index;
    for (const [character, size] of characters) {
      pieces.push(character);
      for (let unit = 0; unit < character.length; unit++) places[length++] = begins[from] ?? 0;
      from += size;
    }
    copied = index + written.length;
  }
  if (copied === 0) return undefined;
  copy(text.length);
  places[length] = begins[text.length] ?? 0;
  return { text: pieces.join(""), begins: places.subarray(0, length + 1) };
}

/** A text as it is. */
export const asWritten = (text: string): Unescaped => ({
  text,
  begins: Uint32Array.from({ length: text.length + 1 }, (_, index) => index),
});
