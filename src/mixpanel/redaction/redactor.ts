import type { Credentials } from "../credentials";
import { asWritten, type Unescaped, unescaped } from "./escapes";
import { needlesOf, type Secret, searcher } from "./needles";

/** So many characters of a password or token in a row are a secret, too: a server may repeat a truncated one. */
const MIN_PART = 12;

/** How often a text may have been escaped: JSON in JSON, percent-encoding in HTML. */
const MAX_LEVELS = 3;

const REDACTED = "[redacted]";

function secretsOf({ username, password, projectToken, gdprToken }: Credentials, others: readonly string[]): Secret[] {
  const whole = [username, username && password && `${username}:${password}`];
  const inParts = [password, gdprToken, projectToken, ...others];
  const filled = (secrets: readonly (string | undefined)[]) => secrets.filter((secret) => secret !== undefined);
  return [...filled(whole).map((text) => ({ text })), ...filled(inParts).map((text) => ({ text, minPart: MIN_PART }))];
}

/** A secret as it is, and without what looks like an escape in it, as it is read where a text has real ones. */
function variantsOf({ text, minPart }: Secret): Secret[] {
  const variants: Secret[] = [];
  for (
    let level: Unescaped | undefined = asWritten(text);
    level && variants.length <= MAX_LEVELS;
    level = unescaped(level)
  )
    variants.push({ text: level.text, minPart });
  return variants;
}

type Range = [begin: number, end: number];

/** The text without the ranges, which may overlap. */
function without(text: string, ranges: Range[]): string {
  ranges.sort(([one], [other]) => one - other);
  const pieces: string[] = [];
  let copied = 0;
  for (const [begin, end] of ranges) {
    if (begin > copied || pieces.length === 0) pieces.push(text.slice(copied, begin), REDACTED);
    copied = Math.max(copied, end);
  }
  return pieces.join("") + text.slice(copied);
}

/**
 * Makes a function that removes every secret of a connection from a text, however a server or proxy writes it: plain, percent- or
 * form-encoded, with the escapes of JSON or HTML, several of these at once, as hexadecimal digits, in Base64 of any alphabet, alone or within
 * a longer text such as Basic credentials. Of passwords and tokens, parts of 12 characters and more are removed too.
 *
 * @param others secrets of other systems, which a request hands on
 */
export function redactor(credentials: Credentials, others: readonly string[] = []): (text: string) => string {
  // Most clients never fail, so nothing is prepared before the first text.
  let search: ReturnType<typeof searcher> | undefined;
  return (text) => {
    search ??= searcher(secretsOf(credentials, others).flatMap(variantsOf).flatMap(needlesOf));
    const ranges: Range[] = [];
    let level: Unescaped | undefined = asWritten(text);
    for (let levels = 0; level && levels <= MAX_LEVELS; level = unescaped(level), levels++) {
      const { begins } = level;
      search(level.text, (begin, end) => ranges.push([begins[begin] ?? 0, begins[end] ?? text.length]));
    }
    return ranges.length === 0 ? text : without(text, ranges);
  };
}
