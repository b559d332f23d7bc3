import type { RateLimit } from "../errors";

/** What a 429 response says about the limit that was reached. */
export interface Quota {
  limit: RateLimit;
  /** How long to wait, in milliseconds, if the response says so. */
  retryAfterMs: number | undefined;
  retryAt: Date | undefined;
  /** The limit in words, for a message. */
  words: string;
}

const WORDS: Record<RateLimit, string> = {
  hourly: "the project's queries per hour",
  concurrent: "the project's concurrent queries",
  perSecond: "requests per second",
  perMinute: "requests per minute",
  ingestion: "the project's ingestion rate",
  scans: "what unfinished privacy requests of the project may scan, about 5 years of data",
  unknown: "Mixpanel did not say which one",
};

/** Looks up a response header by its lower-case name. */
type Header = (name: string) => string | undefined;

/** A longer wait makes no sense, and adding it to the current time may give no valid date. */
const MAX_WAIT_MS = 365 * 24 * 3_600_000;

/** A counter in Mixpanel's message, such as `61/60 queries running in the last hour`. */
interface Counter {
  limit: RateLimit;
  used: number;
  allowed: number;
}

const COUNTER = /(\d+)\/(\d+)\s+[^.,;]*?\b(concurrent|last hour|per hour|per second|last second)/gi;
const COUNTED: Record<string, RateLimit> = {
  concurrent: "concurrent",
  "last hour": "hourly",
  "per hour": "hourly",
  "per second": "perSecond",
  "last second": "perSecond",
};

/**
 * The counter whose limit was exceeded. Mixpanel's message always names all counters, including those within their limit; if two are
 * exceeded, the hourly one counts, because its limit takes longer to reset.
 */
function exceededCounter(body: string): Counter | undefined {
  // The two may be joined by "and", where the first one ends.
  const counters = [...body.split(/\band\b/i)].flatMap((part) =>
    [...part.matchAll(COUNTER)].map(
      ([, used, allowed, words = ""]): Counter => ({
        limit: COUNTED[words.toLowerCase()] ?? "unknown",
        used: Number(used),
        allowed: Number(allowed),
      }),
    ),
  );
  const reached = (margin: number) => counters.filter(({ used, allowed }) => used + margin > allowed);
  const candidates = [reached(0), reached(1), counters].find(({ length }) => length > 0) ?? [];
  return candidates.find(({ limit }) => limit === "hourly") ?? candidates[0];
}

