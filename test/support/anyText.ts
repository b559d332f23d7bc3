import fc from "fast-check";

function codeOf(text: unknown): number {
  if (typeof text !== "string" || [...text].length !== 1) throw new Error("not one character");
  return text.codePointAt(0) ?? 0;
}

/**
 * Any code point, halves of surrogate pairs among them: what fast-check calls `binary`. Its own unit lists all 1.1 million of them
 * once a test file, which takes half a second.
 */
export const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code), codeOf);
