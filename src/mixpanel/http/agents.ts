import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { isAxiosError } from "axios";

/** Connections kept open to one host. More than the most requests in flight that an action allows. */
const MAX_SOCKETS = 64;

/** A connection that idled for longer may be closed by now without anybody here knowing: a paused process hears of it too late. */
const FRESH_MS = 5_000;

/** When each connection was last done with a call. The clock of the day, as others may stand still while a process is paused. */
const idleSince = new WeakMap<Duplex, number>();

/** `code` of the error where no connection came about in time: nothing was sent. */
export const CONNECT_TIMEOUT_CODE = "ERR_CONNECT_TIMEOUT";

/** Notes the time. @param answer of Node's own, beyond its types: false for a connection that the other side is about to close */
function noteIdle(socket: Duplex, answer: unknown): boolean {
  idleSince.set(socket, Date.now());
  return answer !== false;
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

/** Both agents of a transport, by the names that axios has for them. */
export interface Agents {
  httpAgent: http.Agent;
  httpsAgent: https.Agent;
}

/** Closes what has idled for long, ahead of a call that must not break off for want of a living connection. */
export function closeStale({ httpAgent, httpsAgent }: Agents): void {
  const free = [httpAgent, httpsAgent].flatMap(({ freeSockets }) => Object.values(freeSockets));
  for (const socket of free.flatMap((sockets = []) => sockets))
    if (Date.now() - (idleSince.get(socket) ?? 0) > FRESH_MS) socket.destroy();
}

/** A closed connection fails a call as soon as the host hears of it; one that breaks later had been taking the call. */
const CLOSED_WITHIN_MS = 2_000;

/**
 * Whether a call failed because the server closed an idle connection just as the call went out on it. A server that has closed it reads
 * nothing of the call.
 *
 * @param afterMs how long the call had been under way
 * @see https://nodejs.org/api/http.html#requestreusedsocket
 */
export function wasClosedIdle(error: unknown, afterMs: number): boolean {
  if (afterMs > CLOSED_WITHIN_MS || !isAxiosError(error) || error.response !== undefined) return false;
  const request: unknown = error.request;
  return request instanceof http.ClientRequest && request.reusedSocket && /^(ECONNRESET|EPIPE)$/.test(error.code ?? "");
}

/**
 * Agents that keep connections open between calls and give up on a host that does not take the connection in time.
 *
 * @param connectMs from looking the host up to the end of the TLS handshake, in milliseconds
 */
export function createAgents(connectMs: number): Agents {
  return { httpAgent: new HttpAgent(connectMs), httpsAgent: new HttpsAgent(connectMs) };
}
