/** The sandbox's own routes under /_sandbox/: break it, move its time, look inside, save and reset it. No credentials: they are local. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { SandboxError } from "../errors";
import { queryOf } from "../ingest/payload";
import { FAULT_KINDS, type FaultKind, type FaultRequest, type RandomFaults } from "../rules/faults";
import type { Sandbox } from "../sandbox";
import { checkedSnapshot } from "../state/seed";
import { isJsonObject } from "../types";

/** Largest snapshot that is taken. */
const MAX_SNAPSHOT_BYTES = 1024 ** 3;

/** What the control routes act on: the sandbox without its server. */
export type Controlled = Omit<Sandbox, "app" | "url" | "port" | "close">;

/** Registers the control routes. */
export function registerControl(app: FastifyInstance, sandbox: Controlled): void {
  app.get("/_sandbox", async () => ({
    name: "Mixpanel sandbox",
    projects: [...sandbox.projects.values()].map(({ id, name, token, residency, workspaceId, organization }) => ({
      id,
      name,
      token,
      residency,
      workspaceId,
      organization: { id: organization.id },
    })),
    routes: ["faults", "clock", "reset", "snapshot", "requests", "counts", "state"].map((name) => `/_sandbox/${name}`),
  }));
  app.get("/_sandbox/faults", async () => sandbox.faults.list());
  app.post("/_sandbox/faults", async (request, reply) => {
    const body = objectOf(request);
    if (!("rate" in body)) return reply.code(201).send(sandbox.faults.add(faultRequest(body)));
    sandbox.faults.setRandom(randomFaults(body));
    return reply.code(201).send(sandbox.faults.list());
  });
  app.delete("/_sandbox/faults", async (_request, reply) => {
    sandbox.faults.clear();
    return reply.code(204).send();
  });
  app.get("/_sandbox/clock", async () => clockOf(sandbox));
  app.post("/_sandbox/clock", async (request) => {
    const { now, advanceMs, frozen } = objectOf(request);
    if (now !== undefined) sandbox.clock.set(instantOf(now));
    if (advanceMs !== undefined) sandbox.clock.advance(numberOf(advanceMs, "advanceMs"));
    if (typeof frozen === "boolean") sandbox.clock.freeze(frozen);
    return clockOf(sandbox);
  });
  app.post("/_sandbox/reset", async (_request, reply) => {
    sandbox.reset();
    return reply.code(204).send();
  });
  app.get("/_sandbox/snapshot", async () => sandbox.snapshot());
  app.put("/_sandbox/snapshot", { config: { maxBodyBytes: MAX_SNAPSHOT_BYTES } }, async (request, reply) => {
    sandbox.restore(checkedSnapshot(request.body));
    return reply.code(204).send();
  });
  app.get("/_sandbox/requests", async (request) => {
    const { operationId, method, path, status } = queryOf(request);
    const text = (value: unknown) => (typeof value === "string" ? value : undefined);
    return sandbox.requests.list({
      operationId: text(operationId),
      method: text(method),
      path: text(path),
      status: status === undefined ? undefined : Number(status),
    });
  });
  app.get<{ Params: { id: string } }>("/_sandbox/requests/:id/body", async (request, reply) => {
    const body = sandbox.requests.body(Number(request.params.id));
    if (body === null) throw new SandboxError(404, "That request, or its body, is no longer kept.");
    return reply.type("text/plain; charset=utf-8").send(body);
  });
  app.delete("/_sandbox/requests", async (_request, reply) => {
    sandbox.requests.clear();
    return reply.code(204).send();
  });
  app.get("/_sandbox/counts", async () => sandbox.countsNow());
  app.get("/_sandbox/state", async (request) => {
    const { project } = queryOf(request);
    const state = sandbox.state(Number(project ?? 1));
    if (!state) throw new SandboxError(404, `There is no project ${String(project)}.`);
    return state;
  });
}

function clockOf(sandbox: Controlled): Record<string, unknown> {
  const nowMs = sandbox.clock.now();
  return { now: new Date(nowMs).toISOString(), nowMs, frozen: sandbox.clock.frozen };
}

function objectOf(request: FastifyRequest): Record<string, unknown> {
  if (!isJsonObject(request.body)) throw new SandboxError(400, "The body must be a JSON object.");
  return request.body;
}

function faultRequest(body: Record<string, unknown>): FaultRequest {
  const text = (name: string) => (body[name] === undefined ? undefined : textOf(body[name], name));
  const number = (name: string) => (body[name] === undefined ? undefined : numberOf(body[name], name));
  return {
    kind: kindOf(body.kind),
    operationId: text("operationId"),
    path: text("path"),
    count: number("count"),
    after: number("after"),
    status: number("status"),
    retryAfter: number("retryAfter"),
    delayMs: number("delayMs"),
    body: text("body"),
    acknowledged: number("acknowledged"),
    encoding: text("encoding"),
    afterLines: number("afterLines"),
    afterProcessing: body.afterProcessing === true,
  };
}

function randomFaults(body: Record<string, unknown>): RandomFaults | null {
  const rate = numberOf(body.rate, "rate");
  if (rate === 0) return null;
  const optional = (name: string) => (body[name] === undefined ? undefined : numberOf(body[name], name));
  const kinds = Array.isArray(body.kinds) ? body.kinds.map(kindOf) : [];
  return { rate, kinds, seed: optional("seed"), status: optional("status"), delayMs: optional("delayMs") };
}

function kindOf(value: unknown): FaultKind {
  const kind = FAULT_KINDS.find((one) => one === value);
  if (!kind) throw new SandboxError(400, `kind must be one of ${FAULT_KINDS.join(", ")}`);
  return kind;
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== "string") throw new SandboxError(400, `${name} must be a text`);
  return value;
}

function numberOf(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new SandboxError(400, `${name} must be a number`);
  return value;
}

function instantOf(value: unknown): number {
  const instant = typeof value === "number" ? value : Date.parse(textOf(value, "now"));
  if (!Number.isFinite(instant) || Math.abs(instant) > 8.64e15) throw new SandboxError(400, "now must be an instant");
  return instant;
}
