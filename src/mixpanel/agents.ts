import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";

/** Connections kept open to one host. More than the most requests in flight that an action allows. */
const MAX_SOCKETS = 64;

/** `code` of the error where no connection came about in time: nothing was sent. */
export const CONNECT_TIMEOUT_CODE = "ERR_CONNECT_TIMEOUT";

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
}

/**
 * Agents that keep connections open between calls and give up on a host that does not take the connection in time.
 *
 * @param connectMs from looking the host up to the end of the TLS handshake, in milliseconds
 */
export function createAgents(connectMs: number): { httpAgent: http.Agent; httpsAgent: https.Agent } {
  return { httpAgent: new HttpAgent(connectMs), httpsAgent: new HttpsAgent(connectMs) };
}
