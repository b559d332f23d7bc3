import { MixpanelAuthError } from "./errors";
import { digitsOf, parseExact, stringifyExact } from "./records/exactNumbers";

/** What a connection may hold. Each part is optional: an operation asks for what it needs. */
export interface Credentials {
  /** Service account user name and secret: Organization Settings > Service Accounts. */
  username?: string;
  password?: string;
  /** Project token: Project Settings > Access Keys. Names the project on ingestion; not a secret, and not an authorization. */
  projectToken?: string;
  /** Personal token of the privacy API: Profile > Data & Privacy. */
  gdprToken?: string;
}

/**
 * How an operation says who calls. `serviceAccount`: Basic. `tokenAsUser`: Basic with the project token and no password, which /import
 * alone takes. `gdprToken`: Bearer. `tokenInBody`: no header at all, each record carries the token.
 */
export type Auth = "serviceAccount" | "tokenAsUser" | "gdprToken" | "tokenInBody";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const basic = (user: string, password: string) => `Basic ${base64(`${user}:${password}`)}`;

function missing(operation: string, fields: string): MixpanelAuthError {
  return new MixpanelAuthError({
    operation,
    message: `${operation} was not sent: the connection has no ${fields}. Fill in ${fields} on the Mixpanel connection.`,
  });
}

/**
 * The `Authorization` header of a call.
 *
 * @returns the header's value, or undefined where the operation has none
 * @throws MixpanelAuthError naming the connection's field that is missing; nothing half is ever sent
 */
export function authorization(auth: Auth, credentials: Credentials, operation: string): string | undefined {
  const { username, password, gdprToken } = credentials;
  switch (auth) {
    case "serviceAccount":
      if (!username && !password) throw missing(operation, "Username and Password (a service account)");
      if (!username) throw missing(operation, "Username (the service account of the Password)");
      if (!password) throw missing(operation, "Password (the secret of the service account in Username)");
      return basic(username, password);
    case "tokenAsUser":
      return basic(requireProjectToken(credentials, operation), "");
    case "gdprToken":
      if (!gdprToken) throw missing(operation, "GDPR Token");
      return `Bearer ${gdprToken}`;
    case "tokenInBody":
      return undefined;
  }
}

/** The project token, for the operations that carry it in their body. @throws MixpanelAuthError where the connection has none */
export function requireProjectToken(credentials: Credentials, operation: string): string {
  if (!credentials.projectToken) throw missing(operation, "Project Token");
  return credentials.projectToken;
}

/**
 * Makes a function that takes every secret of a connection out of a text: plain, as addresses, forms and JSON write it, in Base64 and
 * as Basic. Servers and proxies do echo credentials in their errors.
 */
export function redactor(credentials: Credentials): (text: string) => string {
  const { username, password, projectToken, gdprToken } = credentials;
  const secrets = [password, gdprToken, projectToken, username].filter((secret): secret is string => !!secret);
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ "": secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    base64(secret),
    base64(`${secret}:`),
  ]);
  if (username && password) forms.push(base64(`${username}:${password}`));
  // A text of three letters is no secret, and taking it out would garble the message.
  const redacted = forms.filter((form) => form.length > 3);
  // Longest first: a secret that contains another must not leave its rest behind.
  redacted.sort((a, b) => b.length - a.length);
  return (text) => redacted.reduce((clean, form) => clean.replaceAll(form, "[redacted]"), text);
}

/** Takes secrets out of a body: out of each text in it where it is JSON, whatever escapes they are written with, else out of the whole. */
export function redactBody(body: string, redact: (text: string) => string): string {
  try {
    // Long numbers are texts until they are written again, with every digit.
    const clean = (_: string, value: unknown) =>
      typeof value === "string" && digitsOf(value) === value ? redact(value) : value;
    return redact(stringifyExact(JSON.parse(JSON.stringify(parseExact(body)), clean)));
  } catch {
    return redact(body);
  }
}
