import type { AxiosRequestConfig, AxiosResponse } from "axios";
import { type MixpanelError, MixpanelNetworkError, MixpanelRateLimitError } from "../errors";
import { type Agents, closeStale, wasClosedIdle } from "./agents";
import { compress } from "./compression";
import { errorFromResponse } from "./errorFromResponse";
import { errorFromNetwork, outOfTime } from "./networkError";
import { hourlyState, type RateLimitState, usedUp } from "./rateLimits";
import type { HttpRequest, LogEntry } from "./request";
import { maxResponseBytes } from "./responseSize";
import { Retries, type Tools } from "./retries";
import { type RetryPolicy, repeatsAtOnce } from "./retry";
import { isQuery, timeLimitMs } from "./timeLimits";

/** What a transport provides to its calls. */
export interface CallTools extends Tools {
  agents: Agents;
  retry: RetryPolicy;
  /** Time limit of one attempt, in milliseconds; if it is not set, each API has its own limit. */
  requestTimeoutMs?: number;
  signal?: AbortSignal;
  redact(text: string): string;
}

/** Looks up a header of a response. */
export function headerOf(response: AxiosResponse): (name: string) => string | undefined {
  return (name) => {
    const value: unknown = response.headers[name];
    return typeof value === "string" ? value : undefined;
  };
}

/** One call with all its attempts: begins, ends and logs each of them, one at a time. The retry loop is the caller's. */
export class Call {
  private readonly retries: Retries;
  private entry: LogEntry;
  private begun = 0;
  private limit = { ms: 0, ofDeadline: false, isOver: false };
  private controller: AbortController | undefined;
  /** Shortens the attempt when the client's signal is aborted, until the attempt has ended. */
  private shorten: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** The wait before the next attempt; undefined to make it at once, without counting it. */
  private waitMs: number | undefined;
  /** Whether Mixpanel may have processed an attempt that failed. */
  private mayHaveLanded = false;

  /** @param wire headers and body as they are sent, compressed if the request asks for it */
  constructor(
    readonly request: HttpRequest,
    private readonly wire: Pick<HttpRequest, "headers" | "body">,
    private readonly tools: CallTools,
  ) {
    const { operation, method, url, loggedPath: path = url.pathname, effect, retry: policy = tools.retry } = request;
    const task = { operation, method, path };
    this.retries = new Retries({ ...task, effect, policy, isQuery: isQuery(url) }, tools);
    const requestBytes = wire.body === undefined ? 0 : Buffer.byteLength(wire.body);
    this.entry = { ...task, attempt: 1, outcome: "", durationMs: 0, requestBytes };
  }

  /** Time limit of one attempt, in milliseconds. */
  get attemptMs(): number {
    const { url, timeoutMs = this.tools.requestTimeoutMs ?? timeLimitMs(url) } = this.request;
    return Math.min(timeoutMs, this.tools.leftMs());
  }

  /** The request as axios sends it, the same for each attempt. */
  get config(): AxiosRequestConfig {
    const { request, wire, tools } = this;
    const isTyped = Object.keys(wire.headers).some((name) => name.toLowerCase() === "content-type");
    // Without this, axios says of nothing at all that it is a form.
    const untyped = wire.body === undefined && !isTyped ? { "Content-Type": false } : {};
    const headers = { "Accept-Encoding": "gzip", ...untyped, ...wire.headers };
    return { ...tools.agents, method: request.method, url: request.url.href, headers, data: wire.body };
  }

  /** Begins an attempt. @returns the signal that aborts it @throws MixpanelTimeoutError if no time is left */
  begin(): AbortSignal {
    const { request, tools } = this;
    const leftMs = tools.leftMs();
    if (leftMs === 0) throw outOfTime(request.operation);
    // If this request fails midway, we cannot know whether Mixpanel processed it.
    if (request.effect === "write") closeStale(tools.agents);
    const { outcome: _, responseBytes: __, reason: ___, ...entry } = this.entry;
    this.entry = { ...entry, attempt: this.retries.attempt, outcome: "" };
    this.waitMs = undefined;
    this.begun = tools.now();
    const ms = this.attemptMs;
    const limit = { ms, ofDeadline: ms === leftMs, isOver: false };
    this.limit = limit;
    const controller = new AbortController();
    this.controller = controller;
    const end = () => {
      limit.isOver = true;
      controller.abort();
    };
    this.timer = setTimeout(end, ms);
    if (tools.signal === undefined) return controller.signal;
    this.shorten = () => {
      clearTimeout(this.timer);
      const graceMs = Math.min(this.attemptMs, Math.max(0, ms - (tools.now() - this.begun)));
      limit.ms = tools.now() - this.begun + graceMs;
      limit.ofDeadline = true;
      this.timer = setTimeout(end, graceMs);
    };
    tools.signal.addEventListener("abort", this.shorten);
    return controller.signal;
  }

