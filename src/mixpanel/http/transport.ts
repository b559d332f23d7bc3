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

/** A host that takes no connection in this time is not there. */
export const CONNECT_TIMEOUT_MS = 10_000;

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

/** A stream may be of any length: -1 and not infinity, as any bound has axios wrap it in a generator, which cannot be ended while it is silent. */
const streams = axios.create({ ...SENDING, responseType: "stream", maxContentLength: -1 });

/** The only place that sends HTTP. */
export class Transport {
  private readonly options: TransportOptions & Required<Omit<TransportOptions, "requestTimeoutMs">>;
  /** The clock that waits are measured and made with. */
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  private readonly agents: Agents;

  constructor(options: TransportOptions = {}) {
    this.options = { ...defaults, ...options };
    const { connectTimeoutMs, now, sleep } = this.options;
    this.clock = { now, sleep };
    this.agents = connectTimeoutMs === CONNECT_TIMEOUT_MS ? sharedAgents : createAgents(connectTimeoutMs);
  }

  /** The retry policy of calls that have none of their own, and of what is repeated above them. */
  get policy(): RetryPolicy {
    return this.options.retry;
  }

  /** Time left until the client's deadline, in milliseconds: never negative, Infinity without a deadline. */
  leftMs(): number {
    const { deadline, now } = this.options;
    return deadline === Number.POSITIVE_INFINITY ? deadline : Math.max(0, deadline - now());
  }

  /** Begins to count the attempts at a task that is more than one call, such as reading a stream to its end. */
  retries(task: Pick<Task, "operation" | "method" | "path" | "effect">): Retries {
    return new Retries({ ...task, policy: this.policy }, this.tools());
  }

  /**
   * Sends a call, again and again as its effect and the retry policy allow, until `read` takes the answer.
   *
   * @param read turns an answer into its value, or throws the MixpanelError that a 200 hides
   * @throws MixpanelError of the last attempt
   */
  async send<T>(request: HttpRequest, read: (answer: HttpResponse<Buffer>) => T): Promise<T> {
    const call = await this.call(request);
    return sendWhole(call, async (response) => {
      const { status, data } = response;
      call.answered(response, data.length);
      const header = headerOf(response);
      // A failure that is plain, whatever its headers say, keeps its status.
      const isPlain = status >= 300 && !isGzip(data);
      const body = isPlain ? data : await decompress(request.operation, data, header, request.asBytes);
      // The whole body: a refusal may list thousands of records.
      if (status >= 300) call.assertStatus(response, body.toString("utf8"));
      const value = read({ status, header, body });
      call.succeeded();
      return value;
    });
  }

  /**
   * Sends a call and hands out its answer's body as it comes, still compressed as `content-encoding` says. Repeats until the answer
   * begins; what breaks later is the reader's, who counts its attempts with `retries`.
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
    if (status >= 300)
      call.assertStatus(response, await readErrorText(body, header("content-encoding"), call.attemptMs));
    call.succeeded();
    return { status, header, body };
  }

  private async call(request: HttpRequest): Promise<Call> {
    return new Call(request, await encode(request), { ...this.tools(), agents: this.agents });
  }

  private tools() {
    return { ...this.options, leftMs: () => this.leftMs() };
  }
}
