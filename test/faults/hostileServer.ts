import { createServer, type Server, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { listen } from "../support/localServer";

/** Sends a response of any kind, also one that is not HTTP. */
export type Answer = (socket: Socket) => void;

const MEGABYTE = 1_048_576;
/** A server that sends on and on stops here, so that a test without a bound ends, too. */
const MAX_SENT_BYTES = 700 * MEGABYTE;

interface Head {
  status?: string;
  headers?: string[];
}

const headOf = ({ status = "200 OK", headers = [] }: Head, length: string) =>
  [`HTTP/1.1 ${status}`, "Content-Type: application/json", ...headers, length, "", ""].join("\r\n");

const chunkOf = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);

export const GZIP = "Content-Encoding: gzip";

/** A whole response. */
export const whole =
  (body: Buffer | string, head: Head = {}): Answer =>
  (socket) => {
    const bytes = Buffer.from(body);
    socket.write(headOf(head, `Content-Length: ${bytes.length}`));
    socket.write(bytes);
  };

/** Exactly these bytes, and then nothing. */
export const verbatim =
  (text: string): Answer =>
  (socket) =>
    socket.write(text);

/** A response in chunks that does not end by itself. @param begin what comes before the piece that is repeated */
export const endless =
  (begin: string, piece: Buffer | string, head: Head = {}): Answer =>
  (socket) => {
    socket.write(headOf(head, "Transfer-Encoding: chunked"));
    if (begin !== "") socket.write(chunkOf(Buffer.from(begin)));
    const chunk = chunkOf(Buffer.from(piece));
    let sent = 0;
    const more = () => {
      while (sent < MAX_SENT_BYTES && !socket.destroyed) {
        sent += chunk.length;
        if (!socket.write(chunk)) return void socket.once("drain", more);
      }
      socket.end("0\r\n\r\n");
    };
    more();
  };

/** Sends a little again and again, so that no time limit between two pieces is reached. */
export const drip =
  (begin: string, piece: string): Answer =>
  (socket) => {
    socket.write(begin);
    const timer = setInterval(() => socket.write(piece), 50);
    socket.once("close", () => clearInterval(timer));
  };

/** The beginning of a response in chunks, for `drip`. */
export const begun = (body: string, head: Head = {}): string =>
  headOf(head, "Transfer-Encoding: chunked") + chunkOf(Buffer.from(body)).toString();

export const dripped = chunkOf(Buffer.from(" ")).toString();

/** A few MB of gzip that inflate to gigabytes of this character. */
export function bombOf(character: string, members = 32): Buffer {
  const member = gzipSync(Buffer.alloc(64 * MEGABYTE, character));
  return Buffer.concat(Array<Buffer>(members).fill(member));
}

/** JSON of so many levels. */
export const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

/** Serves each answer under the path of its name. */
export async function serveHostile(answers: ReadonlyMap<string, Answer>): Promise<{ url: string; close(): void }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    let request = "";
    socket.on("data", (bytes: Buffer) => {
      request += bytes.toString("latin1");
      const end = request.indexOf("\r\n\r\n");
      const length = Number(/^content-length: (\d+)/im.exec(request.slice(0, Math.max(0, end)))?.[1] ?? 0);
      if (end < 0 || request.length < end + 4 + length) return;
      const name = /^\w+ \/([^/]+)\//.exec(request)?.[1] ?? "";
      request = "";
      answers.get(name)?.(socket);
    });
  });
  const port = await listen(server);
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}
