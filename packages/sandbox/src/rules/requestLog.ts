/** What was asked of the sandbox: the latest requests, bodies included, credentials left out. */
import type { LoggedRequest, RequestDetails } from "../protocol";
import { masked, maskedBody, maskedResponse } from "./credentialMask";
import { refusalIn } from "./refusals";

export type { LoggedRequest } from "../protocol";

const MAX_ENTRIES = 1000;
const MAX_BODY_BYTES_KEPT = 64 * 1024 * 1024;
/** Of each response, the beginning is kept. */
const RESPONSE_CHARACTERS_KEPT = 4096;
/** Bodies are shown with one request up to this length. */
const BODY_CHARACTERS_SHOWN = 65_536;

/** What is known of a request before its body is read. Fastify's request is one. */
export interface RequestHead {
  method: string;
  url: string;
  query: unknown;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  routeOptions: { config: { operation?: { operationId: string } } };
  calledHost: { name: string } | null;
}

/** Which entries are wanted; each condition that is given must hold. */
export interface RequestFilter {
  operationId?: string;
  method?: string;
  path?: string;
  status?: number;
}

interface Kept {
  entry: LoggedRequest;
  openedMs: number;
  body: Buffer;
  response: Buffer | null;
  isResponseShortened: boolean;
}

/** Is told of each entry that is new or complete, and (null) that the list was cleared. */
export type RequestWatcher = (entry: LoggedRequest | null) => void;

/** A ring of the latest requests. */
export class RequestLog {
  #entries: Kept[] = [];
  #bodyBytes = 0;
  #nextId = 1;
  readonly #watchers = new Set<RequestWatcher>();

  /** Adds an entry for a new request; it is completed with the response. */
  open(request: RequestHead, nowMs: number): LoggedRequest {
    const entry: LoggedRequest = {
      id: this.#nextId++,
      at: new Date(nowMs).toISOString(),
      operationId: request.routeOptions.config.operation?.operationId ?? null,
      method: request.method,
      host: request.calledHost?.name ?? null,
      path: request.url.split("?", 1)[0] ?? "",
      query: masked({ ...(typeof request.query === "object" ? request.query : {}) }),
      headers: masked(request.headers),
      projectId: null,
      requestBytes: 0,
      status: null,
      responseBytes: null,
      error: null,
      ms: null,
      fault: null,
      completed: false,
    };
    const openedMs = performance.now();
    this.#entries.push({ entry, openedMs, body: Buffer.alloc(0), response: null, isResponseShortened: false });
    while (this.#entries.length > MAX_ENTRIES) this.#dropOldest();
    this.#tell(entry);
    return entry;
  }

  /** Completes an entry once its response is sent, or the connection has ended. */
  close(entry: LoggedRequest, outcome: Pick<LoggedRequest, "status" | "completed">): void {
    const openedMs = this.#keptOf(entry.id)?.openedMs;
    Object.assign(entry, outcome, { ms: openedMs === undefined ? null : Math.round(performance.now() - openedMs) });
    this.#tell(entry);
  }

  /** Has a watcher told of changes; returns what ends that. */
  watch(watcher: RequestWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Keeps the body of an entry, for as long as all kept bodies stay within bounds. */
  keepBody(entry: LoggedRequest, body: Buffer): void {
    entry.requestBytes = body.length;
    const kept = this.#keptOf(entry.id);
    if (!kept) return;
    kept.body = body;
    this.#bodyBytes += body.length;
    for (let index = 0; this.#bodyBytes > MAX_BODY_BYTES_KEPT && index < this.#entries.length - 1; index += 1) {
      const older = this.#entries[index];
      if (!older) continue;
      this.#bodyBytes -= older.body.length;
      older.body = Buffer.alloc(0);
    }
  }

  /** Keeps the beginning of a response and why it refuses the request. A stream (null) is not kept. */
  keepResponse(entry: LoggedRequest, status: number, body: string | Buffer | null): void {
    entry.responseBytes = body === null ? null : Buffer.byteLength(body);
    const kept = this.#keptOf(entry.id);
    if (!kept || body === null) return;
    entry.error = refusalIn(status, body);
    const start = String(typeof body === "string" ? body : body.subarray(0, RESPONSE_CHARACTERS_KEPT));
    // As bytes of its own: a part of a text would keep the whole text in memory.
    kept.response = Buffer.from(start.slice(0, RESPONSE_CHARACTERS_KEPT));
    kept.isResponseShortened = body.length > RESPONSE_CHARACTERS_KEPT;
  }

  /** The entries that meet the filter, oldest first. */
  list(filter: RequestFilter = {}): LoggedRequest[] {
    return this.#entries
      .map(({ entry }) => entry)
      .filter(
        (entry) =>
          (filter.operationId === undefined || entry.operationId === filter.operationId) &&
          (filter.method === undefined || entry.method === filter.method.toUpperCase()) &&
          (filter.path === undefined || entry.path === filter.path) &&
          (filter.status === undefined || entry.status === filter.status),
      );
  }

  /** The body of one request as text after inflating, without credentials; null when the entry or its body is no longer kept. */
  body(id: number): string | null {
    const found = this.#keptOf(id);
    if (!found || (found.body.length === 0 && found.entry.requestBytes > 0)) return null;
    return maskedBody(found.body.toString("utf8"));
  }

  /** One request with the beginnings of its body and its response; null when it is no longer kept. */
  details(id: number): RequestDetails | null {
    const kept = this.#keptOf(id);
    if (!kept) return null;
    const body = this.body(id);
    return {
      ...kept.entry,
      body: body?.slice(0, BODY_CHARACTERS_SHOWN) ?? null,
      isBodyShortened: (body?.length ?? 0) > BODY_CHARACTERS_SHOWN,
      response: kept.response === null ? null : maskedResponse(kept.response.toString()),
      isResponseShortened: kept.isResponseShortened,
    };
  }

  /** Forgets every entry. */
  clear(): void {
    this.#entries = [];
    this.#bodyBytes = 0;
    this.#tell(null);
  }

  /** IDs rise by one from entry to entry. */
  #keptOf(id: number): Kept | undefined {
    const kept = this.#entries[id - (this.#entries[0]?.entry.id ?? 0)];
    return kept?.entry.id === id ? kept : undefined;
  }

  #tell(entry: LoggedRequest | null): void {
    for (const watcher of this.#watchers) watcher(entry);
  }

  #dropOldest(): void {
    const oldest = this.#entries.shift();
    if (oldest) this.#bodyBytes -= oldest.body.length;
  }
}
