/** Shortens the comments of inputs: the first sentence says what an input is for. */

const ENOUGH = 110;

/** The first sentence, and what follows; a short text is not shortened. */
export function shortened(text: string): { short: string; more: string } {
  if (text.length <= ENOUGH) return { short: text, more: "" };
  const end = /[^.]\.(?=\s+[A-Z])/.exec(text);
  const at = end === null ? text.length : end.index + 2;
  return { short: text.slice(0, at), more: text.slice(at).trim() };
}
