import { InputError } from "../errors";
import { HOSTS, type HostKind, type Residency } from "../residency";

/** In a custom API host, replaced by the Mixpanel host of each request, so that a proxy knows where to forward it. */
const HOST_PLACEHOLDER = "{host}";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host name means this machine: `localhost`, `127.0.0.1`, `[::1]`. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/**
 * Checks the address that a connection calls instead of Mixpanel's hosts: a proxy of the user, or the local sandbox. It receives
 * credentials, so it must be https, except on this machine.
 *
 * @param text for example `http://localhost:8787` or `https://proxy.example.com/{host}`
 * @returns the address without a trailing slash
 * @throws InputError if it is not such an address
 */
export function parseApiHost(text: string): string {
  const expected =
    "an https address such as https://proxy.example.com or https://proxy.example.com/{host} (http on localhost only)";
  const address = text.trim().replace(/\/+$/, "");
  let url: URL;
  try {
    url = new URL(address.replace(HOST_PLACEHOLDER, "host.placeholder"));
  } catch {
    // The error of URL contains the text, which may contain a password.
    throw new InputError({ input: "Custom API Host", got: "text that is not an address", expected });
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
 * The beginning of the address of a request.
 *
 * @param kind which of Mixpanel's APIs is called
 * @param apiHost the connection's custom API host, already parsed; undefined for Mixpanel's own hosts
 * @returns scheme, host and path prefix, without a trailing slash
 */
export function baseUrl(kind: HostKind, residency: Residency, apiHost: string | undefined): string {
  return hostUrl(HOSTS[residency][kind], apiHost);
}

/** The address at which a Mixpanel host is called: its own, or the connection's custom API host. */
export function hostUrl(host: string, apiHost: string | undefined): string {
  return apiHost === undefined ? `https://${host}` : apiHost.replace(HOST_PLACEHOLDER, host);
}
