import type { Readable } from "node:stream";
import axios from "axios";
import { MixpanelError } from "../errors";
import { isGzip } from "../records/gzip";
import { type Agents, createAgents } from "./agents";
import { Call, encode, headerOf } from "./call";
import { decompress } from "./compression";
import { readErrorText } from "./errorText";
import type { HttpRequest, HttpResponse, TransportOptions } from "./request";
import { Retries, type Task } from "./retries";
import { DEFAULT_RETRY, type RetryPolicy } from "./retry";
import { SENDING, sendWhole } from "./wholeCalls";

export type { HttpRequest, HttpResponse, LogEntry, TransportOptions } from "./request";

/** A host that accepts no connection within this time counts as not reachable. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** How long requests in flight may still take when a signal ends the work: a person waits for it. */
export const GRACE_MS = 5_000;

/** Waits, or until the signal. */
function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
  });
}

/** Clients share connections: each step of a flow makes a client, and a TLS handshake takes longer than most requests. */
const sharedAgents = createAgents(CONNECT_TIMEOUT_MS);

/** No size limit, for streams. It must be -1: for any other value, axios wraps the stream in a generator, which cannot be ended while no data arrives. */
const streams = axios.create({ ...SENDING, responseType: "stream", maxContentLength: -1 });

/** Sends all HTTP requests of the client. */
export class Transport {
  private readonly options: TransportOptions & Required<Omit<TransportOptions, "requestTimeoutMs" | "signal">>;
  /** The clock for measuring time and waiting. */
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  private readonly agents: Agents;
  /** When requests in flight must have ended, after the signal. */
  private graceEnd = Number.POSITIVE_INFINITY;

  constructor({
    now = () => Date.now(),
    sleep = pause,
    random = () => Math.random(),
    log = () => {},
    redact = (text) => text,
    retry = DEFAULT_RETRY,
    connectTimeoutMs = CONNECT_TIMEOUT_MS,
    deadline = Number.POSITIVE_INFINITY,
    requestTimeoutMs,
    signal,
  }: TransportOptions = {}) {
    this.options = { now, sleep, random, log, redact, retry, connectTimeoutMs, deadline, requestTimeoutMs, signal };
    // A wait that begins after the signal is one of those that its grace allows.
    this.clock = { now, sleep: (ms) => sleep(ms, signal?.aborted ? undefined : signal) };
    const end = () => {
      this.graceEnd = now() + GRACE_MS;
    };
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end);
    this.agents = connectTimeoutMs === CONNECT_TIMEOUT_MS ? sharedAgents : createAgents(connectTimeoutMs);
  }

  /** The retry policy of requests that have none of their own, and of tasks of several requests. */
  get policy(): RetryPolicy {
    return this.options.retry;
  }

  /** Time left until the client's deadline, in milliseconds: never negative, Infinity without a deadline. */
  leftMs(): number {
    const end = Math.min(this.options.deadline, this.graceEnd);
    return end === Number.POSITIVE_INFINITY ? end : Math.max(0, end - this.options.now());
  }

  /** The signal that ends the client's work early, if it has one. */
  get signal(): AbortSignal | undefined {
    return this.options.signal;
  }

  /** Counts the attempts at a task that is more than one request, such as reading a stream to its end. */
  retries(task: Pick<Task, "operation" | "method" | "path" | "effect">): Retries {
    return new Retries({ ...task, policy: this.policy }, this.tools());
  }

  /**
   * Sends a request, and retries it as its effect and the retry policy allow, until `read` returns a value.
   *
   * @param read turns a response into a value, or throws a MixpanelError if a status of 200 hides a failure
   * @throws MixpanelError of the last attempt
   */
  async send<T>(request: HttpRequest, read: (answer: HttpResponse<Buffer>) => T): Promise<T> {
    const call = await this.call(request);
    return sendWhole(call, async (response) => {
      const { status, data } = response;
      call.answered(response, data.length);
      const header = headerOf(response);
      // An uncompressed error keeps its status, even if its headers say that it is compressed.
      const isPlain = status >= 300 && !isGzip(data);
      const body = isPlain ? data : await decompress(request, data, header);
      // The whole body is read: it may list thousands of rejected records.
      if (status >= 300) call.assertStatus(response, body.toString("utf8"));
      const value = read({ status, header, body });
      call.succeeded();
      return value;
    });
  }

  /**
   * Sends a request and returns the body of its response as a stream, still compressed if `content-encoding` says so. Retries until the
   * response begins. If the stream fails later, the caller retries, and counts its attempts with `retries`.
   */
  async open(request: HttpRequest): Promise<HttpResponse<Readable>> {
    const call = await this.call(request);
    for (;;) {
      const signal = call.begin();
      try {
        return await this.openOnce(call, signal);
      } catch (error) {
        if (!(error instanceof MixpanelError) || !call.mayRepeat(error)) throw error;
        await call.wait();
      }
    }
  }

  private async openOnce(call: Call, signal: AbortSignal): Promise<HttpResponse<Readable>> {
    const config = { ...call.config, signal };
    const response = await streams.request<Readable>(config).catch((error) => Promise.reject(call.unanswered(error)));
    call.answered(response);
    const { status, data: body } = response;
    const header = headerOf(response);
    if (status >= 300 && !call.request.handles?.(status))
      call.assertStatus(response, await readErrorText(body, header("content-encoding"), call.attemptMs));
    call.succeeded();
    return { status, header, body };
  }

  private async call(request: HttpRequest): Promise<Call> {
    return new Call(request, await encode(request), { ...this.tools(), agents: this.agents });
  }

  private tools() {
    return { ...this.options, ...this.clock, leftMs: () => this.leftMs() };
  }
}
