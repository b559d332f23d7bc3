/** Names and addresses of hosts: which are this machine's own, and how a Host header spells them. */
import { BlockList, isIP } from "node:net";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8);
LOOPBACK.addAddress("::1", "ipv6");

/** `[::1]`, `127.0.0.1` or `localhost`, with an optional port: no user, no path, nothing else. */
const AUTHORITY = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i;

/** Whether a host is this machine alone: `localhost`, an address of 127.0.0.0/8, or `::1`. Brackets around IPv6 are allowed. */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, "$1");
  const version = isIP(address);
  if (version === 0) return address.toLowerCase() === "localhost";
  return LOOPBACK.check(address, version === 6 ? "ipv6" : "ipv4");
}

/** Whether a host is an address, not a name. Brackets around IPv6 are allowed. */
export function isAddress(host: string): boolean {
  return isIP(host.replace(/^\[(.*)\]$/, "$1")) !== 0;
}

/**
 * The host of an authority such as `LocalHost.:8787`, in lower case and without the dot that ends a full name.
 * Null for what is no plain host and port: an empty text, several hosts, a user before an `@`.
 */
export function hostOf(authority: string): string | null {
  const host = AUTHORITY.exec(authority)?.[1]?.toLowerCase().replace(/\.$/, "");
  return host === undefined || host === "" ? null : host;
}
