import type { Readable } from "node:stream";
import axios, { type AxiosInstance, type AxiosResponse } from "axios";
import { redactBody } from "../credentials";
import { MixpanelError } from "../errors";
import { type Agents, closeStale, createAgents, wasClosedIdle } from "./agents";
import { compress, decompress, isGzip, MAX_ANSWER_BYTES } from "./compression";
import { errorFromResponse } from "./errorFromResponse";
import { readErrorText } from "./errorText";
import { errorFromNetwork, outOfTime } from "./networkError";
import type { HttpRequest, HttpResponse, LogEntry, TransportOptions } from "./request";
import { DEFAULT_RETRY, retryDelay } from "./retry";
import { isQuery, SLOW_QUERY_MS, timeLimitMs } from "./timeLimits";

export type { HttpRequest, HttpResponse, LogEntry, TransportOptions } from "./request";

/** A host that takes no connection in this time is not there. */
export const CONNECT_TIMEOUT_MS = 10_000;
type Wire = Pick<HttpRequest, "headers"> & { body: Buffer | string | undefined };

const defaults = {
  now: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  random: () => Math.random(),
  log: () => {},
  redact: (text: string) => text,
  retry: DEFAULT_RETRY,
  connectTimeoutMs: CONNECT_TIMEOUT_MS,
  deadline: Number.POSITIVE_INFINITY,
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
  private readonly options: TransportOptions & Required<Omit<TransportOptions, "requestTimeoutMs">>;
  /** The clock that waits are measured and made with. */
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  private readonly agents: Agents;
  private readonly http: AxiosInstance;

  constructor(options: TransportOptions = {}) {
    this.options = { ...defaults, ...options };
    const { connectTimeoutMs, now, sleep } = this.options;
    this.clock = { now, sleep };
    this.agents = connectTimeoutMs === CONNECT_TIMEOUT_MS ? sharedAgents : createAgents(connectTimeoutMs);
    this.http = axios.create({
      ...this.agents,
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

  /** Time left until the client's deadline, in milliseconds: never negative, Infinity without a deadline. */
  leftMs(): number {
    const { deadline, now } = this.options;
    return deadline === Number.POSITIVE_INFINITY ? deadline : Math.max(0, deadline - now());
  }

  /**
   * Sends a call, again and again as its effect and the retry policy allow, until `read` takes the answer.
   *
   * @param read turns an answer into its value, or throws the MixpanelError that a 200 hides
   * @throws MixpanelError of the last attempt
   */
  async send<T>(request: HttpRequest, read: (answer: HttpResponse<Buffer>) => T): Promise<T> {
    return this.repeat(request, async (wire, begun, log) => {
      const response = await this.exchange<Buffer>(request, wire, "arraybuffer", begun);
      log(response.status, response.data.length);
      const header = headerOf(response);
      // A failure that is plain, whatever its headers say, keeps its status.
      const isPlain = response.status >= 300 && !isGzip(response.data);
      const body = isPlain
        ? response.data
        : await decompress(request.operation, response.data, header, request.asBytes);
      // The whole body: a refusal may list thousands of records.
      if (response.status >= 300) this.assertStatus(request, response, body.toString("utf8"));
      return read({ status: response.status, header, body });
    });
  }

  /**
   * Sends a call and hands out its answer's body as it comes, still compressed as `content-encoding` says. Repeats until the answer
   * begins; what breaks later is the reader's.
   */
  async open(request: HttpRequest): Promise<HttpResponse<Readable>> {
    return this.repeat(request, async (wire, begun, log) => {
      const response = await this.exchange<Readable>(request, wire, "stream", begun);
      log(response.status);
      const header = headerOf(response);
      if (response.status >= 300) {
        const text = await readErrorText(response.data, header("content-encoding"), this.attemptMs(request));
        this.assertStatus(request, response, text);
      }
      return { status: response.status, header, body: response.data };
    });
  }

  /** How long one attempt may take, in milliseconds. */
  private attemptMs({ url, timeoutMs }: HttpRequest): number {
    return Math.min(timeoutMs ?? this.options.requestTimeoutMs ?? timeLimitMs(url), this.leftMs());
  }

  private async repeat<T>(
    request: HttpRequest,
    once: (wire: Wire, begun: number, log: (status: number, bytes?: number) => void) => Promise<T>,
  ): Promise<T> {
    const { now, sleep, random, log } = this.options;
    const policy = request.retry ?? this.options.retry;
    const wire = await encode(request);
    const firstBegun = now();
    for (let attempt = 1; ; attempt++) {
      if (this.leftMs() === 0) throw outOfTime(request.operation);
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
        const value = await once(wire, begun, (status, bytes) => {
          entry.outcome = status;
          if (bytes !== undefined) entry.responseBytes = bytes;
        });
        log({ ...entry, durationMs: now() - begun });
        return value;
      } catch (error) {
        entry.durationMs = now() - begun;
        if (!(error instanceof MixpanelError)) throw error;
        if (entry.outcome === "") entry.outcome = error.code;
        // Attempts that get no answer take their time, too: together they must end before the execution does.
        const waitedMs = now() - firstBegun;
        const isSlowQuery = entry.durationMs > SLOW_QUERY_MS && isQuery(request.url);
        if (isSlowQuery) error.message += stillRunning(entry.durationMs);
        const { effect } = request;
        const retry = { attempt, waitedMs, leftMs: this.leftMs(), effect, policy, random: random() };
        const wait = isSlowQuery ? undefined : retryDelay(error, retry);
        log(wait === undefined ? entry : { ...entry, retryInMs: Math.round(wait) });
        if (wait === undefined) throw error;
        request.onRetry?.();
        await sleep(wait);
      }
    }
  }

  private async exchange<Body>(
    request: HttpRequest,
    wire: Wire,
    responseType: "arraybuffer" | "stream",
    begun: number,
  ): Promise<AxiosResponse<Body>> {
    const leftMs = this.leftMs();
    const timeoutMs = Math.min(this.attemptMs(request), leftMs);
    // Where it breaks off, nobody can tell whether it was carried out.
    if (request.effect === "write") closeStale(this.agents);
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), timeoutMs);
    try {
      return await this.http.request<Body>({
        method: request.method,
        url: request.url.href,
        headers: { "Accept-Encoding": "gzip", ...wire.headers },
        data: wire.body,
        responseType,
        // axios takes a compressed answer that is cut for a whole one.
        decompress: false,
        // For a stream -1 and not infinity: any bound has axios wrap it in a generator, which cannot be ended while it is silent.
        maxContentLength: responseType === "arraybuffer" ? MAX_ANSWER_BYTES : -1,
        signal: controller.signal,
      });
    } catch (error) {
      const { operation, effect, url } = request;
      const isTimedOut = controller.signal.aborted;
      // No failure of Mixpanel's. It ends with a new connection, as each try uses up one of those that were kept open.
      const mayRepeat = !isTimedOut && effect !== "write" && wasClosedIdle(error, this.options.now() - begun);
      if (mayRepeat) return this.exchange(request, wire, responseType, begun);
      const timedOut = isTimedOut ? { timedOutAfterMs: timeoutMs, ofDeadline: timeoutMs === leftMs } : {};
      throw errorFromNetwork({ operation, effect, host: url.host, error, ...timedOut });
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
      auth: request.auth,
      residency: request.residency,
    });
  }
}

const stillRunning = (ms: number) =>
  ` The query ran for ${Math.round(ms / 1000)} s: it counts toward the project's 60 queries an hour and may still be running, so it was not repeated. Ask for less at once, or run it again later.`;

async function encode(request: HttpRequest): Promise<Wire> {
  const { headers, body, gzip, compressed } = request;
  if (body === undefined || !gzip) return { headers, body };
  return { headers: { ...headers, "Content-Encoding": "gzip" }, body: await (compressed ?? compress(body)) };
}
