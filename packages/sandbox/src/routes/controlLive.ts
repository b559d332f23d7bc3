/** `GET /_sandbox/live`: what happens in the sandbox, as server-sent events. */
import type { FastifyInstance } from "fastify";
import { checkKeys, SandboxError } from "../errors";
import { queryOf } from "../ingest/payload";
import type { LiveMessage, LoggedRequest } from "../protocol";
import { isControl } from "../rules/paths";
import type { Controlled } from "../sandbox";
import { purpose } from "./strict";

/** Changes of this time come as one message, so that a load of thousands of requests a second stays readable. */
const PAUSE_MS = 200;
const MAX_REQUESTS_IN_MESSAGE = 100;
const MAX_STREAMS = 32;
/** A reader that leaves so much unread is disconnected: messages must not fill the memory. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/** Where messages go: an HTTP response. */
export interface LiveReader {
  readonly writableLength: number;
  write(text: string): unknown;
  destroy(): unknown;
}

/** Registers the stream. */
export function registerLive(app: FastifyInstance, sandbox: Controlled): void {
  const streams = new Set<LiveStream>();
  // Faults, clock and state may have changed by any control route.
  app.addHook("onResponse", async (request) => {
    if (request.method === "GET" || !isControl(request)) return;
    for (const stream of streams) stream.changed();
  });
  const what = purpose("Streams requests, counts, faults and clock as they change");
  app.get("/_sandbox/live", { ...what, exposeHeadRoute: false }, async (request, reply) => {
    checkKeys(queryOf(request), []);
    if (streams.size >= MAX_STREAMS) throw new SandboxError(503, `${MAX_STREAMS} streams are open: close a page.`);
    reply.hijack();
    const headers = { "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no" };
    reply.raw.writeHead(200, headers);
    const stream = new LiveStream(reply.raw, sandbox);
    streams.add(stream);
    reply.raw.once("close", () => {
      streams.delete(stream);
      stream.end();
    });
  });
}

/** What one reader is told. It keeps the entries that changed since the last message, which are the log's own, and no body. */
export class LiveStream {
  readonly #reader: LiveReader;
  readonly #sandbox: Controlled;
  readonly #unwatch: () => void;
  #changed = new Map<number, LoggedRequest>();
  #leftOut = 0;
  #isCleared = false;
  #timer: NodeJS.Timeout | null = null;

  /** Sends the first message at once: the state, and the latest requests. */
  constructor(reader: LiveReader, sandbox: Controlled) {
    this.#reader = reader;
    this.#sandbox = sandbox;
    for (const entry of sandbox.requests.list().slice(-MAX_REQUESTS_IN_MESSAGE)) this.#changed.set(entry.id, entry);
    this.#unwatch = sandbox.requests.watch((entry) => this.#noted(entry));
    this.#send();
  }

  /** Something may have changed: the next message tells. */
  changed(): void {
    this.#timer ??= setTimeout(() => this.#send(), PAUSE_MS).unref();
  }

  end(): void {
    this.#unwatch();
    if (this.#timer) clearTimeout(this.#timer);
    this.#changed.clear();
  }

  #noted(entry: LoggedRequest | null): void {
    if (entry === null) {
      this.#changed.clear();
      this.#leftOut = 0;
      this.#isCleared = true;
    } else {
      this.#changed.set(entry.id, entry);
      const [oldest] = this.#changed.keys();
      if (this.#changed.size > MAX_REQUESTS_IN_MESSAGE && oldest !== undefined) {
        this.#changed.delete(oldest);
        this.#leftOut += 1;
      }
    }
    this.changed();
  }

  #send(): void {
    this.#timer = null;
    if (this.#reader.writableLength > MAX_UNREAD_BYTES) {
      this.#reader.destroy();
      return;
    }
    const { faults, clock } = this.#sandbox;
    const message: LiveMessage = {
      requests: [...this.#changed.values()].map(({ headers: _headers, ...entry }) => entry),
      leftOut: this.#leftOut,
      isCleared: this.#isCleared,
      counts: this.#sandbox.countsNow(),
      faults: faults.list(),
      clock: clock.shown(),
    };
    this.#changed.clear();
    this.#leftOut = 0;
    this.#isCleared = false;
    this.#reader.write(`data: ${JSON.stringify(message)}\n\n`);
  }
}
