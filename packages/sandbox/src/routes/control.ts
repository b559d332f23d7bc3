/** The sandbox's own routes under /_sandbox/: break it, move its time, look inside, save and reset it. No credentials: they are local. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { checkKeys, SandboxError } from "../errors";
import { queryOf } from "../ingest/payload";
import type { Controlled } from "../sandbox";
import { instantOf } from "../state/clock";
import { checkedSnapshot } from "../state/seed";
import { isJsonObject } from "../types";
import { registerExploring } from "./controlExploring";
import { faultRequest, randomFaults } from "./controlFaults";
import { registerInventory } from "./controlInventory";
import { registerLive } from "./controlLive";
import { booleanOf, knownOperation, numberOf } from "./controlValues";
import { registerPage } from "./page";
import { checkNoBody, purpose } from "./strict";

/** Largest snapshot that is taken: V8 has no longer texts. */
const MAX_SNAPSHOT_BYTES = 500 * 1024 ** 2;

/** A control route as `GET /_sandbox` lists it. */
interface ListedRoute {
  method: string;
  path: string;
  purpose: string;
}

/** Registers the control routes, and the list of them to which families of routes add their own. */
export function registerControl(app: FastifyInstance, sandbox: Controlled): void {
  const routes: ListedRoute[] = [];
  app.addHook("onRoute", ({ method, url, config }) => {
    if (!url.startsWith("/_sandbox") || method === "HEAD") return;
    if (!config?.purpose) throw new Error(`The control route ${url} does not say what it does.`);
    routes.push({ method: String(method), path: url.replace(/:(\w+)/g, "{$1}"), purpose: config.purpose });
  });
  registerLooks(app, sandbox, routes);
  registerExploring(app, sandbox);
  registerInventory(app, sandbox);
  registerLive(app, sandbox);
  registerPage(app);
  registerFaults(app, sandbox);
  registerClock(app, sandbox);
  registerState(app, sandbox);
  registerRequests(app, sandbox);
}

function registerLooks(app: FastifyInstance, sandbox: Controlled, routes: ListedRoute[]): void {
  app.get("/_sandbox", purpose("Returns the projects and this list"), async () => ({
    name: "Mixpanel sandbox",
    projects: [...sandbox.projects.values()].map(({ id, name, token, residency, workspaceId, organization }) => ({
      id,
      name,
      token,
      residency,
      workspaceId,
      organization: { id: organization.id },
    })),
    routes,
  }));
  app.get("/_sandbox/counts", purpose("Counts calls, statuses, accepted and lost records"), async () =>
    sandbox.countsNow(),
  );
  app.get("/_sandbox/state", purpose("Returns a project without its events: ?project=1"), async (request) => {
    const { project } = queryWith(request, ["project"]);
    const state = sandbox.state(Number(project ?? 1));
    if (!state) throw new SandboxError(404, `There is no project ${String(project)}.`);
    return state;
  });
}

