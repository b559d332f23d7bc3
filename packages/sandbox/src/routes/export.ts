/** GET /api/2.0/export: raw events as JSON lines, streamed. */
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { RouteFamily } from "../context";
import { SandboxError } from "../errors";
import { queryOf } from "../ingest/payload";
import { type EventTest, eventFilter } from "../query/subjects";
import type { Project, StoredEvent } from "../types";
import { projectOf } from "../types";

const DAY_MS = 86_400_000;
const MAX_LIMIT = 100_000;
/** Lines are sent in pieces of about this size: fewer writes, and never the whole export in memory. */
const CHUNK_CHARACTERS = 64 * 1024;

/** What an export asks for, read and checked. */
interface ExportQuery {
  fromMs: number;
  toMs: number;
  events: ReadonlySet<string> | null;
  where: EventTest;
  limit: number;
  inMilliseconds: boolean;
}

/** Registers the export. */
export const exportEvents: RouteFamily = (app) => {
  app.get(
    "/api/2.0/export",
    {
      config: {
        operation: {
          operationId: "raw-event-export",
          family: "export",
          credentials: "serviceAccount",
          projectIn: "query",
          limits: ["export"],
        },
      },
      // After the server's own hook, so that faults meet plain lines and the client still gets valid gzip.
      onSend: async (request, reply, payload) => compressed(request, reply, payload),
    },
    async (request, reply) => {
      const project = projectOf(request);
      const query = exportQuery(request, project);
      reply.type("text/plain; charset=utf-8");
      return reply.send(Readable.from(lines(project, query), { objectMode: false }));
    },
  );
};

function* lines(project: Project, query: ExportQuery): Generator<string> {
  let chunk = "";
  let sent = 0;
  for (const event of project.events.range(query.fromMs, query.toMs)) {
    if (query.events && !query.events.has(event.event)) continue;
    if (!query.where(event)) continue;
    chunk += `${line(event, query.inMilliseconds)}\n`;
    sent += 1;
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk;
      chunk = "";
    }
    if (sent === query.limit) break;
  }
  if (chunk !== "") yield chunk;
}

function line({ event, properties, time }: StoredEvent, inMilliseconds: boolean): string {
  return JSON.stringify({ event, properties: inMilliseconds ? { ...properties, time } : properties });
}

function exportQuery(request: FastifyRequest, project: Project): ExportQuery {
  const query = queryOf(request);
  const fromMs = dayOf(query.from_date, "from_date");
  const toMs = dayOf(query.to_date, "to_date") + DAY_MS;
  if (toMs <= fromMs) throw new SandboxError(400, "from_date must not be after to_date");
  return {
    fromMs,
    toMs,
    events: eventNames(query.event),
    where: eventFilter(project, typeof query.where === "string" && query.where !== "" ? query.where : undefined),
    limit: limitOf(query.limit),
    inMilliseconds: query.time_in_ms === "true" || query.time_in_ms === "1",
  };
}

function dayOf(value: unknown, name: string): number {
  const isDate = typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);
  const dayMs = isDate ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  // Date.parse rolls 2024-02-30 over to March: only a date that reads back the same exists.
  const exists = Number.isFinite(dayMs) && new Date(dayMs).toISOString().startsWith(String(value));
  if (!exists) throw new SandboxError(400, `${name} is required and must be a date in yyyy-mm-dd format`);
  return dayMs;
}

function eventNames(value: unknown): ReadonlySet<string> | null {
  if (value === undefined || value === "") return null;
  const fault = new SandboxError(400, "event must be a JSON array of event names");
  let names: unknown;
  try {
    names = JSON.parse(String(value));
  } catch {
    throw fault;
  }
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) throw fault;
  return new Set(names);
}

function limitOf(value: unknown): number {
  if (value === undefined || value === "") return Number.POSITIVE_INFINITY;
  const limit = Number(value);
  const isAllowed = Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT;
  if (!isAllowed) throw new SandboxError(400, `limit must be a whole number from 1 to ${MAX_LIMIT}`);
  return limit;
}

async function compressed(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const isWanted = /\bgzip\b/i.test(String(request.headers["accept-encoding"] ?? ""));
  if (!isWanted || !(payload instanceof Readable) || reply.hasHeader("content-length")) return payload;
  reply.header("content-encoding", "gzip").removeHeader("content-length");
  const gzip = createGzip();
  payload.on("error", (error) => gzip.destroy(error));
  return payload.pipe(gzip);
}
