import { MixpanelAuthError } from "./errors";

/** The credentials of a connection. All are optional: each operation requires only those it uses. */
export interface Credentials {
  /** Service account user name and secret: Organization Settings > Service Accounts. */
  username?: string;
  password?: string;
  /** Project token: Project Settings > Access Keys. Identifies the project on ingestion; it is neither a secret nor an authorization. */
  projectToken?: string;
  /** Personal token of the privacy API: Profile > Data & Privacy. */
  gdprToken?: string;
}

/**
 * How an operation authenticates. `serviceAccount`: Basic. `tokenAsUser`: Basic with the project token as user name and no password, which
 * only /import accepts. `gdprToken`: Bearer. `tokenInBody`: no header; each record contains the token.
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

/** Ends the user names that Mixpanel gives to service accounts. */
const ACCOUNT_NAME = /mp-service-account/i;

/** Whether the text in place of a GDPR token is a service account: its name, its secret, or both as Basic credentials. */
function isServiceAccount(token: string, { username, password }: Credentials): boolean {
  const decoded = Buffer.from(token.replace(/^basic /i, ""), "base64").toString("latin1");
  return token === username || token === password || /^basic /i.test(token) || ACCOUNT_NAME.test(token + decoded);
}

const accountAsToken = (operation: string) =>
  new MixpanelAuthError({
    operation,
    message: `${operation} was not sent: the GDPR Token of the connection is a service account or its secret, which privacy requests do not take. Create an OAuth token in Mixpanel under Profile > Data & Privacy, and put it into the field GDPR Token.`,
  });

/**
 * The `Authorization` header of a request.
 *
 * @returns the header's value, or undefined if the operation has none
 * @throws MixpanelAuthError naming the connection's field that is missing; incomplete credentials are never sent
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
      if (isServiceAccount(gdprToken, credentials)) throw accountAsToken(operation);
      return `Bearer ${gdprToken}`;
    case "tokenInBody":
      return undefined;
  }
}

/** The project token, for operations that send it in their body. @throws MixpanelAuthError if the connection has none */
export function requireProjectToken(credentials: Credentials, operation: string): string {
  if (!credentials.projectToken) throw missing(operation, "Project Token");
  return credentials.projectToken;
}
