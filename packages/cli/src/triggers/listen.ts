/** Serves a webhook trigger over HTTP as the platform does: the trigger answers the caller, and the flow runs with what it passes on. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Trigger, TriggerPayload, TriggerResult } from "../bundle";
import { scheduledPayload } from "./drain";
import { StateStore } from "./states";

/** A call of the webhook with the response to it. */
export interface AnsweredCall {
  /** What the trigger got, with the caller's headers; undefined if the call was too large to be read. */
  request: TriggerPayload | undefined;
  status: number;
  /** The body of the response. */
  response: string;
  /** What the trigger returned; undefined if it failed. */
  result?: TriggerResult;
}

export interface ListenOptions {
  params: Readonly<Record<string, unknown>>;
  /** The context of executions, without state. */
  context: object;
  /** Keeps the states of the flow; without it, they begin empty. */
  store?: StateStore;
  /**
   * Whether executions run at the same time, each on a copy of the states as they were when it began: the last to end overwrites what the
   * others saved. Otherwise one begins after the other has ended, as in a flow that queues its executions.
   */
  isolated?: boolean;
  /** Runs the flow with what the trigger passes on. If it throws, the execution has failed and keeps no state. */
  run(result: TriggerResult): Promise<void> | void;
  /** Receives what a caller does not see: why the trigger or the flow failed. */
  failed?(error: unknown): void;
  /** Receives each call once it has its response. */
  answered?(call: AnsweredCall): void;
  port?: number;
  /** The address at which others reach this server, if not its own: that of a tunnel. */
  publicUrl?: string | undefined;
}

export interface Listening {
  url: string;
  /** The context of executions and hooks, with the URL of this flow's webhook. */
  context: object;
  store: StateStore;
  /** Stops listening, and waits until executions that have begun end. */
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

/** What the platform says in a payload of where it runs. */
const PLACES = ["webhookUrls", "customer", "instance", "user", "integration", "flow", "globalDebug"];

function payloadOf(request: IncomingMessage, body: Buffer, invokeUrl: string, context: object): TriggerPayload {
  const { searchParams } = new URL(request.url ?? "/", "http://localhost");
  const contentType = request.headers["content-type"] ?? "";
  const text = body.toString("utf8");
  return {
    ...scheduledPayload(),
    ...Object.fromEntries(Object.entries(context).filter(([key]) => PLACES.includes(key))),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    queryParameters: Object.fromEntries(searchParams),
    rawBody: { data: text, contentType },
    body: { data: parsed(text, contentType), contentType },
    invokeUrl,
  };
}

/** The URL of a flow's webhook by the flow's name, as the platform passes it. */
function webhookUrlsOf(context: object, url: string): Record<string, string> {
  const name: unknown = "flow" in context ? Object(context.flow).name : undefined;
  return typeof name === "string" ? { [name]: url } : {};
}

/** Runs one task after the other. */
function queue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task);
    last = next.catch(() => {});
    return next;
  };
}

/** Serves a trigger on this machine until it is closed. */
export async function listen(trigger: Trigger, options: ListenOptions): Promise<Listening> {
  const { params, run, failed, answered, port = 0, isolated = false, store = new StateStore() } = options;
  const inTurn = queue();
  const running = new Set<Promise<void>>();
  let url = "";
  let context = options.context;
  let calls = 0;

  const respond = (to: ServerResponse, call: AnsweredCall, headers?: Record<string, string>) => {
    to.writeHead(call.status, { "Content-Type": "application/json", ...headers }).end(call.response);
    answered?.(call);
  };

  const execute = async (payload: TriggerPayload, executionId: string, to: ServerResponse) => {
    const answer = (result: TriggerResult) => {
      const { statusCode: status = 200, contentType, headers, body } = result.response ?? {};
      const response = body ?? JSON.stringify({ executionId });
      const type = contentType ?? "application/json";
      respond(to, { request: payload, status, response, result }, { ...headers, "Content-Type": type });
    };
    await store.execute(async (states) => {
      const own = { ...context, ...states, executionId };
      const result = await trigger.perform(own, { ...payload, executionId }, params);
      answer(result);
      await run(result);
      return result;
    });
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    let payload: TriggerPayload | undefined;
    try {
      const body = await bodyOf(request);
      if (body === undefined) {
        respond(response, { request: payload, status: 413, response: '{"error": "The request is larger than 6 MB."}' });
        return;
      }
      const received = payloadOf(request, body, url, context);
      payload = received;
      calls += 1;
      const executionId = `runner-execution-${calls}`;
      const execution = () => execute(received, executionId, response);
      const executed = isolated ? execution() : inTurn(execution);
      const ended = executed.catch(() => {}).finally(() => running.delete(ended));
      running.add(ended);
      await executed;
    } catch (error) {
      failed?.(error);
      if (response.headersSent || response.destroyed) return;
      respond(response, { request: payload, status: 500, response: '{"error": "The trigger failed."}' });
    }
  };

  const server = createServer(serve);
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
  context = { ...options.context, webhookUrls: webhookUrlsOf(options.context, options.publicUrl ?? url) };
  return {
    url,
    context,
    store,
    close: async () => {
      const closed = new Promise<void>((resolve, reject) =>
        server.close((error) => (error ? reject(error) : resolve())),
      );
      await Promise.all(running);
      server.closeAllConnections();
      await closed;
    },
  };
}
