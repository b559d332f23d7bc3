/** Takes credentials out of what the request log shows: by the names of headers, parameters and JSON keys. */

/** Longer texts are values. */
const MAX_NAME_LENGTH = 500;

const MASK = "[redacted]";

/** Project tokens are no credentials, as every web page that sends events shows its own: `token` and `$token` stay. */
const CREDENTIAL =
  /(?:secret|password|passwd|passphrase|signature|^sig|credentials?|cookie|authorization|(?:api|access|private|secret|account)key|(?:access|refresh|oauth|auth|id|session|security|bearer|sas|csrf|gdpr|api)token)$/;

/** Schemes of `Authorization` that may be shown; what stands in place of a scheme may be the secret itself. */
const SCHEME = /^(?:Basic|Bearer|Digest|Negotiate|Token) /i;

/** Whether a name, such as `api_key`, `X-Api-Key` or `clientSecret`, names a credential. */
export function isCredentialName(name: string): boolean {
  return CREDENTIAL.test(name.toLowerCase().replace(/[^a-z\d]/g, ""));
}

/** Headers or query parameters without credentials; of an `Authorization`, the scheme stays. */
export function masked(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (!isCredentialName(name)) return [name, value];
      const scheme = typeof value === "string" && /authorization$/i.test(name) ? SCHEME.exec(value)?.[0] : undefined;
      return [name, `${scheme ?? ""}${MASK}`];
    }),
  );
}

/** A body without credentials: JSON, JSON lines or a form. Everything else in it stays as it was sent. */
export function maskedBody(text: string, isCredential = isCredentialName): string {
  return /^\s*["[{]/.test(text) ? maskedJson(text, isCredential) : maskedForm(text, isCredential);
}

/** A response's body without credentials. The secret of a new service account is its `token`. */
export function maskedResponse(text: string): string {
  return maskedBody(text, (name) => name === "token" || isCredentialName(name));
}

type IsCredential = typeof isCredentialName;

function maskedForm(text: string, isCredential: IsCredential): string {
  return text.replace(/(^|&)([^=&]*)=([^&]*)/g, (field: string, before: string, name: string) =>
    isCredential(unescaped(name)) ? `${before}${name}=${MASK}` : field,
  );
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Walks from text to text: parsing would lose digits of long numbers, and invalid JSON is logged too. */
function maskedJson(json: string, isCredential: IsCredential): string {
  let shown = "";
  let position = 0;
  for (let start = json.indexOf('"'); start >= 0; start = json.indexOf('"', position)) {
    const end = endOfText(json, start);
    shown += json.slice(position, end);
    position = end;
    if (end - start > MAX_NAME_LENGTH || !isCredential(textAt(json.slice(start, end)))) continue;
    const value = /\s*:\s*(?=["\d-])/y;
    value.lastIndex = end;
    if (!value.test(json)) continue;
    shown += `${json.slice(end, value.lastIndex)}"${MASK}"`;
    position = json[value.lastIndex] === '"' ? endOfText(json, value.lastIndex) : endOfNumber(json, value.lastIndex);
  }
  return shown + json.slice(position);
}

/** What a JSON text says: escapes in it can hide a name. */
function textAt(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return json;
  }
}

/** The position after the quote that ends a text; the end of the JSON if it never ends. */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at += 1) {
    if (json[at] === "\\") at += 1;
    else if (json[at] === '"') return at + 1;
  }
  return json.length;
}

function endOfNumber(json: string, start: number): number {
  const number = /[\d.eE+-]+/y;
  number.lastIndex = start;
  return number.test(json) ? number.lastIndex : start;
}
