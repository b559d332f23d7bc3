import type { Quota } from "../endpoint";

/** So much in any stretch of time of this length. */
export interface Allowance {
  amount: number;
  windowMs: number;
}

/** What Mixpanel takes from one project. */
export interface Limits {
  /** What is counted, in the plural and as it reads in a message. */
  noun: string;
  allowances: readonly Allowance[];
  /** Calls that may be under way at the same time. */
  atOnce: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Mixpanel's documented rates of ingestion: https://developer.mixpanel.com/reference/import-events#rate-limits */
export const EVENTS_PER_SECOND = 30_000;
export const BYTES_PER_MINUTE = 2_000_000_000;

/** In this order a request tells what it takes: records, bytes. A run of less than a minute's allowance never waits. */
export const INGESTION: Limits = {
  noun: "records",
  allowances: [
    { amount: EVENTS_PER_SECOND * 60, windowMs: MINUTE_MS },
    { amount: BYTES_PER_MINUTE, windowMs: MINUTE_MS },
  ],
  atOnce: Number.POSITIVE_INFINITY,
};

/** https://developer.mixpanel.com/reference/rate-limits */
export const QUERIES_PER_HOUR = 60;
export const EXPORTS_PER_HOUR = 60;

/**
 * The documented limits on calls, by the name that a row has for them: https://developer.mixpanel.com/reference/rate-limits, and for
 * Lexicon and privacy requests the introductions of their own parts of the reference.
 */
export const QUOTAS: Readonly<Record<Quota, Limits>> = {
  query: { noun: "queries", allowances: [{ amount: QUERIES_PER_HOUR, windowMs: HOUR_MS }], atOnce: 5 },
  export: {
    noun: "exports",
    allowances: [
      { amount: 3, windowMs: SECOND_MS },
      { amount: EXPORTS_PER_HOUR, windowMs: HOUR_MS },
    ],
    atOnce: 100,
  },
  lexicon: {
    noun: "Lexicon requests",
    allowances: [{ amount: 5, windowMs: MINUTE_MS }],
    atOnce: Number.POSITIVE_INFINITY,
  },
  privacy: {
    noun: "privacy requests",
    allowances: [{ amount: 1, windowMs: SECOND_MS }],
    atOnce: Number.POSITIVE_INFINITY,
  },
};

/** Whether a limit is counted by the hour: too scarce to be spent on the design of a flow. */
export function isHourly(quota: Quota): boolean {
  return QUOTAS[quota].allowances.some(({ windowMs }) => windowMs >= HOUR_MS);
}

/** Share of the limits on calls that steps may use where nobody says how much: others call the API, too. All of ingestion's. */
export const DEFAULT_SHARE = 0.75;
