import type { Effect } from "../endpoint";
import { type MixpanelError, MixpanelNetworkError, MixpanelTimeoutError } from "../errors";
import { CONNECT_TIMEOUT_CODE } from "./agents";
import { MAX_RESPONSE_BYTES, tooManyBytes } from "./responseSize";

/** Failures before the first byte of a request is sent: Mixpanel certainly did not process it. */
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
/** Error codes of untrusted certificates begin with one of these. */
const BAD_CERTIFICATE = /^(CERT_|ERR_TLS_CERT|UNABLE_TO_)/;

/** What the transport knows about a request without a response. */
export interface Unanswered {
  operation: string;
  effect: Effect;
  host: string;
  error: unknown;
  /** Set if the transport's own timer aborted the request. */
  timedOutAfterMs?: number;
  /** Whether that timer was the time limit of the whole step. */
  ofDeadline?: boolean;
  /** Whether a signal had ended the work early. */
  isInterrupted?: boolean;
  /** Whether the server closed the idle connection at the moment the request was sent on it. */
  closedIdle?: boolean;
  /** The maximum size of the response. */
  maxBytes?: number;
}

/** The `code` of an error of Node, also of one from another realm (such as a vm context); empty text if it has none. */
export function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : "";
}

/** What to do about a request that Mixpanel may or may not have processed. */
const UNCLEAR = "It is not known whether Mixpanel processed the request.";
const ADVICE: Record<Effect, (otherwise: string) => string> = {
  read: (otherwise) => `Run it again, or ${otherwise}.`,
  idempotentWrite: (otherwise) => `${UNCLEAR} Run it again, or ${otherwise}.`,
  write: () => `${UNCLEAR} Check in Mixpanel whether the change was made before you run it again.`,
};

/** What is wrong with a response that Node's parser refuses, where its code is not clear by itself. Node takes 16 KB of headers. */
const INVALID_HTTP: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "a response with more than 16 KB of headers",
};

const RAISE_LIMIT = "Request less data at once, or raise the Time Limit of the connection.";

/** The error of a request that is not sent, because the time limit of the whole step is reached. */
export function outOfTime(operation: string): MixpanelTimeoutError {
  return new MixpanelTimeoutError({
    operation,
    mayHaveLanded: false,
    ofDeadline: true,
    message: `${operation} was not sent: the time limit of the step is reached. ${RAISE_LIMIT}`,
  });
}

/**
 * Turns a request without a response into a typed error. Its cause is a new error with only the code: the HTTP client's own error
 * contains the request's headers, including credentials.
 */
export function errorFromNetwork(unanswered: Unanswered): MixpanelError {
  const { operation, effect, host, error, timedOutAfterMs, ofDeadline = false, isInterrupted, closedIdle } = unanswered;
  const { maxBytes = MAX_RESPONSE_BYTES } = unanswered;
  const code = codeOf(error);
  const cause = new Error(code === "" ? "no response" : code);
  if (timedOutAfterMs !== undefined) {
    const limit = isInterrupted ? ", when the run was ended early" : ", when the time limit of the step was reached";
    return new MixpanelTimeoutError({
      operation,
      cause,
      mayHaveLanded: true,
      ofDeadline,
      message: `${operation}: no response from ${host} within ${timedOutAfterMs / 1000} s${ofDeadline ? limit : ""}. ${ADVICE[effect]("request less data at once")}`,
    });
  }
  if (code === CONNECT_TIMEOUT_CODE) {
    return new MixpanelTimeoutError({
      operation,
      cause,
      mayHaveLanded: false,
      message: `${operation}: ${host} did not accept a connection in time, so the request was not sent. Check the network, and the Custom API Host of the connection if it has one.`,
    });
  }
  if (error instanceof Error && /maxContentLength|maxBodyLength/.test(error.message)) {
    return tooManyBytes(operation, maxBytes, cause);
  }
  if (code.startsWith("HPE_")) {
    return new MixpanelNetworkError({
      operation,
      cause,
      mayHaveLanded: true,
      message: `${operation}: ${host} sent ${INVALID_HTTP[code] ?? "a response that is not valid HTTP"} (${code}). ${ADVICE[effect]("check the Custom API Host of the connection and any proxies in between")}`,
    });
  }
  const mayHaveLanded = !NEVER_SENT.has(code) && !BAD_CERTIFICATE.test(code);
  return new MixpanelNetworkError({
    operation,
    cause,
    mayHaveLanded,
    closedIdle,
    message: mayHaveLanded
      ? `${operation}: the connection to ${host} was interrupted${code === "" ? "" : ` (${code})`}. ${ADVICE[effect]("check the network")}`
      : `${operation}: ${host} could not be reached (${code}), so the request was not sent. Check the network, and the Custom API Host of the connection if it has one.`,
  });
}
