/** What a run cost: time, requests, and the documented limits that they count toward. */
import { type Endpoint, INGESTION, QUOTAS } from "mixpanel-connector/client";
import type { Target } from "../../cli/src/connection";
import { grouped } from "../../cli/src/terminal";
import { textOf } from "./bodies";
import { rowOf } from "./operations";
import type { Cost } from "./protocol";
import type { Recorded } from "./recorder";

const PERIODS: Readonly<Record<number, string>> = { 1000: "a second", 60000: "a minute", 3600000: "an hour" };

/** `60 an hour, 5 at once` */
function limitText({ noun, allowances, atOnce }: (typeof QUOTAS)[keyof typeof QUOTAS]): string {
  const rates = allowances.map(
    ({ amount, windowMs, noun: own = noun }) =>
      `${grouped(amount)} ${own === noun ? "" : `${own} `}${PERIODS[windowMs] ?? `in ${windowMs / 1000} s`}`,
  );
  return [...rates, ...(Number.isFinite(atOnce) ? [`${atOnce} at once`] : [])].join(", ");
}

/** Records in the body of an ingestion request: a JSON list, JSON lines, or a form with a list in `data`. */
function recordsIn({ body, headers }: Recorded): number {
  const text = textOf(body, headers["content-encoding"], Number.POSITIVE_INFINITY);
  if (text === undefined) return 0;
  const type = String(headers["content-type"] ?? "");
  if (type.includes("ndjson")) return text.split("\n").filter((line) => line.trim() !== "").length;
  try {
    const value: unknown = JSON.parse(
      type.includes("form-urlencoded") ? (new URLSearchParams(text).get("data") ?? "") : text,
    );
    return Array.isArray(value) ? value.length : 1;
  } catch {
    // A body that is not kept whole.
    return 0;
  }
}

type Counted = NonNullable<Endpoint["quota"]> | "ingestion";
const LIMITS: Readonly<Record<Counted, string>> = {
  query: limitText(QUOTAS.query),
  export: limitText(QUOTAS.export),
  lexicon: limitText(QUOTAS.lexicon),
  privacy: limitText(QUOTAS.privacy),
  // Bytes are counted, too, but no run of the playground comes near their limit.
  ingestion: `${grouped(INGESTION.allowances[0]?.amount ?? 0)} ${INGESTION.noun} a minute`,
};

/** Counts what the exchanges of a run cost. */
export class CostCounter {
  #requests = 0;
  #retries = 0;
  readonly #used = new Map<Counted, number>();

  constructor(private readonly target: Pick<Target, "connection">) {}

  /** @param exchange is over */
  add(exchange: Recorded): void {
    this.#requests += 1;
    if (exchange.attempt > 1) this.#retries += 1;
    const { status } = exchange;
    const row = rowOf(exchange, this.target);
    // Mixpanel does not count what it rejects because of a limit, nor what it fails to process.
    if (row === undefined || status === undefined || status === 429 || status >= 500) return;
    if (row.response === "import" || row.response === "accepted") this.#count("ingestion", recordsIn(exchange));
    else if (row.quota !== undefined) this.#count(row.quota, 1);
  }

  #count(limit: Counted, by: number): void {
    if (by > 0) this.#used.set(limit, (this.#used.get(limit) ?? 0) + by);
  }

  cost(ms: number): Cost {
    const quota = [...this.#used].map(([limit, used]) => ({ limit, used, of: LIMITS[limit] }));
    return { ms, requests: this.#requests, retries: this.#retries, quota };
  }
}
