import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { gzip as gzipCallback } from "node:zlib";
import axios, { type AxiosInstance, type AxiosResponse } from "axios";
import { createAgents } from "./agents";
import { redactBody } from "./credentials";
import type { Effect, Method } from "./endpoint";
import { errorFromResponse } from "./errorFromResponse";
import { MixpanelError } from "./errors";
import { readErrorText } from "./errorText";
import { errorFromNetwork } from "./networkError";
import { DEFAULT_RETRY, type RetryPolicy, retryDelay } from "./retry";

/** A host that takes no connection in this time is not there. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** JQL, the slowest of Mixpanel's calls, ends after 2 minutes. */
export const REQUEST_TIMEOUT_MS = 150_000;
/** The most of an answer that is held in memory; raw exports are streamed and know no limit. */
export const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
/** Level 1 halves the CPU time of level 6 for a fifth more bytes. */
const GZIP_LEVEL = 1;

const gzip = promisify(gzipCallback);

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
  requestTimeoutMs?: number;
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
  effect: Effect;
  /** In place of the transport's own. */
  retry?: RetryPolicy;
  timeoutMs?: number;
  /** Told of each repetition before its wait. */
  onRetry?(): void;
}

/** A whole answer with a status below 300. */
export interface HttpAnswer<Body> {
  status: number;
  header(name: string): string | undefined;
  body: Body;
}

type Wire = Pick<HttpRequest, "headers"> & { body: Buffer | string | undefined };

const defaults = {
  now: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  random: () => Math.random(),
  log: () => {},
  redact: (text: string) => text,
  retry: DEFAULT_RETRY,
  connectTimeoutMs: CONNECT_TIMEOUT_MS,
  requestTimeoutMs: REQUEST_TIMEOUT_MS,
};

/** Connections outlive a client: each step of a flow makes one, and a TLS handshake costs more than most calls. */
const sharedAgents = createAgents(CONNECT_TIMEOUT_MS);

function headerOf(response: AxiosResponse): (name: string) => string | undefined {
  return (name) => {
    const value: unknown = response.headers[name];
    return typeof value === "string" ? value : undefined;
  };
}

/** The only place that sends HTTP. */
export class Transport {
  private readonly options: Required<TransportOptions>;
  /** The clock that waits are measured and made with. */
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  private readonly http: AxiosInstance;

  constructor(options: TransportOptions = {}) {
    this.options = { ...defaults, ...options };
    const { connectTimeoutMs, now, sleep } = this.options;
    this.clock = { now, sleep };
    this.http = axios.create({
      ...(connectTimeoutMs === CONNECT_TIMEOUT_MS ? sharedAgents : createAgents(connectTimeoutMs)),
      adapter: "http",
      // Credentials follow no redirect, and no proxy that the environment happens to name.
      maxRedirects: 0,
      proxy: false,
      maxBodyLength: Number.POSITIVE_INFINITY,
      validateStatus: () => true,
      transformRequest: (body: unknown) => body,
      transformResponse: (body: unknown) => body,
    });
  }

  /**
   * Sends a call, again and again as its effect and the retry policy allow, until `read` takes the answer.
   *
   * @param read turns an answer into its value, or throws the MixpanelError that a 200 hides
   * @throws MixpanelError of the last attempt
   */
  async send<T>(request: HttpRequest, read: (answer: HttpAnswer<Buffer>) => T): Promise<T> {
    return this.repeat(request, async (wire, log) => {
      const response = await this.exchange<Buffer>(request, wire, "arraybuffer");
      log(response.status, response.data.length);
      // The whole body: a refusal may list thousands of records.
      if (response.status >= 300) this.assertStatus(request, response, response.data.toString("utf8"));
      return read({ status: response.status, header: headerOf(response), body: response.data });
    });
  }

  /**
   * Sends a call and hands out its answer's body as it comes, still compressed as `content-encoding` says. Repeats until the answer
   * begins; what breaks later is the reader's.
   */
  async open(request: HttpRequest): Promise<HttpAnswer<Readable>> {
    return this.repeat(request, async (wire, log) => {
      const response = await this.exchange<Readable>(request, wire, "stream");
      log(response.status);
      const header = headerOf(response);
      if (response.status >= 300) {
        const timeoutMs = request.timeoutMs ?? this.options.requestTimeoutMs;
        const text = await readErrorText(response.data, header("content-encoding"), timeoutMs);
        this.assertStatus(request, response, text);
      }
      return { status: response.status, header, body: response.data };
    });
  }

  private async repeat<T>(
    request: HttpRequest,
    once: (wire: Wire, log: (status: number, bytes?: number) => void) => Promise<T>,
  ): Promise<T> {
    const { now, sleep, random, log } = this.options;
    const policy = request.retry ?? this.options.retry;
    const wire = await encode(request);
    let waitedMs = 0;
    for (let attempt = 1; ; attempt++) {
      const entry: LogEntry = {
        operation: request.operation,
        method: request.method,
        path: request.url.pathname,
        attempt,
        outcome: "",
        durationMs: 0,
        requestBytes: wire.body === undefined ? 0 : Buffer.byteLength(wire.body),
      };
      const begun = now();
      try {
        const value = await once(wire, (status, bytes) => {
          entry.outcome = status;
          if (bytes !== undefined) entry.responseBytes = bytes;
        });
        log({ ...entry, durationMs: now() - begun });
        return value;
      } catch (error) {
        entry.durationMs = now() - begun;
        if (!(error instanceof MixpanelError)) throw error;
        if (entry.outcome === "") entry.outcome = error.code;
        const wait = retryDelay(error, { attempt, waitedMs, effect: request.effect, policy, random: random() });
        log(wait === undefined ? entry : { ...entry, retryInMs: Math.round(wait) });
        if (wait === undefined) throw error;
        request.onRetry?.();
        waitedMs += wait;
        await sleep(wait);
      }
    }
  }

  private async exchange<Body>(
    request: HttpRequest,
    wire: Wire,
    responseType: "arraybuffer" | "stream",
  ): Promise<AxiosResponse<Body>> {
    const timeoutMs = request.timeoutMs ?? this.options.requestTimeoutMs;
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), timeoutMs);
    try {
      return await this.http.request<Body>({
        method: request.method,
        url: request.url.href,
        headers: wire.headers,
        data: wire.body,
        responseType,
        decompress: responseType === "arraybuffer",
        // For a stream -1 and not infinity: any bound has axios wrap it in a generator, which cannot be ended while it is silent.
        maxContentLength: responseType === "arraybuffer" ? MAX_ANSWER_BYTES : -1,
        signal: controller.signal,
      });
    } catch (error) {
      const { operation, method, url } = request;
      const timedOut = controller.signal.aborted ? { timedOutAfterMs: timeoutMs } : {};
      throw errorFromNetwork({ operation, method, host: url.host, error, ...timedOut });
    } finally {
      clearTimeout(timer);
    }
  }

  private assertStatus(request: HttpRequest, response: AxiosResponse, body: string): void {
    const { status } = response;
    if (status >= 200 && status < 300) return;
    const { now, redact } = this.options;
    throw errorFromResponse({
      operation: request.operation,
      status,
      body: redactBody(body, redact),
      header: headerOf(response),
      now: now(),
    });
  }
}

async function encode(request: HttpRequest): Promise<Wire> {
  const { headers, body } = request;
  if (body === undefined || !request.gzip) return { headers, body };
  return { headers: { ...headers, "Content-Encoding": "gzip" }, body: await gzip(body, { level: GZIP_LEVEL }) };
}
