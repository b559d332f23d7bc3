import type { Auth } from "../credentials";
import type { Effect, Method } from "../endpoint";
import type { Residency } from "../residency";
import type { RateLimitState } from "./rateLimits";
import type { RetryPolicy } from "./retry";

/** One line of the debug log. It never contains a header, a token, a query or a body. */
export interface LogEntry {
  operation: string;
  method: string;
  path: string;
  attempt: number;
  /** HTTP status, or the code of the error if there was no response. */
  outcome: number | string;
  durationMs: number;
  requestBytes: number;
  responseBytes?: number;
  /** Why there was no response, as Node names it: `ECONNREFUSED`. */
  reason?: string;
  /** Set if the request is retried after this delay. */
  retryInMs?: number;
  /** Set beside `retryInMs`: the last attempt begins at most this long from now, in milliseconds. */
  givesUpInMs?: number;
}

/** What the transport needs from outside. Tests pass a fake clock. */
export interface TransportOptions {
  /** Milliseconds since epoch. */
  now?(): number;
  /** @param signal ends the wait early */
  sleep?(ms: number, signal?: AbortSignal): Promise<void>;
  /** 0 <= n < 1 */
  random?(): number;
  log?(entry: LogEntry): void;
  retry?: RetryPolicy;
  connectTimeoutMs?: number;
  /** Time limit of one attempt, in milliseconds; if it is not set, each API has its own limit. */
  requestTimeoutMs?: number;
  /** When this client must be done, in milliseconds since epoch; if it is not set, there is no limit. */
  deadline?: number;
  /** Ends the work early: from then on, the client has the time that requests in flight may still take, and no more. */
  signal?: AbortSignal;
  /** Removes credentials from what a server responds. */
  redact?(text: string): string;
}

export interface HttpRequest {
  operation: string;
  method: Method;
  url: URL;
  headers: Record<string, string>;
  body?: Buffer | string;
  /** Whether to compress the body. It is done once for all attempts, not on the main thread. */
  gzip?: boolean;
  /** The compressed body, if the caller has already started to compress it. */
  compressed?: Promise<Buffer>;
  effect: Effect;
  /** Whether to return the response as received: a gzip file is then not decompressed. */
  asBytes?: boolean;
  /** Whether the response may be twice as large as others, as that of a report may. */
  isLarge?: boolean;
  /** The kind of credentials that are sent, and the data residency that is called; used in error messages. */
  auth?: Auth;
  residency?: Residency;
  /** Written to the log instead of the path, if the URL is a secret. */
  loggedPath?: string;
  /** Whether the caller handles a response that is no success: redirects, for example. Others are errors. Only for streams. */
  handles?(status: number): boolean;
  /** Replaces the transport's own policy. */
  retry?: RetryPolicy;
  timeoutMs?: number;
  /** Called before the delay of each retry. */
  onRetry?(): void;
  /** Told what a response says of the hour's allowance. */
  onHourlyState?(state: RateLimitState): void;
}

/** A whole response with a status below 300, or one that the request handles. */
export interface HttpResponse<Body> {
  status: number;
  header(name: string): string | undefined;
  body: Body;
}