function registerFaults(app: FastifyInstance, { faults, context }: Controlled): void {
  app.get("/_sandbox/faults", purpose("Lists the active faults"), async () => faults.list());
  app.post("/_sandbox/faults", purpose("Adds a fault, or sets random faults"), async (request, reply) => {
    const body = objectOf(request);
    if (!("rate" in body)) return reply.code(201).send(faults.add(faultRequest(body, context.operations)));
    faults.setRandom(randomFaults(body));
    return reply.code(201).send(faults.list());
  });
  app.delete<{ Params: { id: string } }>(
    "/_sandbox/faults/:id",
    purpose("Removes one fault"),
    async (request, reply) => {
      if (!faults.remove(Number(request.params.id)))
        throw new SandboxError(404, "That fault is not, or no longer, active.");
      return reply.code(204).send();
    },
  );
  app.delete("/_sandbox/faults", purpose("Removes all faults"), async (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
}

function registerClock(app: FastifyInstance, { clock }: Controlled): void {
  const shown = () => clock.shown();
  app.get("/_sandbox/clock", purpose("Returns the sandbox's time"), async () => shown());
  app.post("/_sandbox/clock", purpose("Moves the time, stops it, or returns to real time"), async (request) => {
    const body = objectOf(request);
    checkKeys(body, ["now", "advanceMs", "frozen", "real"]);
    const { now, advanceMs, frozen, real } = body;
    if (real !== undefined) {
      if (real !== true || Object.keys(body).length > 1) {
        throw new SandboxError(400, "real must be true, and stand alone: it returns to real time");
      }
      clock.followRealTime();
      return shown();
    }
    const isFrozen = frozen === undefined ? clock.frozen : booleanOf(frozen, "frozen");
    const startMs = now === undefined ? clock.now() : instantOf(now, "now");
    const movedMs = advanceMs === undefined ? 0 : numberOf(advanceMs, "advanceMs");
    // Everything is checked before anything is set.
    if (now !== undefined || advanceMs !== undefined) clock.set(instantOf(startMs + movedMs, "now plus advanceMs"));
    if (isFrozen !== clock.frozen) clock.freeze(isFrozen);
    return shown();
  });
}

function registerState(app: FastifyInstance, sandbox: Controlled): void {
  app.post("/_sandbox/reset", purpose("Returns to the start, the clock included"), async (request, reply) => {
    checkNoBody(request);
    sandbox.reset();
    return reply.code(204).send();
  });
  app.post("/_sandbox/sample", purpose("Adds the sample data to project 1"), async (request, reply) => {
    checkNoBody(request);
    return reply.code(201).send(sandbox.addSample());
  });
  app.get("/_sandbox/snapshot", purpose("Returns the whole state"), async () => sandbox.snapshot());
  const { config } = purpose("Replaces the whole state");
  const replacing = { config: { ...config, maxBodyBytes: MAX_SNAPSHOT_BYTES } };
  app.put("/_sandbox/snapshot", replacing, async (request, reply) => {
    sandbox.restore(checkedSnapshot(request.body));
    return reply.code(204).send();
  });
}

function registerRequests(app: FastifyInstance, { requests, context }: Controlled): void {
  app.get("/_sandbox/requests", purpose("Lists the latest requests, without credentials"), async (request) => {
    const { operationId, method, path, status } = queryWith(request, ["operationId", "method", "path", "status"]);
    if (operationId !== undefined) knownOperation(operationId, context.operations);
    if (status !== undefined && !/^\d{3}$/.test(status)) {
      throw new SandboxError(400, `status must be a number such as 200, but is ${JSON.stringify(status)}`);
    }
    return requests.list({ operationId, method, path, status: status === undefined ? undefined : Number(status) });
  });
  const one = purpose("Returns a request with its body and the beginning of its response");
  app.get<{ Params: { id: string } }>("/_sandbox/requests/:id", one, async (request) => {
    const details = requests.details(Number(request.params.id));
    if (details === null) throw new SandboxError(404, "That request is no longer kept.");
    return details;
  });
  const body = purpose("Returns the body of a request, without credentials");
  app.get<{ Params: { id: string } }>("/_sandbox/requests/:id/body", body, async (request, reply) => {
    const text = requests.body(Number(request.params.id));
    if (text === null) throw new SandboxError(404, "That request, or its body, is no longer kept.");
    return reply.type("text/plain; charset=utf-8").send(text);
  });
  app.delete("/_sandbox/requests", purpose("Clears the list of requests"), async (_request, reply) => {
    requests.clear();
    return reply.code(204).send();
  });
}

/** The query of a control route: only known parameters, each once. */
function queryWith<K extends string>(request: FastifyRequest, known: readonly K[]): Partial<Record<K, string>> {
  const query = queryOf(request);
  checkKeys(query, known);
  const given: Partial<Record<K, string>> = {};
  for (const name of known) {
    const value = query[name];
    if (value === undefined) continue;
    if (typeof value !== "string") throw new SandboxError(400, `${name} must be given once`);
    given[name] = value;
  }
  return given;
}

function objectOf(request: FastifyRequest): Record<string, unknown> {
  if (!isJsonObject(request.body)) throw new SandboxError(400, "The body must be a JSON object.");
  return request.body;
}
