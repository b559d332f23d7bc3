/** How a server may write a secret that it repeats: every way that error messages, logs and pages use. */

const hexOf = (byte: number) => byte.toString(16).padStart(2, "0");
const percentOf = (text: string) => [...Buffer.from(text)].map((byte) => `%${hexOf(byte)}`).join("");

/** Everything but letters, digits and what an address may hold anywhere. */
const RESERVED = /[^\w.~-]/gu;

const NAMES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "/": "&sol;",
  "+": "&plus;",
  "=": "&equals;",
  é: "&eacute;",
};
const byUnit = (text: string, write: (code: number) => string) =>
  Array.from({ length: text.length }, (_, index) => write(text.charCodeAt(index))).join("");
const byCharacter = (text: string, write: (code: number) => string) =>
  [...text].map((character) => write(character.codePointAt(0) ?? 0)).join("");

const base64 = (text: string) => Buffer.from(text).toString("base64");

type Encoding = (text: string) => string;

/** Each of them has a way back that leads to every character of the text. */
export const ESCAPES: Readonly<Record<string, Encoding>> = {
  plain: (text) => text,
  "percent, reserved characters": (text) => encodeURIComponent(text),
  "percent, in small letters": (text) => text.replace(RESERVED, percentOf),
  "percent, few characters": (text) => text.replace(/[%/"é]/gu, percentOf),
  "percent, every character": (text) => percentOf(text).toUpperCase(),
  "percent, twice": (text) => encodeURIComponent(encodeURIComponent(text)),
  form: (text) => new URLSearchParams({ "": text }).toString().slice(1),
  "HTML, named": (text) => text.replace(/[&<>"'/+=é]/gu, (character) => NAMES[character] ?? character),
  "HTML, decimal": (text) => byCharacter(text, (code) => `&#${code};`),
  "HTML, hexadecimal": (text) => byCharacter(text, (code) => `&#x${code.toString(16).toUpperCase()};`),
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  "JSON, slashes escaped": (text) => JSON.stringify(text).slice(1, -1).replaceAll("/", "\\/"),
  "JSON, every character": (text) => byUnit(text, (code) => `\\u${code.toString(16).padStart(4, "0")}`),
  "JSON, every character in capitals": (text) =>
    byUnit(text, (code) => `\\u${code.toString(16).padStart(4, "0").toUpperCase()}`),
  "JSON in JSON": (text) => JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1),
};

/** Each of them writes bytes, not characters. */
export const BYTE_FORMS: Readonly<Record<string, Encoding>> = {
  Base64: base64,
  "Base64 without padding": (text) => base64(text).replace(/=+$/, ""),
  "Base64, second alphabet": (text) => Buffer.from(text).toString("base64url"),
  hexadecimal: (text) => Buffer.from(text).toString("hex"),
  "hexadecimal, capitals": (text) => Buffer.from(text).toString("hex").toUpperCase(),
};

/** The characters in the middle of Base64 that a text alone determines, at each place in a longer text. */
export function withinBase64(text: string): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const own = whole.toString("base64").slice(Math.ceil((offset * 8) / 6), Math.floor((whole.length * 8) / 6));
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/** All of them at once. */
export const everyForm = (text: string): string[] => [
  ...new Set([...Object.values({ ...ESCAPES, ...BYTE_FORMS }).map((encode) => encode(text)), ...withinBase64(text)]),
];
