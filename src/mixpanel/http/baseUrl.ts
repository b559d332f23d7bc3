import { InputError } from "../errors";
import { HOSTS, type HostKind, type Residency } from "../residency";

/** Stands in a custom API host for the Mixpanel host that would have been called, so that a proxy can pass each call on. */
const HOST_PLACEHOLDER = "{host}";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host name is this machine's own. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/**
 * Checks the address that a connection calls in place of Mixpanel's hosts: a proxy of the user's, or the local sandbox. Credentials
 * will be sent there, so it is https anywhere, and http only on this machine.
 *
 * @param text for example `http://localhost:8787` or `https://proxy.example.com/{host}`
 * @returns the address without a trailing slash
 * @throws InputError when it is no such address
 */
export function parseApiHost(text: string): string {
  const expected =
    "an https address such as https://proxy.example.com or https://proxy.example.com/{host} (http on localhost only)";
  const address = text.trim().replace(/\/+$/, "");
  let url: URL;
  try {
    url = new URL(address.replace(HOST_PLACEHOLDER, "host.placeholder"));
  } catch {
    // Its own error holds the text, which may hold a password.
    throw new InputError({ input: "Custom API Host", got: "text that is no address", expected });
  }
  const fault =
    (url.username || url.password) !== ""
      ? "an address with a user name or password"
      : /[?#]/.test(address)
        ? "an address with a query or fragment"
        : url.hostname.includes("host.placeholder")
          ? "{host} as the host name"
          : url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))
            ? undefined
            : `an address with ${url.protocol}//`;
  if (fault) throw new InputError({ input: "Custom API Host", got: fault, expected });
  return address;
}

/**
 * The address that a call of one kind starts with.
 *
 * @param apiHost the connection's custom API host, already parsed; undefined for Mixpanel's own hosts
 * @returns scheme, host and path prefix, without a trailing slash
 */
export function baseUrl(kind: HostKind, residency: Residency, apiHost: string | undefined): string {
  return hostUrl(HOSTS[residency][kind], apiHost);
}

/** The address under which one of Mixpanel's hosts is called: itself, or what stands in for it. */
export function hostUrl(host: string, apiHost: string | undefined): string {
  return apiHost === undefined ? `https://${host}` : apiHost.replace(HOST_PLACEHOLDER, host);
}
