import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Server as NetServer, Socket } from "node:net";
import { gunzipSync } from "node:zlib";

/** A request as it came over the wire. */
export interface Received {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

/** A server of one test, on a port of its own on 127.0.0.1. */
export interface LocalServer {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  url: string;
  port: number;
  received: Received[];
  /** Every connection that was ever taken, open or closed. */
  connections: Socket[];
  server: Server;
}

const running = new Set<LocalServer>();

/**
 * Starts a server that keeps every request and answers it as the test says.
 *
 * @param answer called once the request's body is whole; `number` counts the requests from 1
 */
export async function serve(
  answer: (response: ServerResponse, request: Received, number: number) => void,
): Promise<LocalServer> {
  const received: Received[] = [];
  const connections: Socket[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks) };
      answer(response, request, received.push(request));
    });
  });
  // On a machine that is slow for a moment a connection would else be closed between two calls, and the second one repeated.
  server.keepAliveTimeout = 0;
  server.on("connection", (socket) => connections.push(socket));
  const port = await listen(server);
  const local = { url: `http://127.0.0.1:${port}`, port, received, connections, server };
  running.add(local);
  return local;
}

/** Binds a server to a free port of 127.0.0.1. */
export async function listen(server: NetServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return portOf(server.address());
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

/** Stops every server of the test with whatever is still connected. */
export async function closeServers(): Promise<void> {
  for (const { server } of running) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  running.clear();
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

/** The JSON of a request's body, decompressed where it is compressed. */
export function jsonOf({ body, headers }: Received): unknown {
  return JSON.parse((headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString("utf8"));
}
