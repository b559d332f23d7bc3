/** How the page words numbers, statuses, faults and limits. */
import type { ActiveFault, LimitUse, LossReason } from "../src/protocol";
import type { ShownRequest } from "./applied";

const STATUS_WORDS: Readonly<Record<number, string>> = {
  200: "OK",
  201: "created",
  204: "done",
  400: "invalid",
  401: "unauthorized",
  402: "not in the plan",
  403: "forbidden",
  404: "not found",
  413: "too large",
  415: "wrong type",
  429: "rate limited",
  500: "server error",
  502: "bad gateway",
  503: "unavailable",
  507: "sandbox is full",
};

/** Faults after which the caller never gets the response, whatever status it had. */
const LOSING: readonly string[] = ["reset", "stall"];

export type Tone = "ok" | "warn" | "bad" | "";

/** The outcome of a request in words, and the colour that goes with it. */
export function outcomeOf({ status, ms, completed, error, fault }: ShownRequest): { text: string; tone: Tone } {
  if (ms === null) return { text: "in progress", tone: "" };
  if (status !== null && fault !== null && LOSING.includes(fault)) {
    return { text: "processed, response lost", tone: "bad" };
  }
  if (status === null) return { text: "no response", tone: "bad" };
  const words = [status, STATUS_WORDS[status]].filter((word) => word !== undefined).join(" ");
  if (!completed) return { text: `${words}, cut off`, tone: "bad" };
  if (status >= 500) return { text: words, tone: "bad" };
  if (status >= 400) return { text: words, tone: "warn" };
  return error === null ? { text: words, tone: "ok" } : { text: `${words}, but refused`, tone: "warn" };
}

const LOSS_WORDS: Readonly<Record<LossReason, string>> = {
  unknownToken: "unknown project token",
  tooOld: "older than 5 days, sent to /track",
  otherResidency: "project of another residency",
  invalid: "invalid, in a request that is not strict",
  ignored: "marked with $ignore",
};

/** Why accepted records were not stored, such as `3: unknown project token`. */
export function lossesIn(lost: Record<LossReason, number>): string[] {
  const reasons: LossReason[] = ["unknownToken", "tooOld", "otherResidency", "invalid", "ignored"];
  return reasons.filter((reason) => lost[reason] > 0).map((reason) => `${count(lost[reason])}: ${LOSS_WORDS[reason]}`);
}

const FAULT_WORDS: Readonly<Record<string, string>> = {
  reset: "Connection reset",
  stall: "No response at all",
  slow: "Slow response",
  truncate: "Truncated response",
  stallMidway: "Response that stops halfway",
  terminatedEarly: "Export that ends early",
  halfLine: "Export that ends within a line",
  zero: "Response 0",
  html: "Gateway's error page",
  halfJson: "Half of the JSON",
  body: "Another body",
  miscount: "Wrong count of records",
  gzip: "Response as gzip",
  closeAfter: "Connection closed after the response",
};

/** The name of a fault, such as `Status 503` for the kind `status`. */
export function faultName(kind: string, status = 503): string {
  return kind === "status" ? `Status ${status}` : (FAULT_WORDS[kind] ?? kind);
}

/** An active fault in words: what goes wrong, for which calls, how often. */
export function faultInWords(fault: ActiveFault): string {
  const { kind, status, retryAfter, delayMs, path, operationId, remaining } = fault;
  const parts = [
    faultName(kind, status),
    retryAfter === undefined ? "" : `with Retry-After ${retryAfter}`,
    delayMs === undefined ? "" : `after ${duration(delayMs)}`,
    fault.afterProcessing ? "after processing" : "",
    path === undefined ? "" : `on ${path}`,
    operationId === undefined ? "" : `on ${operationId}`,
  ];
  return `${parts.filter((part) => part !== "").join(" ")}, ${remaining === 1 ? "once" : `${count(remaining)} times`}`;
}

const LIMIT_NAMES: Readonly<Record<string, string>> = {
  ingestion: "Ingestion",
  query: "Query API",
  jql: "JQL",
  export: "Raw export",
  lexicon: "Lexicon",
  gdpr: "GDPR API",
  lookupTables: "Lookup tables",
};

const WINDOW_WORDS: Readonly<Record<number, string>> = { 1: "second", 60: "minute", 3600: "hour", 86400: "day" };

/** A limit in words, such as name `Query API` and use `3 of 60 requests an hour`. */
export function limitInWords({ limit, unit, used, of, windowSeconds }: LimitUse): { name: string; use: string } {
  const name = LIMIT_NAMES[limit] ?? limit;
  if (windowSeconds === null) return { name, use: `${count(used)} of ${count(of)} ${unit}` };
  const window = WINDOW_WORDS[windowSeconds] ?? `${windowSeconds} seconds`;
  const amounts = unit === "bytes" ? [bytes(used), bytes(of)] : [count(used), `${count(of)} ${unit}`];
  return { name, use: `${amounts.join(" of ")} per ${window}` };
}

/** A time span in words, such as `52 min` or `3 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(1))} s`;
  if (ms < 3_600_000) return `${Math.ceil(ms / 60_000)} min`;
  return `${Number((ms / 3_600_000).toFixed(1))} h`;
}

export function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  const units = ["KB", "MB", "GB"];
  const power = Math.min(Math.floor(Math.log2(size) / 10), units.length);
  return `${Number((size / 1024 ** power).toFixed(1))} ${units[power - 1]}`;
}

const counter = new Intl.NumberFormat("en-US");

export function count(number: number): string {
  return counter.format(number);
}

/** `2 events`, `1 event`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}
