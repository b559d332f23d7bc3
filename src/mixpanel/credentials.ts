import { MixpanelAuthError } from "./errors";

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

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

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
 * Makes a function that takes every secret of a connection out of a text, in plain, URL-encoded and Basic form. Servers and proxies do
 * echo credentials in their errors.
 */
export function redactor(credentials: Credentials): (text: string) => string {
  const { username, password, projectToken, gdprToken } = credentials;
  const secrets = [password, gdprToken, projectToken, username].filter((secret): secret is string => !!secret);
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]);
  if (username && password) forms.push(basic(username, password).slice("Basic ".length));
  if (projectToken) forms.push(basic(projectToken, "").slice("Basic ".length));
  // A text of three letters is no secret, and taking it out would garble the message.
  const redacted = forms.filter((form) => form.length > 3);
  // Longest first: a secret that contains another must not leave its rest behind.
  redacted.sort((a, b) => b.length - a.length);
  return (text) => redacted.reduce((clean, form) => clean.replaceAll(form, "[redacted]"), text);
}
