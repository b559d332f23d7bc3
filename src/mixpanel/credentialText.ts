import type { Credentials } from "./credentials";
import { InputError } from "./errors";
import { HEADER_VALUE } from "./http/headerValue";

const LINE_BREAK = /[\r\n\u0085\u2028\u2029]/;
const CONTROL = /\p{Cc}/u;
const HALF_CHARACTER = /\p{Surrogate}/u;
/** A token that is something else, such as Basic credentials, has an error of its own. */
const TOKEN = /^[\x20-\x7e]*$/;

/** What makes a text unfit as a credential. The message must not contain the text itself. */
function faultIn(value: unknown, fits: (text: string) => boolean): string | undefined {
  if (typeof value !== "string") return `${value === null ? "null" : typeof value} instead of text`;
  if (LINE_BREAK.test(value)) return "text with a line break";
  if (CONTROL.test(value)) return "text with a control character";
  if (HALF_CHARACTER.test(value)) return "text with half a character, such as of an emoji";
  return fits(value) ? undefined : "text with a character that a header cannot hold";
}

/**
 * Checks the text of one field of a connection.
 *
 * @param input label of the field
 * @param fits whether the field's own characters are allowed, beside what no credential may contain
 * @throws InputError that names the field and never repeats the text
 */
export function assertCredential(input: string, value: unknown, fits: (text: string) => boolean = () => true): void {
  const got = value === undefined ? undefined : faultIn(value, fits);
  if (got === undefined) return;
  throw new InputError({
    input,
    got,
    expected: "one line of text",
    fix: "Enter it again on the connection, without anything that was copied along with it.",
  });
}

/** @throws InputError for a credential or an integration ID that cannot be sent in a header */
export function assertSendable({
  credentials: { username, password, projectToken, gdprToken },
  integrationId,
}: {
  credentials: Credentials;
  integrationId?: string;
}): void {
  // User names, passwords and project tokens are sent in Base64 or in JSON, which hold any character.
  assertCredential("Username", username);
  assertCredential("Password", password);
  assertCredential("Project Token", projectToken);
  assertCredential("GDPR Token", gdprToken, (text) => TOKEN.test(text));
  assertCredential("Integration ID", integrationId, (text) => HEADER_VALUE.test(text));
}
