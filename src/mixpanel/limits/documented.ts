import type { Quota } from "../endpoint";

/** At most `amount` within any period of `windowMs` milliseconds. */
export interface Allowance {
  amount: number;
  windowMs: number;
  /** For a limit on something other than requests: its plural noun, for messages. Each request then states how many of them it contains. */
  noun?: string;
}

/** Mixpanel's limits for one project. */
export interface Limits {
  /** What is counted, as a plural noun for messages. */
  noun: string;
  allowances: readonly Allowance[];
  /** Maximum number of concurrent requests. */
  atOnce: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Mixpanel's documented ingestion rate: https://developer.mixpanel.com/reference/import-events#rate-limits */
export const EVENTS_PER_SECOND = 30_000;
export const BYTES_PER_MINUTE = 2_000_000_000;

/** The amounts of a request are given in this order: records, bytes. A run that sends less than the limit of a minute never waits. */
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

/** Events and properties that Lexicon updates: https://developer.mixpanel.com/reference/rate-limits */
export const LEXICON_ENTRIES_PER_MINUTE = 4_000;

/**
 * The documented request limits, by the `quota` of a row: https://developer.mixpanel.com/reference/rate-limits. The limits of Lexicon and
 * privacy requests are in the introductions to their sections of the reference.
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
    allowances: [
      { amount: 5, windowMs: MINUTE_MS },
      { amount: LEXICON_ENTRIES_PER_MINUTE, windowMs: MINUTE_MS, noun: "events and properties" },
    ],
    atOnce: Number.POSITIVE_INFINITY,
  },
  privacy: {
    noun: "privacy requests",
    allowances: [{ amount: 1, windowMs: SECOND_MS }],
    atOnce: Number.POSITIVE_INFINITY,
  },
};

/** Whether a limit is counted per hour: such requests are too scarce to be sent while a flow is being designed. */
export function isHourly(quota: Quota): boolean {
  return QUOTAS[quota].allowances.some(({ windowMs }) => windowMs >= HOUR_MS);
}

/** Share of the request limits that steps use by default, since other systems may call the API too. Ingestion uses the whole limit. */
export const DEFAULT_SHARE = 0.75;
