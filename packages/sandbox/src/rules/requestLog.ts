/** What was asked of the sandbox: the latest requests, bodies included, credentials left out. */
import { masked, maskedBody } from "./credentialMask";

const MAX_ENTRIES = 1000;
const MAX_BODY_BYTES_KEPT = 64 * 1024 * 1024;

/** One request and its response. Sizes are in bytes; `requestBytes` is the body after inflating. */
export interface LoggedRequest {
  id: number;
  at: string;
  operationId: string | null;
  method: string;
  /** The Mixpanel host that was named, or null. */
  host: string | null;
  path: string;
  /** Query parameters, without credentials. Project tokens stay. */
  query: Record<string, unknown>;
  /** Headers, without credentials; of `Authorization` only the scheme is kept. */
  headers: Record<string, unknown>;
  projectId: number | null;
  requestBytes: number;
  status: number | null;
  responseBytes: number | null;
  /** The fault that was injected, or null. */
  fault: string | null;
  /** False if the connection ended before the response was complete. */
  completed: boolean;
}

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

/** A ring of the latest requests. */
export class RequestLog {
  #entries: { entry: LoggedRequest; body: Buffer }[] = [];
  #bodyBytes = 0;
  #nextId = 1;

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
      fault: null,
      completed: false,
    };
    this.#entries.push({ entry, body: Buffer.alloc(0) });
    while (this.#entries.length > MAX_ENTRIES) this.#dropOldest();
    return entry;
  }

  /** Keeps the body of an entry, for as long as all kept bodies stay within bounds. */
  keepBody(entry: LoggedRequest, body: Buffer): void {
    entry.requestBytes = body.length;
    const kept = this.#entries.find((one) => one.entry === entry);
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
    const found = this.#entries.find(({ entry }) => entry.id === id);
    if (!found || (found.body.length === 0 && found.entry.requestBytes > 0)) return null;
    return maskedBody(found.body.toString("utf8"));
  }

  /** Forgets every entry. */
  clear(): void {
    this.#entries = [];
    this.#bodyBytes = 0;
  }

  #dropOldest(): void {
    const oldest = this.#entries.shift();
    if (oldest) this.#bodyBytes -= oldest.body.length;
  }
}
