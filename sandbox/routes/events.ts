/** POST /import and POST /track, with the identity operations that travel as events. */
import { STATUS_CODES } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { SandboxError } from "../errors";
import { isJsonObject, RecordFailure } from "../ingest/eventRules";
import {
  checkImport,
  type FailedRecord,
  MAX_TRACK_AGE_MS,
  storeEvents,
  trackedEvent,
  withInsertIds,
} from "../ingest/events";
import { isIdentityEvent } from "../ingest/identities";
import { answerReceived, isOn, MAX_RECORDS, queryOf, readRecords } from "../ingest/payload";
import { GEOLOCATION } from "../ingest/profileUpdates";
import { projectByToken } from "../ingest/recipients";
import { storeFull } from "../state/eventStore";
import type { RouteContext, RouteFamily } from "../types";
import { projectOf } from "../types";

const FAILED_MESSAGE = "some data points in the request failed validation";

/** Registers /import and /track. */
export const events: RouteFamily = (app, context) => {
  app.route({
    method: ["GET", "POST"],
    url: "/import",
    config: {
      operation: {
        operationId: "import-events",
        also: ["identity-merge"],
        family: "ingestion",
        credentials: "importer",
        projectIn: "query",
        limits: ["ingestion"],
      },
      rawBody: true,
      acceptsGzip: true,
    },
    handler: async (request, reply) => importEvents(request, reply, context),
  });
  app.route({
    method: ["GET", "POST"],
    url: "/track",
    config: {
      operation: {
        operationId: "track-event",
        also: ["create-identity", "identity-create-alias"],
        family: "ingestion",
        credentials: "open",
        projectIn: "none",
        limits: ["ingestion"],
      },
      rawBody: true,
      acceptsGzip: true,
    },
    handler: async (request, reply) => trackEvents(request, reply, context),
  });
};

async function importEvents(request: FastifyRequest, reply: FastifyReply, context: RouteContext): Promise<unknown> {
  const project = projectOf(request);
  const isLegacy = queryOf(request).strict === undefined && isDataField(request);
  const { records, unreadable } = importedRecords(request, isLegacy);
  if (records.length > MAX_RECORDS) throw new SandboxError(413, `request exceeds max limit of ${MAX_RECORDS} records`);
  context.limits.spendIngestion(project.id, records.length, request.bodyBytes.length);
  const checkable = isLegacy ? withInsertIds(records, context) : records;
  const { valid, failed } = checkImport(checkable, project, context.clock.now());
  const failures = unreadable.length === 0 ? failed : sorted([...unreadable, ...readable(failed, unreadable)]);
  const refused = valid.find((event) => project.idMerge === "simplified" && isIdentityEvent(event.event));
  if (refused) {
    const message = `${refused.event} is not supported in projects with Simplified ID Merge`;
    throw new SandboxError(400, message, { details: { num_records_imported: 0, failed_records: failures } });
  }
  if (valid.length > project.events.room()) {
    const added = valid.filter((event) => !project.events.has(event)).length;
    if (added > project.events.room()) throw storeFull(project.events.size + project.events.room());
  }
  storeEvents(valid, project);
  context.counts.accepted += valid.length;
  // Older clients, the official SDK among them, send `data` and expect the answer of /track.
  if (isLegacy) return answerReceived(request, reply, valid.length > 0 ? null : (failures[0]?.message ?? "no data"));
  if (failures.length > 0 && queryOf(request).strict !== "0") {
    throw new SandboxError(400, FAILED_MESSAGE, {
      details: { num_records_imported: valid.length, failed_records: failures },
    });
  }
  context.counts.lose("invalid", failures.length);
  return { code: 200, num_records_imported: valid.length, status: STATUS_CODES[200] };
}

