import type { Auth } from "../../src/mixpanel/credentials";
import type { Effect, Quota } from "../../src/mixpanel/endpoint";
import { QUOTAS } from "../../src/mixpanel/limits/documented";
import type { Row } from "./rows";

/** What follows from a row, in words for a table. */

const CREDENTIALS: Record<Auth, string> = {
  serviceAccount: "Service account",
  tokenAsUser: "Project token",
  tokenInBody: "Project token",
  gdprToken: "GDPR token",
};

export const credentialOf = ({ auth }: Row): string => (auth === undefined ? "As chosen" : CREDENTIALS[auth]);

export const roleOf = ({ role }: Row): string => (role === undefined ? "" : role[0]?.toUpperCase() + role.slice(1));

const SPANS: Record<number, string> = { 1000: "second", 60000: "minute", 3600000: "hour" };

/** A limit as `60 queries an hour, 5 at once`. */
function limitOf(quota: Quota): string {
  const { noun, allowances, atOnce } = QUOTAS[quota];
  const rates = allowances.map(
    ({ amount, windowMs, noun }) => `${amount}${noun === undefined ? "" : ` ${noun}`} per ${SPANS[windowMs]}`,
  );
  return `${noun}: ${[...rates, ...(Number.isFinite(atOnce) ? [`${atOnce} at once`] : [])].join(", ")}`;
}

export const quotaOf = ({ quota }: Row): string => (quota === undefined ? "" : limitOf(quota));

const RETRIES: Record<Effect, string> = {
  read: "It only reads, so it is retried after a temporary failure.",
  idempotentWrite:
    "It writes, and doing it twice has the same result as doing it once, so it is retried after a temporary failure.",
  write: "It writes. It is retried only if Mixpanel certainly did not process it, so nothing happens twice.",
};

export const retriesOf = ({ effect }: Row): string => RETRIES[effect];
