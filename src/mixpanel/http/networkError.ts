import type { Effect } from "../endpoint";
import { type MixpanelError, MixpanelNetworkError, MixpanelTimeoutError, MixpanelTooLargeError } from "../errors";
import { CONNECT_TIMEOUT_CODE } from "./agents";

/** Failures that come before the first byte of a request is out: Mixpanel surely did nothing. */
const NEVER_SENT = new Set([
  CONNECT_TIMEOUT_CODE,
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
]);
/** How the codes begin of certificates that are not trusted. */
const BAD_CERTIFICATE = /^(CERT_|ERR_TLS_CERT|UNABLE_TO_)/;

/** What the transport knows of a call that got no answer. */
export interface Unanswered {
  operation: string;
  effect: Effect;
  host: string;
  error: unknown;
  /** Set where the transport's own clock ended the call. */
  timedOutAfterMs?: number;
  /** Whether that clock was the whole task's. */
  ofDeadline?: boolean;
  /** Whether the server closed an idle connection as the call went out on it. */
  closedIdle?: boolean;
}

/** The `code` of a failure of Node's, whatever realm it comes from; empty where it has none. */
export function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : "";
}

/** What to do about a call that may or may not have been carried out. */
const UNCLEAR = "It is not known whether Mixpanel carried it out.";
const ADVICE: Record<Effect, (otherwise: string) => string> = {
  read: (otherwise) => `Run it again, or ${otherwise}.`,
  idempotentWrite: (otherwise) => `${UNCLEAR} Run it again, or ${otherwise}.`,
  write: () => `${UNCLEAR} Look at what it was to change before you run it again.`,
};

const RAISE_LIMIT = "Ask for less at once, or raise the Time Limit of the connection.";

/** The error of a call that is not sent, since the time of the whole task is over. */
export function outOfTime(operation: string): MixpanelTimeoutError {
  return new MixpanelTimeoutError({
    operation,
    mayHaveLanded: false,
    ofDeadline: true,
    message: `${operation} was not sent: the time limit of the step is reached. ${RAISE_LIMIT}`,
  });
}

/**
 * Turns a call without an answer into a typed error. The cause is rebuilt from code and message: the HTTP client's own error holds the
 * request's headers, credentials among them.
 */
export function errorFromNetwork(unanswered: Unanswered): MixpanelError {
  const { operation, effect, host, error, timedOutAfterMs, ofDeadline = false, closedIdle } = unanswered;
  const code = codeOf(error);
  const cause = new Error(code === "" ? "no answer" : code);
  if (timedOutAfterMs !== undefined) {
    return new MixpanelTimeoutError({
      operation,
      cause,
      mayHaveLanded: true,
      ofDeadline,
      message: `${operation}: no answer from ${host} within ${timedOutAfterMs / 1000} s${ofDeadline ? ", when the time limit of the step was reached" : ""}. ${ADVICE[effect]("ask for less at once")}`,
    });
  }
  if (code === CONNECT_TIMEOUT_CODE) {
    return new MixpanelTimeoutError({
      operation,
      cause,
      mayHaveLanded: false,
      message: `${operation}: ${host} took no connection in time; the request was not sent. Check the network and the custom API host of the connection.`,
    });
  }
  if (error instanceof Error && /maxContentLength|maxBodyLength/.test(error.message)) {
    return new MixpanelTooLargeError({
      operation,
      cause,
      message: `${operation}: the answer is larger than a step can hold. Narrow the dates, filter, or lower the limit.`,
    });
  }
  const mayHaveLanded = !NEVER_SENT.has(code) && !BAD_CERTIFICATE.test(code);
  return new MixpanelNetworkError({
    operation,
    cause,
    mayHaveLanded,
    closedIdle,
    message: mayHaveLanded
      ? `${operation}: the connection to ${host} broke${code === "" ? "" : ` (${code})`}. ${ADVICE[effect]("check the network")}`
      : `${operation}: ${host} could not be reached (${code}); the request was not sent. Check the network and the custom API host of the connection.`,
  });
}