async function trackEvents(request: FastifyRequest, reply: FastifyReply, context: RouteContext): Promise<unknown> {
  const records = readRecords(request);
  if (!records || records.length === 0) return answerReceived(request, reply, "data, missing or empty");
  spendByProject(records, request, context);
  const geolocates = isOn(request, "ip");
  let error: string | null = null;
  let taken = 0;
  for (const record of records) {
    const outcome = trackOne(record, request, context, geolocates);
    if (outcome === null) taken += 1;
    else error ??= outcome;
  }
  return answerReceived(request, reply, taken > 0 ? null : error);
}

/** Counts the records against the rates of the projects they name, before any of them is taken. */
function spendByProject(records: unknown[], request: FastifyRequest, context: RouteContext): void {
  const counts = new Map<number, number>();
  for (const record of records) {
    const token = tokenOf(record);
    const recipient = token === null ? null : projectByToken(token, request, context);
    if (!recipient || recipient.loss) continue;
    counts.set(recipient.project.id, (counts.get(recipient.project.id) ?? 0) + 1);
  }
  for (const [projectId, count] of counts) {
    const bytes = Math.round((request.bodyBytes.length * count) / records.length);
    context.limits.spendIngestion(projectId, count, bytes);
  }
}

function tokenOf(record: unknown): string | null {
  const token = isJsonObject(record) && isJsonObject(record.properties) ? record.properties.token : null;
  return typeof token === "string" && token !== "" ? token : null;
}

/** Takes one record of /track; the text says why it is no event. A record of nobody's token is taken, and lost. */
function trackOne(record: unknown, request: FastifyRequest, context: RouteContext, geolocates: boolean): string | null {
  const token = tokenOf(record);
  if (token === null) return "token, missing or empty";
  const recipient = projectByToken(token, request, context);
  const event = trackedEvent(record, recipient.project, context);
  if (event instanceof RecordFailure) return event.message;
  if (recipient.loss) context.counts.lose(recipient.loss);
  else if (event.time < context.clock.now() - MAX_TRACK_AGE_MS) context.counts.lose("tooOld");
  else {
    if (geolocates) event.properties = { ...GEOLOCATION, ...event.properties };
    storeEvents([event], recipient.project);
    context.counts.accepted += 1;
  }
  return null;
}

function isDataField(request: FastifyRequest): boolean {
  const contentType = request.headers["content-type"] ?? "";
  return request.method === "GET" || contentType.startsWith("application/x-www-form-urlencoded");
}

/** The records of /import, each at its index, and those whose text is no JSON (ndjson only: a list is whole or nothing). */
function importedRecords(
  request: FastifyRequest,
  isLegacy: boolean,
): { records: unknown[]; unreadable: FailedRecord[] } {
  if (isLegacy || isDataField(request)) {
    const records = readRecords(request);
    if (!records) throw new SandboxError(400, "data, missing or empty");
    return { records, unreadable: [] };
  }
  const text = request.bodyBytes.toString("utf8");
  if ((request.headers["content-type"] ?? "").includes("ndjson")) return recordsOfLines(text);
  let records: unknown;
  try {
    records = JSON.parse(text);
  } catch {
    throw new SandboxError(400, "Invalid JSON: expected an array of events");
  }
  if (!Array.isArray(records)) throw new SandboxError(400, "Invalid body: expected an array of events");
  if (records.length === 0) throw new SandboxError(400, "Invalid body: expected at least one event");
  return { records, unreadable: [] };
}

function recordsOfLines(text: string): { records: unknown[]; unreadable: FailedRecord[] } {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) throw new SandboxError(400, "Invalid body: expected at least one event");
  const unreadable: FailedRecord[] = [];
  const records = lines.map((line, index): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      unreadable.push({ index, insert_id: "", field: "", message: "the line is not valid JSON" });
      return null;
    }
  });
  return { records, unreadable };
}

function readable(failed: FailedRecord[], unreadable: FailedRecord[]): FailedRecord[] {
  const indexes = new Set(unreadable.map(({ index }) => index));
  return failed.filter(({ index }) => !indexes.has(index));
}

function sorted(failed: FailedRecord[]): FailedRecord[] {
  return failed.sort((a, b) => a.index - b.index);
}
