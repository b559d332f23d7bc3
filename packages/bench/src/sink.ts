/**
 * A server in a process of its own that takes what a contestant sends, and answers as Mixpanel would. While time is taken it only reads
 * and counts bytes; in `inspect` mode it decodes each body and counts the records, so that nobody is fast by leaving some out.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";

/** How the sink is to behave from now on. Its counts begin again. */
export interface SinkOrder {
  /** Milliseconds between the end of a request and its answer. */
  delayMs: number;
  inspect: boolean;
}

/** What arrived since the last order. */
export interface SinkCounts {
  requests: number;
  /** Of the bodies as they were sent. */
  bytes: number;
  /** Counted in `inspect` mode only. */
  records: number;
}

/** What the sink tells its parent. */
export type SinkMessage = { port: number } | { counts: SinkCounts };

const IMPORTED = JSON.stringify({ code: 200, num_records_imported: 2000, status: "OK" });
const REPLACED = JSON.stringify({ code: 200, status: "OK" });
const ACCEPTED = JSON.stringify({ status: 1, error: null });

let order: SinkOrder = { delayMs: 0, inspect: false };
let counts: SinkCounts = { requests: 0, bytes: 0, records: 0 };

function isForm({ headers }: IncomingMessage): boolean {
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
}

const isTable = ({ url }: IncomingMessage) => url?.startsWith("/lookup-tables/") ?? false;

/** The SDK expects a bare `1`, and the others JSON. */
function answerFor(request: IncomingMessage): string {
  if (isForm(request) || request.method === "GET") return "1";
  if (isTable(request)) return REPLACED;
  return request.url?.startsWith("/import") ? IMPORTED : ACCEPTED;
}

function countRecords(request: IncomingMessage, body: Buffer): number {
  const query = new URL(request.url ?? "", "http://sink").searchParams.get("data");
  const form = isForm(request) ? body.toString("latin1").slice("data=".length) : query;
  const bytes = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
  const text = form === null ? bytes.toString("utf8") : Buffer.from(form, "base64").toString("utf8");
  if (isTable(request)) return text.trimEnd().split("\n").length - 1;
  const records: unknown = JSON.parse(text);
  return Array.isArray(records) ? records.length : 1;
}

function take(request: IncomingMessage, response: ServerResponse): void {
  const { delayMs, inspect } = order;
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => {
    counts.bytes += chunk.length;
    if (inspect) chunks.push(chunk);
  });
  request.on("end", () => {
    counts.requests++;
    if (inspect) counts.records += countRecords(request, Buffer.concat(chunks));
    const answer = () => {
      response.setHeader("content-type", "application/json");
      response.end(answerFor(request));
    };
    if (delayMs === 0) answer();
    else setTimeout(answer, delayMs);
  });
}

function tell(message: SinkMessage): void {
  process.send?.(message);
}

process.on("message", (message: SinkOrder | "count") => {
  if (message === "count") tell({ counts });
  else {
    order = message;
    counts = { requests: 0, bytes: 0, records: 0 };
  }
});
process.on("disconnect", () => process.exit());

const server = createServer(take);
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) tell({ port: address.port });
});
