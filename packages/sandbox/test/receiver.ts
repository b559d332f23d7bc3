/** A receiver of the calls that the sandbox makes: answers what it is told to, and keeps what it was sent. */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** One call as it came in. */
export interface Call {
  headers: IncomingHttpHeaders;
  body: { action?: string; parameters?: Record<string, unknown>; [name: string]: unknown };
}

/** What to answer: a status with a body, by default the one that a cohort sync expects. */
export interface Reply {
  status?: number;
  body?: string;
  location?: string;
}

/** An HTTP server on a free port of this machine. */
export class Receiver {
  readonly calls: Call[] = [];
  /** Answers of the next calls, in order; after them every call succeeds. */
  readonly replies: Reply[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Receiver> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
        receiver.calls.push({ headers: request.headers, body });
        const success = JSON.stringify({ action: body.action, status: "success" });
        const { status = 200, body: text = success, location } = receiver.replies.shift() ?? {};
        response.writeHead(status, { "Content-Type": "application/json", ...(location && { Location: location }) });
        response.end(text);
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The receiver has no port.");
    const { port }: AddressInfo = address;
    const receiver = new Receiver(server, `http://127.0.0.1:${port}/hook`);
    return receiver;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }
}
