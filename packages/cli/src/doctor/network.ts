/** Checks whether the hosts of a connection can be reached, and whether their clock and this machine's agree. */
import { HOSTS, type Residency } from "mixpanel-connector/client";
import { type Check, ok, problem, warning } from "./check";

/** A host that has not responded until then is as good as down: a person is waiting. */
const REACH_MS = 4_000;
/** The Date header has whole seconds, and a response takes a while. */
const MAX_SKEW_MS = 60_000;

interface Reached {
  host: string;
  check: Check;
  /** Local time minus the host's. Undefined if it did not say. */
  skewMs: number | undefined;
}

/** The addresses that the connection calls: the residency's three hosts, or what replaces them. */
export function addressesOf(residency: Residency, apiHost: string | undefined): string[] {
  const hosts = Object.values(HOSTS[residency]);
  return [
    ...new Set(hosts.map((host) => (apiHost === undefined ? `https://${host}` : apiHost.replace("{host}", host)))),
  ];
}

const CAUSES: readonly [codes: RegExp, detail: string, fix: string][] = [
  [
    /^(ENOTFOUND|EAI_)/,
    "its name cannot be resolved",
    "Check the network, the name server and, if it is set, MIXPANEL_API_HOST.",
  ],
  [
    /^ECONNREFUSED/,
    "nothing listens there",
    "Check the address and its port, and that a firewall does not refuse the connection.",
  ],
  [
    /CERT|SSL|TLS|UNABLE_TO/,
    "its certificate is not trusted",
    "Name the certificate of your company's proxy in NODE_EXTRA_CA_CERTS, and check this machine's clock.",
  ],
  [
    /TIMEOUT|ETIMEDOUT/i,
    `no response within ${REACH_MS / 1000} s`,
    "Check that a firewall lets this machine connect to the host on port 443.",
  ],
  [/^(EHOSTUNREACH|ENETUNREACH)/, "no route leads there", "Check the network connection of this machine."],
];

function failed(host: string, error: unknown): Check {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  const { code, message }: { code?: unknown; message?: unknown } = Object(cause);
  const reason = typeof code === "string" ? code : String(message);
  const [, detail, fix] = CAUSES.find(([codes]) => codes.test(reason)) ?? [
    /./,
    "the request failed",
    "Check the network, and what stands between this machine and the host.",
  ];
  return problem(host, `Not reached: ${detail} (${reason}).`, fix);
}

async function reach(address: string): Promise<Reached> {
  const host = address.replace(/^https?:\/\//, "");
  const startMs = Date.now();
  try {
    // Without credentials; any response will do.
    const response = await fetch(address, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(REACH_MS),
    });
    const endMs = Date.now();
    const date = Date.parse(response.headers.get("date") ?? "");
    const skewMs = Number.isNaN(date) ? undefined : (startMs + endMs) / 2 - date;
    return { host, skewMs, check: ok(host, `reached in ${endMs - startMs} ms`) };
  } catch (error) {
    return { host, skewMs: undefined, check: failed(host, error) };
  }
}

const SPANS: readonly [ms: number, noun: string][] = [
  [86_400_000, "days"],
  [3_600_000, "hours"],
  [60_000, "minutes"],
];

function spanOf(ms: number): string {
  const [size, noun] = SPANS.find(([span]) => Math.round(ms / span) >= 2) ?? [1000, "seconds"];
  return `${Math.round(ms / size)} ${noun}`;
}

function checkClock(reached: readonly Reached[]): Check[] {
  const known = reached.find(({ skewMs }) => skewMs !== undefined);
  if (known?.skewMs === undefined) return [];
  const { host, skewMs } = known;
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return [ok("Clock", `agrees with that of ${host}`)];
  return [
    warning(
      "Clock",
      `This machine's clock is ${spanOf(Math.abs(skewMs))} ${skewMs > 0 ? "ahead of" : "behind"} that of ${host}.`,
      "Set it by a time server (NTP). An event without a time gets this machine's, and Mixpanel's /track drops events older than 5 days without an error.",
    ),
  ];
}

const PROXIES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/** The connector never sends credentials to a proxy that only a variable names. */
function checkProxy(environment: NodeJS.ProcessEnv): Check[] {
  const set = PROXIES.filter((name) => environment[name]);
  if (set.length === 0) return [];
  return [
    warning(
      "Proxy",
      `${set.join(" and ")} ${set.length === 1 ? "is" : "are"} set, but the connector connects directly.`,
      "If this machine reaches Mixpanel only through a proxy, set MIXPANEL_API_HOST to one that forwards to Mixpanel, such as https://proxy.example.com/{host}.",
    ),
  ];
}

/** @returns whether all hosts responded, too: calls to others would only wait */
export async function checkNetwork(
  addresses: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<{ checks: Check[]; isReachable: boolean }> {
  const reached = await Promise.all(addresses.map(reach));
  return {
    checks: [...reached.map(({ check }) => check), ...checkProxy(environment), ...checkClock(reached)],
    isReachable: reached.every(({ check }) => check.status === "ok"),
  };
}
