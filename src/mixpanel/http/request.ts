import type { Auth } from "../credentials";
import type { Effect, Method } from "../endpoint";
import type { Residency } from "../residency";
import type { RetryPolicy } from "./retry";

/** One line of the debug log: never a header, a token, a query or a body. */
export interface LogEntry {
  operation: string;
  method: string;
  path: string;
  attempt: number;
  /** HTTP status, or the code of the error where there was no answer. */
  outcome: number | string;
  durationMs: number;
  requestBytes: number;
  responseBytes?: number;
  /** Set where the call is sent again after this wait. */
  retryInMs?: number;
}

/** What the transport needs from the outside. Tests put a clock of their own here. */
export interface TransportOptions {
  /** Milliseconds since epoch. */
  now?(): number;
  sleep?(ms: number): Promise<void>;
  /** 0 <= n < 1 */
  random?(): number;
  log?(entry: LogEntry): void;
  retry?: RetryPolicy;
  connectTimeoutMs?: number;
  /** How long one attempt of any call may take; without it, each API has its own limit. */
  requestTimeoutMs?: number;
  /** When everything that this client does must have ended, in milliseconds since epoch; without it, nothing ends it. */
  deadline?: number;
  /** Takes credentials out of what a server says. */
  redact?(text: string): string;
}

export interface HttpRequest {
  operation: string;
  method: Method;
  url: URL;
  headers: Record<string, string>;
  body?: Buffer | string;
  /** Compress the body: off the main thread, once for all attempts. */
  gzip?: boolean;
  /** The body compressed, for who began that earlier. */
  compressed?: Promise<Buffer>;
  effect: Effect;
  /** Whether the answer is wanted as the bytes that came: a file that is gzip by itself stays one. */
  asBytes?: boolean;
  /** What the call is authorized with, and the residency that it goes to: for the words of its errors. */
  auth?: Auth;
  residency?: Residency;
  /** In place of the transport's own. */
  retry?: RetryPolicy;
  timeoutMs?: number;
  /** Told of each repetition before its wait. */
  onRetry?(): void;
}

/** A whole answer with a status below 300. */
export interface HttpResponse<Body> {
  status: number;
  header(name: string): string | undefined;
  body: Body;
}
