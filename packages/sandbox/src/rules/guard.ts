/**
 * Who may call: programs on this machine, and web pages that it serves itself. A page from elsewhere must neither change nor read a
 * developer's sandbox: not by a cross-site request (Origin, Sec-Fetch-Site), and not by a name that its owner points at this machine
 * (Host; DNS rebinding). The guard asks nothing of the path, so no spelling of a path can avoid it.
 */
import type { IncomingMessage } from "node:http";
import { SandboxError } from "../errors";
import { hostOf, isAddress, isLoopback } from "./addresses";
import { isMixpanelHost } from "./hosts";

const EVERY_ADDRESS: ReadonlySet<string> = new Set(["0.0.0.0", "::", "[::]"]);

/** Values of Sec-Fetch-Site for a page of this machine, and for an address that somebody typed. */
const NEAR_SITES: ReadonlySet<string> = new Set(["same-origin", "same-site", "none"]);

/** What of a request tells where it comes from. */
type Call = Pick<IncomingMessage, "rawHeaders" | "headers">;

/** Checks the callers of one sandbox. */
export class Guard {
  readonly #listeningOn: string;
  readonly #isEverywhere: boolean;

  /** @param listeningOn the address or name that the sandbox listens on */
  constructor(listeningOn: string) {
    const name = listeningOn.toLowerCase();
    this.#listeningOn = name.includes(":") && !name.startsWith("[") ? `[${name}]` : name;
    this.#isEverywhere = EVERY_ADDRESS.has(name);
  }

  /**
   * Throws 403 for a caller that is not allowed.
   * @param targetAuthority host and port of a request target such as `http://localhost/track`; null for a plain path
   */
  check(request: Call, targetAuthority: string | null): void {
    const hosts = valuesOf(request, "host");
    if (targetAuthority !== null) hosts.push(targetAuthority);
    if (hosts.length === 0 || valuesOf(request, "host").length > 1 || !hosts.every((host) => this.#allowsHost(host))) {
      throw new SandboxError(
        403,
        `This sandbox does not answer to the host ${JSON.stringify(hosts.join(", "))}: call it as localhost, by one of Mixpanel's host names, or by the name given with --host.`,
      );
    }
    const page = pageOf(request);
    if (page !== null && !this.#allowsPage(page)) {
      throw new SandboxError(
        403,
        `This sandbox does not answer web pages of ${page}: serve the page from http://localhost, or call the sandbox from a program.`,
      );
    }
  }

  #allowsHost(authority: string): boolean {
    const host = hostOf(authority);
    if (host === null) return false;
    // An address cannot be pointed elsewhere, so that rebinding needs a name.
    return this.#isOwn(host) || isMixpanelHost(host) || (this.#isEverywhere && isAddress(host));
  }

  #allowsPage(origin: string): boolean {
    const host = hostOf(/^https?:\/\/(.*)$/i.exec(origin)?.[1] ?? "");
    return host !== null && this.#isOwn(host);
  }

  #isOwn(host: string): boolean {
    return isLoopback(host) || host === this.#listeningOn;
  }
}

/** The origin of the web page that sends a request; null when it is no page's, or a page's of this same address. */
function pageOf(request: Call): string | null {
  const { origin, referer } = request.headers;
  if (origin !== undefined) return origin;
  // Browsers leave Origin out of images, scripts and links, but not Sec-Fetch-Site. A page can hide its Referer, not forge it.
  const sites = request.headers["sec-fetch-site"];
  const names = sites === undefined ? [] : [sites].flat().join(",").toLowerCase().split(",");
  if (names.every((name) => NEAR_SITES.has(name.trim()))) return null;
  return referer !== undefined && URL.canParse(referer) ? new URL(referer).origin : "null";
}

/** Every value of a header as it was sent: Node.js keeps only the first of several Host headers. */
function valuesOf(request: Call, name: string): string[] {
  return request.rawHeaders.filter((_value, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === name);
}
