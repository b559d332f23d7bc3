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

export function costOf(exchanges: readonly Recorded[], target: Pick<Target, "connection">, ms: number): Cost {
  const used = new Map<Counted, number>();
  const count = (limit: Counted, by: number) => used.set(limit, (used.get(limit) ?? 0) + by);
  for (const exchange of exchanges) {
    const row = rowOf(exchange, target);
    // Mixpanel does not count what it rejects because of a limit, nor what it fails to process.
    if (row === undefined || exchange.status === undefined || exchange.status === 429 || exchange.status >= 500)
      continue;
    if (row.response === "import" || row.response === "accepted") count("ingestion", recordsIn(exchange));
    else if (row.quota !== undefined) count(row.quota, 1);
  }
  return {
    ms,
    requests: exchanges.length,
    retries: exchanges.filter(({ attempt }) => attempt > 1).length,
    quota: [...used].flatMap(([limit, amount]) => (amount === 0 ? [] : [{ limit, used: amount, of: LIMITS[limit] }])),
  };
}
