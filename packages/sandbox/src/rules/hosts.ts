/** Mixpanel's hosts on one port: named by the first path segment or by the Host header. */
import { errorBody, SandboxError } from "../errors";
import type { MixpanelHost, Residency } from "../types";
import { hostOf } from "./addresses";

const HOSTS: ReadonlyMap<string, MixpanelHost> = new Map(
  (
    [
      ["US", "ingestion", "api.mixpanel.com"],
      // Where the official SDK for browsers sends to.
      ["US", "ingestion", "api-js.mixpanel.com"],
      ["US", "app", "mixpanel.com"],
      ["US", "data", "data.mixpanel.com"],
      ["EU", "ingestion", "api-eu.mixpanel.com"],
      ["EU", "app", "eu.mixpanel.com"],
      ["EU", "data", "data-eu.mixpanel.com"],
      ["IN", "ingestion", "api-in.mixpanel.com"],
      ["IN", "app", "in.mixpanel.com"],
      ["IN", "data", "data-in.mixpanel.com"],
    ] as [Residency, MixpanelHost["purpose"], string][]
  ).map(([residency, purpose, name]) => [name, { name, residency, purpose }]),
);

/** The names of Mixpanel's hosts. */
export const MIXPANEL_HOSTS: readonly string[] = [...HOSTS.keys()];

/** The host that a request names, and its path and query without the host segment. */
export interface CalledUrl {
  host: MixpanelHost | null;
  url: string;
  /** Host and port of a request target such as `http://localhost/track`; null for a plain path. */
  authority: string | null;
}

/** Whether a name is one of Mixpanel's hosts. */
export function isMixpanelHost(name: string): boolean {
  return HOSTS.has(name);
}

/**
 * Reads which Mixpanel host a request means: `/api-eu.mixpanel.com/import` or the header `Host: api-eu.mixpanel.com`.
 * @param target the request target as it came: path and query, or a whole URL, which comes before the header
 * @param hostHeader the Host header, a port allowed
 */
export function readHost(target: string, hostHeader: string | undefined): CalledUrl {
  const absolute = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)(.*)$/is.exec(target);
  const authority = absolute ? (absolute[1] ?? "") : null;
  const rest = absolute ? (absolute[2] ?? "") : target;
  const url = absolute && !rest.startsWith("/") ? `/${rest}` : rest;
  const segment = /^\/([a-z-]*\.?mixpanel\.com)(?=[/?]|$)/i.exec(url)?.[1];
  const byPath = segment === undefined ? undefined : HOSTS.get(segment.toLowerCase());
  if (segment !== undefined && byPath) {
    const below = url.slice(segment.length + 1);
    return { host: byPath, url: below.startsWith("/") ? below : `/${below}`, authority };
  }
  const name = hostOf(authority ?? hostHeader ?? "");
  return { host: (name !== null && HOSTS.get(name)) || null, url, authority };
}

/** Which kind of host serves a path; null for paths that belong to the sandbox itself. */
export function purposeOf(path: string): MixpanelHost["purpose"] | null {
  if (path.startsWith("/_sandbox")) return null;
  if (path.startsWith("/api/2.0/export") || path.startsWith("/api/2.0/nessie")) return "data";
  return path.startsWith("/api/") ? "app" : "ingestion";
}

/**
 * Throws 404 when the named host is not the one that serves the route, as a wrong base URL would meet in the field.
 * @param path the path as the router reads it
 * @param url path and query as they came
 */
export function checkHost(host: MixpanelHost | null, path: string, url: string): void {
  const purpose = purposeOf(path);
  if (!host || !purpose || host.purpose === purpose) return;
  throw new SandboxError(404, `${host.name} does not serve ${url}.`);
}

/** The body of a 404 for a path that no operation has. */
export function notFoundBody(path: string): Record<string, unknown> {
  const hint = path.startsWith("/_sandbox") ? ". GET /_sandbox lists the control routes." : "";
  return errorBody(path, 404, `No such path: ${path}${hint}`);
}
