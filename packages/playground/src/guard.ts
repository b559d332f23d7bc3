/**
 * Who may call: the page that this server serves, in a browser on this machine. Every request is checked, also for files: a page from
 * elsewhere must neither read nor change anything, not by a request of its own (Origin, Sec-Fetch-Site), and not by a name that its owner
 * points at this machine (Host; DNS rebinding). Routes of the API need the token of the page besides.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { RequestError } from "./playground";

const TOKEN_HEADER = "x-playground-token";
const NAMES: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** An address that somebody typed has none of another page. */
const OWN_SITES: readonly string[] = ["same-origin", "none"];

export const newToken = (): string => randomBytes(32).toString("base64url");

/** Every value of a header as it was sent: Node.js keeps only the first of several Host headers. */
function valuesOf({ rawHeaders }: IncomingMessage, name: string): string[] {
  return rawHeaders.filter((_value, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === name);
}

function equals(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * @param port the server's own
 * @throws RequestError for a host or a page that is not the server's own
 */
export function assertOwnPage(request: IncomingMessage, port: number): void {
  const hosts = valuesOf(request, "host");
  const own = NAMES.map((name) => `${name}:${port}`);
  const [host = ""] = hosts;
  if (hosts.length !== 1 || !own.includes(host.toLowerCase()))
    throw new RequestError(
      403,
      `The playground answers only at http://localhost:${port} and http://127.0.0.1:${port}.`,
    );
  const origins = valuesOf(request, "origin");
  const sites = valuesOf(request, "sec-fetch-site");
  const isOwn =
    origins.every((origin) => origin.toLowerCase() === `http://${host.toLowerCase()}`) &&
    sites.every((site) => OWN_SITES.includes(site.trim().toLowerCase()));
  if (!isOwn) throw new RequestError(403, "The playground answers no other web page than its own.");
}

/** @throws RequestError without the token of the page */
export function assertToken(request: IncomingMessage, token: string): void {
  const given = valuesOf(request, TOKEN_HEADER);
  if (given.length !== 1 || !equals(given[0] ?? "", token))
    throw new RequestError(401, "The page is of an earlier start of the playground. Reload it.");
}