function limitInWords(body: string, header: Header): RateLimit {
  const policy = header("ratelimit-policy") ?? "";
  // The body names the limit that was reached, the header all limits that exist.
  if (/\bscan(s|ned|ning)?\b/i.test(body)) return "scans";
  if (/concurrent/i.test(body)) return "concurrent";
  if (/last hour|per hour|hourly/i.test(body)) return "hourly";
  if (/per second|last second/i.test(body)) return "perSecond";
  if (hourlyItem(header)?.state?.get("r") === "0") return "hourly";
  if (/qu="?concurrent/i.test(policy)) return "concurrent";
  const window = policy.match(/\bw=(\d+)/)?.[1];
  if (window !== undefined) return Number(window) >= 3600 ? "hourly" : Number(window) <= 1 ? "perSecond" : "ingestion";
  return /exceeded rate limits/i.test(body) ? "ingestion" : "unknown";
}

/**
 * Reads `Retry-After`: seconds, or an HTTP date.
 *
 * @returns milliseconds from now, at least 0, or undefined if it is missing or unreadable
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header.trim() === "") return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return ms <= MAX_WAIT_MS ? Math.max(0, ms) : undefined;
}

/**
 * Reads a 429 response: which limit was reached, and when to try again. The body names every counter of the project, and the one above
 * its limit is meant: `1/5 queries running concurrently and 61/60 queries running in the last hour` is the hourly limit. The headers
 * `RateLimit-Policy`, `RateLimit` and `Retry-After` may be missing.
 *
 * @param header looks a response header up by its lower-case name
 * @param now milliseconds since epoch
 * @see https://developer.mixpanel.com/reference/rate-limits
 */
export function parseQuota(body: string, header: Header, now: number): Quota {
  const counter = exceededCounter(body);
  const limit = counter?.limit ?? limitInWords(body, header);
  const wait = retryAfterMs(header("retry-after") ?? resetOf(limit, header), now);
  return {
    limit,
    retryAfterMs: wait,
    retryAt: wait === undefined ? undefined : new Date(now + wait),
    words: counter === undefined ? WORDS[limit] : `${WORDS[limit]} (${counter.used} of ${counter.allowed})`,
  };
}

/** What Mixpanel says about the hourly limit. */
export interface RateLimitState {
  /** Calls that the project may make in an hour. Null if the response does not say. */
  allowed: number | null;
  /** Calls left in this hour. */
  remaining: number;
  /** When the limit resets, as ISO 8601. */
  resets_at: string | null;
}

/** The items of a list header, each with its parameters: `"query";r=12;t=1800, "query-concurrent";r=4`. */
function itemsOf(header: string | undefined): { name: string; parameters: Map<string, string> }[] {
  return (header ?? "").split(",").map((item) => {
    const [name = "", ...parameters] = item.split(";").map((part) => part.trim());
    const pairs = parameters.map((parameter) => parameter.split("=", 2).map((text) => text.replaceAll('"', "")));
    return { name, parameters: new Map(pairs.map(([key = "", value = ""]) => [key, value])) };
  });
}

/** What the headers say of the hourly limit; undefined if they name none. */
function hourlyItem(header: Header) {
  const hourly = itemsOf(header("ratelimit-policy")).find(({ parameters }) => Number(parameters.get("w")) >= 3600);
  const state = itemsOf(header("ratelimit")).find(({ name }) => name === hourly?.name)?.parameters;
  return hourly && { name: hourly.name, policy: hourly.parameters, state };
}

/** When the limit that was reached resets. `RateLimit` tells of all limits: another one's seconds would mean a wasted query, or no retry. */
function resetOf(limit: RateLimit, header: Header): string | undefined {
  const hourly = hourlyItem(header)?.name;
  const own = itemsOf(header("ratelimit")).filter(
    ({ name, parameters }) =>
      parameters.has("t") && (hourly === undefined || (name === hourly) === (limit === "hourly")),
  );
  const reached = own.find(({ parameters }) => parameters.get("r") === "0") ?? own[0];
  return reached?.parameters.get("t");
}

/**
 * Reads what a response of any status says about the hourly limit, in `RateLimit` and `RateLimit-Policy`. Other limits reset within
 * seconds.
 *
 * @param header looks up a response header by its lower-case name
 * @param clock returns milliseconds since epoch
 * @returns undefined if it says nothing about an hourly limit
 */
export function hourlyState(header: Header, clock: () => number): RateLimitState | undefined {
  const { policy, state } = hourlyItem(header) ?? {};
  const remaining = Number(state?.get("r") || Number.NaN);
  if (policy === undefined || !Number.isInteger(remaining)) return undefined;
  const allowed = Number(policy.get("q") || Number.NaN);
  const now = clock();
  const wait = retryAfterMs(state?.get("t"), now);
  return {
    allowed: Number.isInteger(allowed) ? allowed : null,
    remaining,
    resets_at: wait === undefined ? null : new Date(now + wait).toISOString(),
  };
}

/** The state after a 429 for the hourly limit whose headers do not tell it. */
export function usedUp(body: string, retryAt: Date | undefined): RateLimitState {
  const counter = exceededCounter(body);
  return {
    allowed: counter?.limit === "hourly" ? counter.allowed : null,
    remaining: 0,
    resets_at: retryAt?.toISOString() ?? null,
  };
}
