/** Where the sandbox may call: this machine, and nothing else. */
import { SandboxError } from "../../errors";
import { isLoopback } from "../../rules/addresses";

/**
 * Reads the URL of a receiver. Throws a 400 for one that is not http or https on a loopback address: a sandbox must not send
 * test data, or credentials, to other machines.
 */
export function loopbackUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !["http:", "https:"].includes(url.protocol))
    throw new SandboxError(400, "url must be an http or https URL");
  if (!isLoopback(url.hostname)) throw new SandboxError(400, "url must be a loopback address such as 127.0.0.1");
  if (url.username || url.password)
    throw new SandboxError(400, "url must not hold credentials; send username and password");
  return url;
}
