/** Serves a webhook trigger over HTTP as the platform does: the trigger answers the caller, and the flow runs with what it passes on. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Trigger, TriggerResult } from "../bundle";
import { scheduledPayload } from "./drain";

export interface ListenOptions {
  params: Readonly<Record<string, unknown>>;
  /** The context of executions. Its states are shared by all calls. */
  context: object;
  /** Runs the flow with what the trigger passes on. */
  run(result: TriggerResult): Promise<void> | void;
  /** Receives what a caller does not see: why the trigger or the flow failed. */
  failed?(error: unknown): void;
  port?: number;
}

export interface Listening {
  url: string;
  close(): Promise<void>;
}

/** The platform refuses larger requests. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += piece.length;
    if (bytes <= MAX_BODY_BYTES) pieces.push(piece);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(pieces);
}

/** The platform parses JSON bodies by their content type; a body that is none stays text. */
function parsed(text: string, contentType: string): unknown {
  if (!/\bjson\b/i.test(contentType)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function payloadOf(request: IncomingMessage, body: Buffer, invokeUrl: string) {
  const { searchParams } = new URL(request.url ?? "/", "http://localhost");
  const contentType = request.headers["content-type"] ?? "";
  const text = body.toString("utf8");
  return {
    ...scheduledPayload(),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    queryParameters: Object.fromEntries(searchParams),
    rawBody: { data: text, contentType },
    body: { data: parsed(text, contentType), contentType },
    invokeUrl,
  };
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(body);
}

/** Serves a trigger on this machine until it is closed. */
export async function listen(
  trigger: Trigger,
  { params, context, run, failed, port = 0 }: ListenOptions,
): Promise<Listening> {
  let url = "";
  let calls = 0;
  const server = createServer(async (request, response) => {
    calls += 1;
    const executionId = `runner-execution-${calls}`;
    const body = await bodyOf(request);
    if (body === undefined) return send(response, 413, '{"error": "The request is larger than 6 MB."}');
    let result: TriggerResult;
    try {
      result = await trigger.perform({ ...context, executionId }, payloadOf(request, body, url), params);
    } catch (error) {
      failed?.(error);
      return send(response, 500, '{"error": "The trigger failed."}');
    }
    const { statusCode = 200, contentType, headers, body: text } = result.response ?? {};
    const type = contentType ?? "application/json";
    send(response, statusCode, text ?? JSON.stringify({ executionId }), { ...headers, "Content-Type": type });
    try {
      await run(result);
    } catch (error) {
      failed?.(error);
    }
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
  return {
    url,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
