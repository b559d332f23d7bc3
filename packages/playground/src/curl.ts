/** A request as a command for a shell. Credentials come from the variables that the command line reads. */
import { type Target, VARIABLES } from "../../cli/src/connection";
import { MAX_SHOWN_BYTES, textOf } from "./bodies";
import type { Recorded } from "./recorder";

/** Headers that curl sets itself, or that no longer apply to a body that is not compressed. */
const LEFT_OUT =
  /^(host|content-length|content-encoding|connection|accept-encoding|transfer-encoding|user-agent|authorization|traceparent)$/i;

type Piece = { text: string } | { variable: string };

/** Text for a shell in which some values are variables. */
type Quote = (text: string) => string;

const singleQuoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Values of the connection by the variables that hold them; the longest first, as one may contain another. */
function variablesOf({
  connection,
  second,
}: Pick<Target, "connection" | "second">): [value: string, variable: string][] {
  const named = [connection, second].flatMap((one, index) =>
    Object.entries(VARIABLES).map(([variable, key]): [string, string] => [
      one?.fields[key] ?? "",
      index === 0 ? variable : variable.replace("MIXPANEL_", "MIXPANEL_TO_"),
    ]),
  );
  const secret = named.filter(([value, variable]) => value !== "" && /SECRET|TOKEN|USERNAME/.test(variable));
  return secret.sort(([one], [other]) => other.length - one.length);
}

/** Characters that mean nothing within double quotes. */
const PLAIN = /^[\w .,:;/@=?&%+-]*$/;

/** A text that holds values of variables: in double quotes if the rest of it is plain, and else in pieces. */
function quoteWith(variables: readonly [value: string, variable: string][]): Quote {
  const piecesOf = (text: string, [first, ...rest]: readonly [string, string][]): Piece[] => {
    if (first === undefined) return text === "" ? [] : [{ text }];
    const [value, variable] = first;
    return text
      .split(value)
      .flatMap((part, index) => [...(index === 0 ? [] : [{ variable }]), ...piecesOf(part, rest)]);
  };
  return (text) => {
    const pieces = piecesOf(text, variables);
    if (!pieces.some((piece) => "variable" in piece)) return singleQuoted(text);
    if (pieces.every((piece) => "variable" in piece || PLAIN.test(piece.text)))
      return `"${pieces.map((piece, index) => ("variable" in piece ? inText(piece.variable, pieces[index + 1]) : piece.text)).join("")}"`;
    return pieces.map((piece) => ("variable" in piece ? `"$${piece.variable}"` : singleQuoted(piece.text))).join("");
  };
}

/** A name that a letter follows needs braces. */
const inText = (variable: string, next: Piece | undefined) =>
  next !== undefined && "text" in next && /^\w/.test(next.text) ? `\${${variable}}` : `$${variable}`;

/** Options for the credentials of a request. */
function credentials(header: string, quote: Quote): string[] {
  const [, scheme = "", value = ""] = /^(\w+) (.*)$/.exec(header) ?? [];
  if (scheme === "") return [];
  if (scheme.toLowerCase() === "basic") return [`-u ${quote(Buffer.from(value, "base64").toString("utf8"))}`];
  return [`-H ${quote(`Authorization: ${header}`)}`];
}

/** @returns a command whose body is in the file `body` if it is not text, or too long for a command */
export function curlOf({ method, origin, path, headers, body }: Recorded, target: Target): string {
  const variables = variablesOf(target);
  const quote = quoteWith(variables);
  // A user name is a variable only in credentials: elsewhere it may be part of a word.
  const quoteSecrets = quoteWith(variables.filter(([, variable]) => !variable.endsWith("USERNAME")));
  const text = textOf(body, headers["content-encoding"], MAX_SHOWN_BYTES + 1);
  const data =
    body.bytes === 0
      ? []
      : text === undefined || text.length > MAX_SHOWN_BYTES
        ? ["--data-binary @body"]
        : [`--data-raw ${quoteSecrets(text)}`];
  const options = [
    ...(method === "GET" ? [] : [`-X ${method}`]),
    ...credentials(String(headers.authorization ?? ""), quote),
    ...Object.entries(headers).flatMap(([name, value]) =>
      LEFT_OUT.test(name) || value === undefined ? [] : [`-H ${quoteSecrets(`${name}: ${String(value)}`)}`],
    ),
    ...data,
  ];
  return ["curl", quoteSecrets(`${origin}${path}`), ...options].join(" \\\n  ");
}
