import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { isAxiosError } from "axios";

/** Connections open to one host at the same time: more than the concurrent requests that any action allows. */
const MAX_SOCKETS = 64;

/** A connection that has been idle for longer may be closed already: a paused process learns of that too late. */
const FRESH_MS = 5_000;

/** When each connection finished its last request. Wall clock time, since a monotonic clock may stop while a process is paused. */
const idleSince = new WeakMap<Duplex, number>();

/** `code` of the error for a connection that was not established in time: nothing was sent. */
export const CONNECT_TIMEOUT_CODE = "ERR_CONNECT_TIMEOUT";

/**
 * Notes when a connection became idle.
 *
 * @param kept what Node's own `keepSocketAlive` returns (its types say nothing): false if the server is about to close the connection
 */
function noteIdle(socket: Duplex, kept: unknown): boolean {
  idleSince.set(socket, Date.now());
  return kept !== false;
}

function limitConnect<T extends Duplex | null | undefined>(
  socket: T,
  event: "connect" | "secureConnect",
  connectMs: number,
): T {
  if (!socket) return socket;
  const timer = setTimeout(() => {
    const error: NodeJS.ErrnoException = new Error(`no connection within ${connectMs} ms`);
    error.code = CONNECT_TIMEOUT_CODE;
    socket.destroy(error);
  }, connectMs);
  const stop = () => clearTimeout(timer);
  socket.once(event, stop);
  socket.once("close", stop);
  return socket;
}

class HttpAgent extends http.Agent {
  constructor(private readonly connectMs: number) {
    super({ keepAlive: true, maxSockets: MAX_SOCKETS });
  }

  override createConnection(
    options: http.ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    return limitConnect(super.createConnection(options, callback), "connect", this.connectMs);
  }

  override keepSocketAlive(socket: Duplex): boolean {
    return noteIdle(socket, super.keepSocketAlive(socket));
  }
}

class HttpsAgent extends https.Agent {
  constructor(private readonly connectMs: number) {
    super({ keepAlive: true, maxSockets: MAX_SOCKETS });
  }

  override createConnection(
    options: https.RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    return limitConnect(super.createConnection(options, callback), "secureConnect", this.connectMs);
  }

  override keepSocketAlive(socket: Duplex): boolean {
    return noteIdle(socket, super.keepSocketAlive(socket));
  }
}

/** Both agents of a transport, under the names that axios expects. */
export interface Agents {
  httpAgent: http.Agent;
  httpsAgent: https.Agent;
}

/** Closes connections that have been idle for long, before a request that must not fail because its connection was closed. */
export function closeStale({ httpAgent, httpsAgent }: Agents): void {
  const free = [httpAgent, httpsAgent].flatMap(({ freeSockets }) => Object.values(freeSockets));
  for (const socket of free.flatMap((sockets = []) => sockets))
    if (Date.now() - (idleSince.get(socket) ?? 0) > FRESH_MS) socket.destroy();
}

/** A request on a closed connection fails at once. If it fails later than this, the server was already receiving it. */
const CLOSED_WITHIN_MS = 2_000;

/**
 * Whether a request failed because the server closed the idle connection at the moment the request was sent on it. The server then has
 * not read any of the request.
 *
 * @param afterMs time from the start of the request to its failure
 * @see https://nodejs.org/api/http.html#requestreusedsocket
 */
export function wasClosedIdle(error: unknown, afterMs: number): boolean {
  if (afterMs > CLOSED_WITHIN_MS || !isAxiosError(error) || error.response !== undefined) return false;
  const request: unknown = error.request;
  return request instanceof http.ClientRequest && request.reusedSocket && /^(ECONNRESET|EPIPE)$/.test(error.code ?? "");
}

/**
 * Agents that keep connections open between requests, and fail if a host does not accept a connection in time.
 *
 * @param connectMs time from the DNS lookup to the end of the TLS handshake, in milliseconds
 */
export function createAgents(connectMs: number): Agents {
  return { httpAgent: new HttpAgent(connectMs), httpsAgent: new HttpsAgent(connectMs) };
}
