import type { MixpanelClient } from "../client";
import { isLoopback } from "../http/baseUrl";

/** Values of a query that are shorter tell nothing, such as a version. */
const SECRET_CHARACTERS = 8;

/** What a request to a link is refused for. */
export type RefusedLink = "noUrl" | "scheme" | "password" | "loopback";

/**
 * Checks a link to an archive. It leads to a storage outside of Mixpanel, and was possibly typed by somebody, so it must be https. A link to
 * this machine is allowed if the connection itself calls this machine: a local sandbox.
 */
export function readLink(
  link: string,
  { apiHost }: Pick<MixpanelClient["options"], "apiHost">,
  base?: URL,
): URL | RefusedLink {
  let url: URL;
  try {
    url = new URL(link, base);
  } catch {
    return "noUrl";
  }
  if (url.username !== "" || url.password !== "") return "password";
  const callsThisMachine = apiHost !== undefined && isLoopback(new URL(apiHost.replace("{host}", "host")).hostname);
  if (isLoopback(url.hostname)) {
    if (!callsThisMachine) return "loopback";
    return url.protocol === "https:" || url.protocol === "http:" ? url : "scheme";
  }
  return url.protocol === "https:" ? url : "scheme";
}

/** In words, for errors, which must not repeat the link. */
export const REFUSED: Readonly<Record<RefusedLink, string>> = {
  noUrl: "text that is not a link",
  scheme: "a link that is not https",
  password: "a link with a user name or password",
  loopback: "a link to this machine, which the connection does not call",
};

/** Everything in a link that opens the archive or names it, in the spellings in which a server may repeat it. */
export function secretsOfLink({ href, pathname, search, searchParams }: URL): string[] {
  const values = [...searchParams.values()].filter((value) => value.length >= SECRET_CHARACTERS);
  const names = pathname.split("/").filter((name) => name.length >= SECRET_CHARACTERS);
  const decoded = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const parts = [href, pathname + search, pathname, search.slice(1), ...values, ...names];
  return [...new Set(parts.flatMap((part) => [part, decoded(part), part.replaceAll("&", "&amp;")]))].filter(
    (part) => part.length >= SECRET_CHARACTERS,
  );
}
