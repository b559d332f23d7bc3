/** GET /api/2.0/export: raw events as JSON lines, streamed. */
import { Readable } from "node:stream";
import { constants, createGzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { RouteFamily } from "../context";
import { SandboxError } from "../errors";
import { queryOf } from "../ingest/payload";
import { Calendar } from "../query/calendar";
import { type EventTest, eventFilter } from "../query/subjects";
import { type TimeZone, timeZoneOf, UTC } from "../timeZone";
import type { Project, StoredEvent } from "../types";
import { projectOf } from "../types";

/** Projects made since then have exports in UTC, older ones in their own time zone. */
const FIRST_DAY_OF_UTC = "2023-01-01";
const MAX_LIMIT = 100_000;
/** Lines are sent in pieces of about this size: fewer writes, and never the whole export in memory. */
const CHUNK_CHARACTERS = 64 * 1024;
/** Compressing is most of an export's work, and nobody needs the last bytes. */
const GZIP = { level: constants.Z_BEST_SPEED, chunkSize: CHUNK_CHARACTERS };

/** What an export asks for, read and checked. */
interface ExportQuery {
  /** The zone of the days asked for, and of the times in the lines. */
  zone: TimeZone;
  fromMs: number;
  toMs: number;
  events: ReadonlySet<string> | null;
  where: EventTest;
  limit: number;
  inMilliseconds: boolean;
}

/** Registers the export. */
export const exportEvents: RouteFamily = (app, { clock }) => {
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
      const query = exportQuery(request, project, clock.now());
      reply.type("text/plain; charset=utf-8");
      return reply.send(Readable.from(lines(project, query), { objectMode: false }));
    },
  );
};

function* lines(project: Project, query: ExportQuery): Generator<string> {
  let chunk = "";
  let sent = 0;
  for (const stored of project.events.range(query.fromMs, query.toMs)) {
    const event = inZone(stored, query.zone);
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

/** An event with the time that older projects have in their exports: what their wall clock showed, as if it were UTC. */
function inZone(event: StoredEvent, zone: TimeZone): StoredEvent {
  const time = zone.wallOf(event.time);
  if (time === event.time) return event;
  return { ...event, time, properties: { ...event.properties, time: Math.floor(time / 1000) } };
}

function exportQuery(request: FastifyRequest, project: Project, nowMs: number): ExportQuery {
  const query = queryOf(request);
  const zone = project.created < FIRST_DAY_OF_UTC ? timeZoneOf(project.timeZone) : UTC;
  // Dates in an expression are project time; where the lines' times are that already, nothing is left to convert.
  const clockOfWhere = zone === UTC ? timeZoneOf(project.timeZone) : UTC;
  const calendar = new Calendar(zone);
  const fromMs = dayOf(calendar, query.from_date, "from_date");
  const lastMs = dayOf(calendar, query.to_date, "to_date");
  if (lastMs > nowMs) throw new SandboxError(400, "to_date cannot be later than today");
  const toMs = calendar.startAfter(lastMs, "day", 1);
  if (toMs <= fromMs) throw new SandboxError(400, "from_date must not be after to_date");
  return {
    zone,
    fromMs,
    toMs,
    events: eventNames(query.event),
    where: eventFilter(
      project,
      query.where === "" || typeof query.where !== "string" ? undefined : query.where,
      clockOfWhere,
    ),
    limit: limitOf(query.limit),
    inMilliseconds: query.time_in_ms === "true" || query.time_in_ms === "1",
  };
}

function dayOf(calendar: Calendar, value: unknown, name: string): number {
  const dayMs = typeof value === "string" ? calendar.parseDay(value) : undefined;
  if (dayMs === undefined) throw new SandboxError(400, `${name} is required and must be a date in yyyy-mm-dd format`);
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
  const gzip = createGzip(GZIP);
  payload.on("error", (error) => gzip.destroy(error));
  return payload.pipe(gzip);
}
