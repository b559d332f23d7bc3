/** The HTTP server: hosts, bodies, credentials, limits and faults around the families of routes. */
import type { RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { Readable } from "node:stream";
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Certificate } from "./certificate";
import type { RouteContext } from "./context";
import { errorBody, SandboxError } from "./errors";
import { families } from "./routes";
import { registerBodies } from "./rules/bodies";
import { authorize } from "./rules/credentials";
import { registerCrossOrigin } from "./rules/crossOrigin";
import { strikeAfter, strikeBefore } from "./rules/faultInjection";
import type { Fault, Faults } from "./rules/faults";
import { Guard } from "./rules/guard";
import { type CalledUrl, checkHost, notFoundBody, readHost } from "./rules/hosts";
import { isControl, pathOf } from "./rules/paths";
import type { LoggedRequest } from "./rules/requestLog";
import { NotSavedError } from "./state/dataFolder";
import { HeapWatch, memoryFull } from "./state/heap";
import { isJsonObject, type Operation } from "./types";

/** How long a request may take to arrive, so that slow senders do not hold connections and memory for good. */
const REQUEST_TIMEOUT_MS = 300_000;

/** What the server needs in addition to the routes' context. */
export interface ServerParts {
  context: RouteContext;
  faults: Faults;
  /** Called before an operation is processed. Throws when its changes could not be saved. */
  beforeProcessing(): void;
  /** Called after a request is processed and before its response is sent, to save changes. Throws when they cannot be saved. */
  beforeAnswer(request: FastifyRequest): void;
  /** Registers the control routes. */
  control(app: FastifyInstance): void;
  /** The address or name that the sandbox listens on. */
  host: string;
  /** Serves HTTPS with this certificate; null serves HTTP. */
  certificate: Certificate | null;
  logger: boolean;
}

/** Everything the hooks keep of one request. */
interface Passage {
  entry: LoggedRequest | null;
  fault: Fault | null;
  release: () => void;
  /** True once a 500 tells the caller that the changes are not saved. */
  isUnsaved: boolean;
}