  /** Notes that a response has begun, or was received completely. @param bytes size of its body, if known */
  answered(response: AxiosResponse, bytes?: number): void {
    this.stopTimer();
    const { status } = response;
    this.noteHour(hourlyState(headerOf(response), this.tools.now));
    this.entry = { ...this.entry, outcome: status, ...(bytes === undefined ? {} : { responseBytes: bytes }) };
  }

  succeeded(): void {
    this.log();
  }

  /** Turns an error of axios (no response) into an error of this client. */
  unanswered(error: unknown): MixpanelError {
    this.stopTimer();
    const { operation, effect, url } = this.request;
    const maxBytes = maxResponseBytes(this.request);
    const { ms, ofDeadline, isOver } = this.limit;
    const timedOut = isOver ? { timedOutAfterMs: ms, ofDeadline, isInterrupted: this.tools.signal?.aborted } : {};
    const closedIdle = wasClosedIdle(error, this.tools.now() - this.begun);
    return errorFromNetwork({ operation, effect, host: url.host, error, maxBytes, ...timedOut, closedIdle });
  }

  /** @param body the body of the response @throws MixpanelError unless the status is 200 to 299 */
  assertStatus(response: AxiosResponse, body: string): void {
    const { status } = response;
    if (status >= 200 && status < 300) return;
    const { operation, auth, residency, effect } = this.request;
    const { now, redact } = this.tools;
    const header = headerOf(response);
    const answer = { operation, status, body: redact(body), header, now: now(), auth, residency, effect };
    const error = errorFromResponse(answer);
    // What a lost attempt has deleted is not found by the next one.
    if (status === 404 && effect === "idempotentWrite" && this.mayHaveLanded)
      error.message += " An earlier attempt had no clear response, and may have made the change.";
    const isHourly = error instanceof MixpanelRateLimitError && error.limit === "hourly";
    if (isHourly && hourlyState(header, now) === undefined) this.noteHour(usedUp(body, error.retryAt));
    throw error;
  }

  private stopTimer(): void {
    clearTimeout(this.timer);
    if (this.shorten !== undefined) this.tools.signal?.removeEventListener("abort", this.shorten);
  }

  private noteHour(state: RateLimitState | undefined): void {
    if (state !== undefined) this.request.onHourlyState?.(state);
  }

  /** Ends a failed attempt: aborts it, and decides. @returns whether to make another attempt */
  mayRepeat(error: MixpanelError): boolean {
    this.controller?.abort();
    this.mayHaveLanded ||= error.mayHaveLanded;
    if (repeatsAtOnce(error, this.request.effect)) return true;
    if (this.entry.outcome === "") {
      this.entry.outcome = error.code;
      if (error instanceof MixpanelNetworkError && error.cause instanceof Error)
        this.entry.reason = error.cause.message;
    }
    const durationMs = this.tools.now() - this.begun;
    this.waitMs = this.retries.decide(error, durationMs);
    this.log(durationMs);
    return this.waitMs !== undefined;
  }

  /** Waits before the next attempt, as long as `mayRepeat` has decided. */
  async wait(): Promise<void> {
    if (this.waitMs === undefined) return;
    await this.retries.wait(this.waitMs);
    // Limits count it when it is sent.
    this.request.onRetry?.();
  }

  private log(durationMs = this.tools.now() - this.begun): void {
    const { waitMs } = this;
    this.tools.log({ ...this.entry, durationMs, ...(waitMs === undefined ? {} : this.retries.logged(waitMs)) });
  }
}

/** Compresses the body if the request asks for it, once for all attempts. */
export async function encode({
  headers,
  body,
  gzip,
  compressed,
}: HttpRequest): Promise<Pick<HttpRequest, "headers" | "body">> {
  if (body === undefined || !gzip) return { headers, body };
  return { headers: { ...headers, "Content-Encoding": "gzip" }, body: await (compressed ?? compress(body)) };
}
