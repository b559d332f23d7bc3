/** Checks once, before a run, that a host of the environment can be reached: an operation would try again for minutes. */
import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import { UsageError } from "./usage";

/** A host that takes longer may still respond to the run itself, which waits longer. */
const PATIENCE_MS = 5_000;
const SECOND_LOOKUP_MS = 1_000;
const PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };

/** The host cannot be reached. */
export class UnreachableHostError extends Error {
  readonly retryable = true;

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no connection";

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The address of a host; the code of the error if its name does not resolve. A name server may fail once. */
async function addressOf(hostname: string): Promise<{ address: string } | { code: string }> {
  const once = () => lookup(hostname).catch((error: unknown) => ({ code: codeOf(error) }));
  const first = await once();
  if ("address" in first || first.code !== "EAI_AGAIN") return first;
  await pause(SECOND_LOOKUP_MS);
  return once();
}

/** The code of the error with which a host refuses a connection; undefined if it accepts one, or has not decided in time. */
function refusalOf(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE_MS });
    const end = (code?: string) => {
      socket.destroy();
      resolve(code);
    };
    socket.once("connect", () => end());
    socket.once("timeout", () => end());
    socket.once("error", (error) => end(codeOf(error)));
  });
}

/**
 * Checks a custom API host.
 *
 * @param variable the environment variable that holds it, for errors
 * @param given undefined for Mixpanel's own hosts, which are not checked
 * @throws UsageError if it is no address; UnreachableHostError if its name does not resolve or nothing listens there
 */
export async function assertReachable(variable: string, given: string | undefined): Promise<void> {
  if (given === undefined) return;
  const { hostname, protocol, port } = new URL(await checked(variable, given));
  const host = hostname.replace(/^\[|\]$/g, "");
  const found = await addressOf(host);
  const at = port === "" ? PORTS[protocol] : Number(port);
  if ("code" in found)
    throw new UnreachableHostError(
      found.code,
      `${variable}: the name ${host} cannot be resolved (${found.code}). Correct it, or check the network.`,
    );
  // Node tries each address of a name, so the name is given here.
  const refusal = at === undefined ? undefined : await refusalOf(host, at);
  if (refusal !== undefined)
    throw new UnreachableHostError(
      refusal,
      `${variable}: nothing accepts connections at ${host}, port ${at} (${refusal}). Correct the address, or start what should listen there.`,
    );
}

/** The parsed address, checked by the client's own rules. */
async function checked(variable: string, given: string): Promise<string> {
  if (!given.includes("://"))
    throw new UsageError(
      `${variable}: got an address without https:// or http://, expected one such as https://proxy.example.com or http://localhost:8787.`,
    );
  // Loaded only when needed: most runs have no such host.
  const { InputError, parseApiHost } = await import("mixpanel-connector/client");
  try {
    return parseApiHost(given).replace("{host}", "host");
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new UsageError(`${variable}${error.message.slice(error.input.length)}`);
  }
}