/** Builds the server with all families registered; it does not listen yet. */
export function buildServer({
  context,
  faults,
  beforeProcessing,
  beforeAnswer,
  control,
  host,
  certificate,
  logger,
}: ServerParts): FastifyInstance {
  const guard = new Guard(host);
  const called = new WeakMap<object, CalledUrl>();
  const passages = new WeakMap<FastifyRequest, Passage>();
  const heap = new HeapWatch();
  const app = Fastify({
    serverFactory: certificate ? (handler: RequestListener) => createSecureServer(certificate, handler) : undefined,
    logger: false,
    forceCloseConnections: true,
    frameworkErrors: answerError,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2000 },
    rewriteUrl(request) {
      const target = readHost(request.url ?? "/", request.headers.host);
      called.set(request, target);
      return target.url;
    },
  });
  app.decorateRequest("project", null);
  app.decorateRequest("organization", null);
  app.decorateRequest("account", null);
  app.decorateRequest("calledHost", null);
  app.decorateRequest("residency", "US");
  app.decorateRequest("bodyBytes");
  // The size of all headers together is limited to 16 KiB. By number, Node.js would drop an Origin or Host that comes last.
  app.server.maxHeadersCount = 0;
  registerBodies(app);
  // The first hook: a request that it rejects reaches no route, no log and no count.
  app.addHook("onRequest", async (request) => guard.check(request.raw, called.get(request.raw)?.authority ?? null));
  registerCrossOrigin(app);

  const ended = (request: FastifyRequest, reply: FastifyReply, { entry, fault, release }: Passage) => {
    release();
    const { operation } = request.routeOptions.config;
    const status = reply.raw.headersSent ? reply.raw.statusCode : null;
    const completed = reply.raw.writableFinished && fault?.kind !== "truncate";
    if (entry) context.requests.close(entry, { status, completed });
    if (operation && status !== null) context.counts.called(operation.operationId, status);
    if (logger) console.log(`${request.method} ${request.url.split("?", 1)[0]} ${status ?? "no answer"}`);
  };

  app.addHook("onRequest", async (request, reply) => {
    request.bodyBytes = Buffer.alloc(0);
    request.calledHost = called.get(request.raw)?.host ?? null;
    request.residency = request.calledHost?.residency ?? "US";
    const entry = isControl(request) ? null : context.requests.open(request, context.clock.now());
    const passage: Passage = { entry, fault: null, release: () => {}, isUnsaved: false };
    passages.set(request, passage);
    // Fastify's onResponse is silent about connections that end before their answer: their places must come free too.
    reply.raw.once("close", () => ended(request, reply, passage));
    checkHost(request.calledHost, pathOf(request), request.url);
  });

  app.addHook("preHandler", async (request, reply) => {
    const passage = passages.get(request);
    const operation = request.routeOptions.config.operation;
    if (passage?.entry) context.requests.keepBody(passage.entry, request.bodyBytes);
    if (!passage || !operation) return;
    beforeProcessing();
    passage.fault = faults.take(operationIds(operation), request.url);
    if (passage.fault && passage.entry) passage.entry.fault = passage.fault.kind;
    if (passage.fault && (await strikeBefore(passage.fault, request, reply))) return reply;
    authorize(request, operation, context);
    if (passage.entry) passage.entry.projectId = request.project?.id ?? null;
    if (operation.family === "ingestion" && heap.isFull()) throw memoryFull();
    const counted = operation.limits.filter((name) => name !== "ingestion" && !isFollowingPage(request, operation));
    if (request.project) passage.release = context.limits.enter(request.project.id, counted);
  });

  app.addHook("onSend", async (request, reply, payload) => {
    const passage = passages.get(request);
    if (passage && !passage.isUnsaved) {
      // While the disk is full, the control routes still show what is in memory.
      if (isControl(request) && request.method === "GET") attempt(() => beforeAnswer(request));
      else beforeAnswer(request);
    }
    const fault = passage?.isUnsaved ? null : passage?.fault;
    // No fault for a caller that has disconnected: nobody would receive it.
    const strikes = fault && !strikesBefore(fault) && !reply.raw.destroyed;
    const sent = strikes ? await strikeAfter(fault, request, reply, payload) : payload;
    if (passage?.entry) context.requests.keepResponse(passage.entry, reply.statusCode, textOf(sent));
    return sent;
  });

  app.setErrorHandler<FastifyError | SandboxError>((error, request, reply) => {
    const passage = passages.get(request);
    // The response that says so must not be held up by another attempt to save.
    if (passage && error instanceof NotSavedError) passage.isUnsaved = true;
    answerError(error, request, reply);
  });
  app.setNotFoundHandler((request, reply) => reply.code(404).send(notFoundBody(request.url.split("?", 1)[0] ?? "")));

  app.addHook("onRoute", ({ method, url, config }) => {
    const operation = config?.operation;
    if (!operation || method === "HEAD") return;
    for (const operationId of operationIds(operation)) {
      const methods = (Array.isArray(method) ? method : [method]).join(", ");
      context.operations.push({ operationId, family: operation.family, method: methods, path: url });
    }
  });
  control(app);
  for (const register of families) register(app, context);
  return app;
}

/** Saves if that is possible. */
function attempt(save: () => void): void {
  try {
    save();
  } catch (error) {
    if (!(error instanceof NotSavedError)) throw error;
  }
}

/** Words an error in its family's shape. Faults of the sandbox itself go to the console, and to the caller without details. */
function answerError(error: FastifyError | SandboxError, request: FastifyRequest, reply: FastifyReply): void {
  if (reply.raw.destroyed) {
    // The caller disconnected before the response, so there is nobody to tell.
    reply.hijack();
    return;
  }
  const status = error instanceof SandboxError ? error.status : (error.statusCode ?? 500);
  const details = error instanceof SandboxError ? error.details : {};
  if (error instanceof SandboxError) reply.headers(error.responseHeaders);
  if (status === 413) reply.header("connection", "close");
  if (status === 500 && !(error instanceof SandboxError)) console.error(error);
  const message = status === 500 && !(error instanceof SandboxError) ? "Internal Server Error" : error.message;
  reply.code(status).send(errorBody(pathOf(request), status, message, details));
}

/** Later pages of a profile query cost no quota: Mixpanel counts the first one alone. */
function isFollowingPage(request: FastifyRequest, operation: Operation): boolean {
  if (operation.operationId !== "engage-query") return false;
  return [request.query, request.body].some((source) => isJsonObject(source) && Boolean(source.session_id));
}

function operationIds(operation: Operation): string[] {
  return [operation.operationId, ...(operation.also ?? [])];
}

/** Faults that replaced the processing have already sent their response. */
function strikesBefore(fault: Fault): boolean {
  return !fault.afterProcessing && ["status", "reset", "stall", "zero", "html", "body"].includes(fault.kind);
}

/** The body of a response as it is sent; null for a stream. */
function textOf(payload: unknown): string | Buffer | null {
  if (payload instanceof Readable) return null;
  return Buffer.isBuffer(payload) ? payload : String(payload ?? "");
}
