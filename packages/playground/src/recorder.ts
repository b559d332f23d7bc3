/** Watches the HTTP requests that a run makes, without disturbing them: whoever sends requests looks `http.request` up at each call. */
import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { errorMonitor } from "node:events";
import http, {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from "node:http";
import https from "node:https";

/** The beginning of a body, and its size. */
export interface Body {
  /** At most so many bytes as are kept of it. */
  start: Buffer;
  bytes: number;
}

/** A request that was sent, and what has come back so far. Nothing is masked. */
export interface Recorded {
  id: number;
  /** More than 1 if the same request has failed before. */
  attempt: number;
  method: string;
  /** Scheme, host and port. */
  origin: string;
  /** Path and query. */
  path: string;
  headers: OutgoingHttpHeaders;
  body: Body;
  status?: number | undefined;
  responseHeaders?: IncomingHttpHeaders | undefined;
  response?: Body | undefined;
  error?: string | undefined;
  ms?: number | undefined;
}

/** Called when a request is sent, and when its response or its failure is complete. */
export type OnExchange = (exchange: Recorded) => void;

/** Of each body: more than the largest that is sent, so that its records can be counted; the page shows less. */
const KEPT_REQUEST_BYTES = 16 * 1024 ** 2;
const KEPT_RESPONSE_BYTES = 256 * 1024;

interface Run {
  onExchange: OnExchange;
  isStopped: boolean;
  open: Set<ClientRequest>;
  lastId: number;
  /** Attempts of requests that have failed, by what was sent. */
  failed: Map<string, number>;
}

const runs = new AsyncLocalStorage<Run>();

/**
 * Runs a function, and tells of each request that is sent meanwhile.
 *
 * @param stop ends it at once: requests under way are cancelled, and the function can send no others
 * @throws Error if it was stopped
 */
export function recorded<T>(run: () => Promise<T>, onExchange: OnExchange, stop?: AbortSignal): Promise<T> {
  const state: Run = { onExchange, isStopped: false, open: new Set(), lastId: 0, failed: new Map() };
  const stopped = new Promise<never>((_resolve, reject) => {
    const end = () => {
      state.isStopped = true;
      for (const request of state.open) destroy(request);
      reject(new Error(STOPPED));
    };
    stop?.addEventListener("abort", end, { once: true });
  });
  return Promise.race([stopped, runs.run(state, run)]);
}

const STOPPED = "The run was stopped.";
const destroy = (request: ClientRequest) => request.destroy(new Error(STOPPED));

const MODULES = [http, https] as const;

let watchers = 0;
let unwatch = () => {};

/** Begins to watch this process. @returns ends it */
export function watchRequests(): () => void {
  if (watchers === 0) unwatch = wrapModules();
  watchers += 1;
  return () => {
    watchers -= 1;
    if (watchers === 0) unwatch();
  };
}

/** @returns restores what was there before */
function wrapModules(): () => void {
  const originals = MODULES.map((module) => ({ module, request: module.request }));
  for (const { module, request: original } of originals) {
    const watched = (...given: unknown[]): ClientRequest => {
      const request: ClientRequest = Reflect.apply(original, module, given);
      const run = runs.getStore();
      if (run !== undefined) record(request, run);
      if (run?.isStopped) destroy(request);
      return request;
    };
    Object.assign(module, { request: watched });
  }
  return () => {
    for (const { module, request } of originals) Object.assign(module, { request });
  };
}

/** Collects the beginning of a body. */
class Collector {
  readonly #kept: Buffer[] = [];
  readonly #hash = createHash("sha1");
  #keptBytes = 0;
  #bytes = 0;

  constructor(private readonly maxKept: number) {}

  add(chunk: unknown, encoding?: unknown): void {
    if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) return;
    const bytes =
      typeof chunk === "string"
        ? Buffer.from(chunk, typeof encoding === "string" && Buffer.isEncoding(encoding) ? encoding : "utf8")
        : Buffer.from(chunk);
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    if (this.#keptBytes >= this.maxKept) return;
    const part = bytes.subarray(0, this.maxKept - this.#keptBytes);
    this.#kept.push(part);
    this.#keptBytes += part.length;
  }

  get body(): Body {
    return { start: Buffer.concat(this.#kept), bytes: this.#bytes };
  }

  digest(): string {
    return this.#hash.digest("base64");
  }
}

function record(request: ClientRequest, run: Run): void {
  const startMs = performance.now();
  const sent = new Collector(KEPT_REQUEST_BYTES);
  run.lastId += 1;
  run.open.add(request);
  const exchange: Recorded = {
    id: run.lastId,
    attempt: 1,
    method: request.method,
    origin: `${request.protocol}//${String(request.getHeader("host") ?? request.host)}`,
    path: request.path,
    headers: {},
    body: sent.body,
  };
  let key: string | undefined;
  let isOver = false;
  let isAnswered = false;
  const begin = () => {
    if (key !== undefined) return;
    Object.assign(exchange, { headers: request.getHeaders(), body: sent.body });
    key = `${exchange.method} ${exchange.origin}${exchange.path} ${sent.digest()}`;
    exchange.attempt = (run.failed.get(key) ?? 0) + 1;
    run.onExchange({ ...exchange });
  };
  const over = (result: Partial<Recorded>) => {
    if (isOver) return;
    isOver = true;
    begin();
    Object.assign(exchange, result, { ms: Math.round(performance.now() - startMs) });
    const hasFailed = exchange.error !== undefined || (exchange.status ?? 0) >= 400;
    if (key !== undefined && hasFailed) run.failed.set(key, exchange.attempt);
    else if (key !== undefined) run.failed.delete(key);
    run.onExchange({ ...exchange });
  };
  watchBody(request, sent, begin);
  request.prependOnceListener("response", (response) => {
    isAnswered = true;
    watchResponse(response, over);
  });
  request.on(errorMonitor, (error: NodeJS.ErrnoException) =>
    over({ error: error.message || error.code || error.name }),
  );
  request.once("close", () => {
    run.open.delete(request);
    if (!isAnswered) over({ error: "The request was cancelled." });
  });
}

/** What is written to a request also goes to the collector. */
function watchBody(request: ClientRequest, sent: Collector, ended: () => void): void {
  const { write, end } = request;
  Object.assign(request, {
    write: (...given: unknown[]) => {
      sent.add(given[0], given[1]);
      return Reflect.apply(write, request, given);
    },
    end: (...given: unknown[]) => {
      // Node itself hands on what `end` is given, past this `write`.
      sent.add(given[0], given[1]);
      ended();
      return Reflect.apply(end, request, given);
    },
  });
}

/** What arrives of a response also goes to a collector: a listener would make the stream flow before its reader does. */
function watchResponse(response: IncomingMessage, over: (result: Partial<Recorded>) => void): void {
  const received = new Collector(KEPT_RESPONSE_BYTES);
  const { push } = response;
  const { statusCode: status, headers: responseHeaders } = response;
  // axios removes the encoding once it has set up to inflate the body.
  const result = () => ({ status, responseHeaders: kept, response: received.body });
  const kept = { ...responseHeaders };
  response.push = (chunk: unknown, encoding?: BufferEncoding) => {
    received.add(chunk, encoding);
    if (chunk === null) over(result());
    return Reflect.apply(push, response, [chunk, encoding]);
  };
  response.once("close", () =>
    over({ ...result(), ...(response.complete ? {} : { error: "The response broke off." }) }),
  );
}
