import type { Auth } from "../credentials";
import { InputError } from "../errors";
import { baseUrl, hostUrl } from "../http/baseUrl";
import { type HostKind, isMixpanelHost, type Residency } from "../residency";

/** The hosts that a raw request may call: those of the connection's residency, or its custom API host. */
export interface RawTarget {
  residency: Residency;
  apiHost?: string;
}

const PATH_EXPECTED = "a path such as /api/query/insights";
const BASE_EXPECTED = "one of Mixpanel's hosts, such as https://api.mixpanel.com or https://eu.mixpanel.com/api/query";

/**
 * Checks that the input contains only a path: a whole URL could send the credentials to another host.
 *
 * @returns the path, beginning with a slash
 * @throws InputError
 */
export function assertPath(input: string, path: string): string {
  const refuse = (got: string) =>
    new InputError({
      input,
      got,
      expected: PATH_EXPECTED,
      fix: "The host comes from the Base URL or the connection.",
    });
  if (/^[a-z][a-z0-9+.-]*:/i.test(path)) throw refuse("a whole URL");
  if (/^[\\/]{2}/.test(path) || path.includes("\\")) throw refuse("a path that leads to another host");
  if (/\s|\p{Cc}/u.test(path)) throw refuse("a path with whitespace or control characters");
  if (/(^|\/)(\.|%2e){2}(\/|\?|#|$)/i.test(path)) throw refuse("a path with .. in it");
  return path.startsWith("/") ? path : `/${path}`;
}

/** Which of a residency's hosts serves a path. */
function kindOf(path: string): HostKind {
  if (/^\/api\/2\.0\/(export|nessie)\b/.test(path)) return "data";
  return path.startsWith("/api/") ? "query" : "ingestion";
}

/** Checks a Base URL that a builder wrote. @throws InputError if its host is neither Mixpanel's nor the connection's custom API host */
function writtenBase(input: string, written: string, { apiHost }: RawTarget): string {
  const address = (/^[a-z][a-z0-9+.-]*:/i.test(written) ? written : `https://${written}`).replace(/\/+$/, "");
  if (
    apiHost !== undefined &&
    !apiHost.includes("{host}") &&
    (address === apiHost || address.startsWith(`${apiHost}/`))
  ) {
    assertPath(input, address.slice(apiHost.length));
    return address;
  }
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new InputError({ input, got: "text that is not a URL", expected: BASE_EXPECTED });
  }
  const clean = url.protocol === "https:" && !url.username && !url.password && !url.port && !url.search && !url.hash;
  if (!clean || !isMixpanelHost(url.hostname)) {
    throw new InputError({
      input,
      got: `a URL with the host ${url.hostname}`,
      expected: BASE_EXPECTED,
      fix: "Credentials are sent only to Mixpanel's hosts over https (without port, user name or query), or to the Custom API Host of the connection.",
    });
  }
  return hostUrl(url.hostname, apiHost) + (url.pathname === "/" ? "" : assertPath(input, url.pathname));
}

/**
 * The URL of a raw request.
 *
 * @param written the Base URL input; if it is undefined, the path determines which host of the connection's residency is called
 * @throws InputError for a host that is not Mixpanel's or the connection's own, and for a path that leads to another host
 */
export function rawUrl(target: RawTarget, written: string | undefined, path: string): URL {
  const checked = assertPath("URL", path);
  const base =
    written === undefined
      ? baseUrl(kindOf(checked), target.residency, target.apiHost)
      : writtenBase("Base URL", written, target);
  const url = new URL(base + checked);
  if (url.origin !== new URL(base).origin)
    throw new InputError({ input: "URL", got: "a path that leads to another host", expected: PATH_EXPECTED });
  return url;
}

/** The kind of credentials for a path. Events and profile updates contain the token in their body. */
export function rawAuth(url: URL): Auth {
  if (/\/api\/app\/data-(retrievals|deletions)\b/.test(url.pathname)) return "gdprToken";
  return /(^|\.com|\/)\/?(track|engage|groups)\/?$/.test(url.pathname) && !url.pathname.includes("/api/")
    ? "tokenInBody"
    : "serviceAccount";
}
