/** Mixpanel's rate limits, counted on the sandbox's clock. */
import { SandboxError } from "../errors";
import type { LimitUse } from "../protocol";
import type { Clock, Operation } from "../types";

export type LimitName = Operation["limits"][number];

/** How much of something is allowed: calls in windows of time, and calls at once. */
export interface LimitRule {
  windows: { quota: number; windowSeconds: number }[];
  concurrent?: number;
}

/** What Mixpanel documents; see the rate limit pages of the Query, Export, Lexicon, GDPR and Lookup Table APIs. */
export const DOCUMENTED_LIMITS: Readonly<Record<LimitName, LimitRule>> = {
  query: { windows: [{ quota: 60, windowSeconds: 3600 }], concurrent: 5 },
  // In addition to the limit for all queries, toward which JQL calls count as well.
  jql: { windows: [{ quota: 60, windowSeconds: 3600 }], concurrent: 5 },
  export: {
    windows: [
      { quota: 60, windowSeconds: 3600 },
      { quota: 3, windowSeconds: 1 },
    ],
    concurrent: 100,
  },
  lexicon: { windows: [{ quota: 5, windowSeconds: 60 }] },
  gdpr: { windows: [{ quota: 1, windowSeconds: 1 }] },
  lookupTables: { windows: [{ quota: 100, windowSeconds: 86_400 }] },
  // 30,000 events a second over a rolling minute; spent by the number of records, not by calls.
  ingestion: { windows: [{ quota: 1_800_000, windowSeconds: 60 }] },
};

const LIMIT_NAMES = ["ingestion", "query", "jql", "export", "lexicon", "gdpr", "lookupTables"] as const;

/** Uncompressed JSON that a project may send in a rolling minute. */
export const INGESTION_BYTES_PER_MINUTE = 2 * 1024 ** 3;

interface Usage {
  /** Start of each counted call and its weight, oldest first. */
  spent: { atMs: number; weight: number; bytes: number }[];
  running: number;
}

/** Counts calls per project, and rejects those over a limit with 429. */
export class RateLimits {
  readonly #clock: Clock;
  readonly #usage = new Map<string, Usage>();
  readonly rules: Record<LimitName, LimitRule>;
  enabled: boolean;

  /** @param rules rules in place of the documented ones, by name */
  constructor(clock: Clock, enabled: boolean, rules: Partial<Record<LimitName, LimitRule>> = {}) {
    this.#clock = clock;
    this.enabled = enabled;
    this.rules = { ...DOCUMENTED_LIMITS, ...rules };
  }

  /**
   * Counts one call toward the named limits. Rejected calls are not counted.
   * @returns gives the concurrency slots back; call it once when the answer has ended
   */
  enter(projectId: number, names: readonly LimitName[]): () => void {
    if (!this.enabled) return () => {};
    const entered = names.map((name) => ({ name, usage: this.#usageOf(projectId, name) }));
    for (const { name, usage } of entered) this.#check(projectId, name, usage, 1);
    const atMs = this.#clock.now();
    for (const { usage } of entered) {
      usage.spent.push({ atMs, weight: 1, bytes: 0 });
      usage.running += 1;
    }
    return () => {
      for (const { usage } of entered) usage.running -= 1;
    };
  }

  /** Counts ingested records and their uncompressed bytes against the project's rolling minute. Throws 429 past it. */
  spendIngestion(projectId: number, records: number, bytes: number): void {
    if (!this.enabled) return;
    const usage = this.#usageOf(projectId, "ingestion");
    this.#check(projectId, "ingestion", usage, records);
    const bytesSpent = usage.spent.reduce((sum, one) => sum + one.bytes, bytes);
    if (bytesSpent > INGESTION_BYTES_PER_MINUTE) throw ingestionExceeded();
    usage.spent.push({ atMs: this.#clock.now(), weight: records, bytes });
  }

  /** Resets the counts; running calls stay counted until they end. */
  reset(): void {
    for (const usage of this.#usage.values()) usage.spent = [];
  }

  /** How much of each limit a project has used now. */
  used(projectId: number): LimitUse[] {
    return LIMIT_NAMES.flatMap((name) => {
      const usage = this.#usageOf(projectId, name);
      const windows = this.#counters(name, usage).map(({ quota, windowSeconds, spent, oldestMs }): LimitUse => {
        const freesAt = oldestMs === null ? null : new Date(oldestMs + windowSeconds * 1000).toISOString();
        const unit = name === "ingestion" ? "records" : "requests";
        return { limit: name, unit, used: spent, of: quota, windowSeconds, freesAt };
      });
      const { concurrent } = this.rules[name];
      if (concurrent !== undefined) {
        const atOnce = { used: usage.running, of: concurrent, windowSeconds: null, freesAt: null };
        windows.push({ limit: name, unit: "requests at once", ...atOnce });
      }
      const [records] = windows;
      if (name !== "ingestion" || !records) return windows;
      const bytes = usage.spent.reduce((sum, one) => sum + one.bytes, 0);
      return [...windows, { ...records, unit: "bytes", used: bytes, of: INGESTION_BYTES_PER_MINUTE }];
    });
  }

  #usageOf(projectId: number, name: LimitName): Usage {
    const key = `${projectId} ${name}`;
    const existing = this.#usage.get(key);
    if (existing) return existing;
    const usage: Usage = { spent: [], running: 0 };
    this.#usage.set(key, usage);
    return usage;
  }

  /** What each window holds now. Entries that count in none are forgotten. */
  #counters(name: LimitName, usage: Usage): Omit<WindowCounter, "waitSeconds">[] {
    const { windows } = this.rules[name];
    const nowMs = this.#clock.now();
    const longestMs = Math.max(...windows.map((one) => one.windowSeconds), 0) * 1000;
    // A clock that was set back leaves entries from the future behind; they no longer count either.
    usage.spent = usage.spent.filter((one) => one.atMs > nowMs - longestMs && one.atMs <= nowMs);
    return windows.map(({ quota, windowSeconds }) => {
      const recent = usage.spent.filter((one) => one.atMs > nowMs - windowSeconds * 1000);
      const spent = recent.reduce((sum, one) => sum + one.weight, 0);
      return { quota, windowSeconds, spent, oldestMs: recent[0]?.atMs ?? null };
    });
  }

  #check(projectId: number, name: LimitName, usage: Usage, weight: number): void {
    const { concurrent } = this.rules[name];
    const nowMs = this.#clock.now();
    const counters = this.#counters(name, usage).map((counter): WindowCounter => {
      const waitMs = (counter.oldestMs ?? nowMs) + counter.windowSeconds * 1000 - nowMs;
      return { ...counter, spent: counter.spent + weight, waitSeconds: Math.ceil(waitMs / 1000) };
    });
    const running = concurrent === undefined ? null : { quota: concurrent, running: usage.running + 1 };
    const exceeded = counters.find(({ spent, quota }) => spent > quota);
    const tooManyAtOnce = running !== null && running.running > running.quota;
    if (!exceeded && !tooManyAtOnce) return;
    if (name === "ingestion") throw ingestionExceeded();
    const headers = tooManyAtOnce
      ? concurrencyHeaders(name, running.quota)
      : exceeded
        ? windowHeaders(name, exceeded)
        : {};
    const message =
      name === "query" || name === "jql"
        ? querySentence(projectId, running, counters)
        : otherSentence(name, tooManyAtOnce ? null : exceeded);
    throw new SandboxError(429, message, { headers });
  }
}

/** A window with what it holds, the call in question included, and when its oldest call leaves it. */
interface WindowCounter {
  quota: number;
  windowSeconds: number;
  spent: number;
  /** When the oldest call that counts came; null if none does. */
  oldestMs: number | null;
  waitSeconds: number;
}

const WINDOW_WORDS: Readonly<Record<number, string>> = { 1: "second", 60: "minute", 3600: "hour", 86400: "day" };

function inTheLast(windowSeconds: number): string {
  return `in the last ${WINDOW_WORDS[windowSeconds] ?? `${windowSeconds} seconds`}`;
}

/** The sentence of the Query API, as it is quoted in https://github.com/airbytehq/airbyte/issues/9410: it always names every counter. */
function querySentence(
  projectId: number,
  running: { quota: number; running: number } | null,
  counters: WindowCounter[],
): string {
  const named = [
    ...(running ? [`${running.running}/${running.quota} queries running concurrently`] : []),
    ...counters.map((one) => `${one.spent}/${one.quota} queries running ${inTheLast(one.windowSeconds)}`),
  ];
  return `Query rate limit exceeded for project_id: ${projectId}. ${named.join(" and ")}. For more information, please consult our documentation at https://help.mixpanel.com/`;
}

/** Other limits: of their sentences only that of exports at once is known (https://github.com/keolo/mixpanel_client/issues/60). */
function otherSentence(name: LimitName, exceeded: WindowCounter | null | undefined): string {
  if (!exceeded) return "too many export requests in progress for this project";
  const subject = name === "export" ? "queries running" : "requests";
  const { spent, quota, windowSeconds } = exceeded;
  return `Rate limit exceeded: ${spent}/${quota} ${subject} ${inTheLast(windowSeconds)}. Retry later.`;
}

function windowHeaders(name: LimitName, { quota, windowSeconds, waitSeconds }: WindowCounter): Record<string, string> {
  return {
    "RateLimit-Policy": `"${name}";q=${quota};w=${windowSeconds}`,
    RateLimit: `"${name}";r=0;t=${waitSeconds}`,
    "Retry-After": String(waitSeconds),
  };
}

function concurrencyHeaders(name: LimitName, quota: number): Record<string, string> {
  return {
    "RateLimit-Policy": `"${name}-concurrent";q=${quota};qu="concurrent-requests"`,
    RateLimit: `"${name}-concurrent";r=0`,
  };
}

function ingestionExceeded(): SandboxError {
  return new SandboxError(429, "Project exceeded rate limits. Please retry the request with exponential backoff.");
}
