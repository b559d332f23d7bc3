/** POST /import and POST /track, with the identity operations that travel as events. */
import { STATUS_CODES } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { RouteContext, RouteFamily } from "../context";
import { SandboxError } from "../errors";
import { RecordFailure } from "../ingest/eventRules";
import { checkImport, type EventSetting, MAX_TRACK_AGE_MS, trackedEvent, withInsertIds } from "../ingest/events";
import { isIdentityEvent } from "../ingest/identities";
import { allFailures, importedRecords, isDataField } from "../ingest/importBody";
import { answerReceived, isOn, MAX_RECORDS, queryOf, readRecords } from "../ingest/payload";
import { projectByToken } from "../ingest/recipients";
import { isIgnored, storeEvents } from "../ingest/storeEvents";
import { storeFull } from "../state/eventStore";
import { isJsonObject, projectOf } from "../types";

const FAILED_MESSAGE = "some data points in the request failed validation";
const IDENTITY_REFUSAL = "identity events are not allowed when project is using simplified identity management";

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
  if (project.idMerge === "simplified" && records.some(isIdentityRecord)) {
    // Measured on a live project: texts instead of objects, and nothing of the batch is imported.
    throw new SandboxError(400, FAILED_MESSAGE, {
      details: { num_records_imported: 0, failed_records: [IDENTITY_REFUSAL] },
    });
  }
  const setting = { nowMs: context.clock.now(), caller: queryOf(request).ip === "0" ? null : request.ip };
  const { valid, failed } = checkImport(checkable, project, setting);
  const failures = allFailures(failed, unreadable);
  const kept = valid.filter((event) => !isIgnored(event));
  if (kept.length > project.events.room()) {
    const added = kept.filter((event) => !project.events.has(event)).length;
    if (added > project.events.room()) throw storeFull(project.events.size + project.events.room());
  }
  storeEvents(kept, project);
  context.counts.accepted += kept.length;
  context.counts.lose("ignored", valid.length - kept.length);
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
  const setting = { nowMs: context.clock.now(), caller: isOn(request, "ip") ? request.ip : null };
  let error: string | null = null;
  let taken = 0;
  for (const record of records) {
    const outcome = trackOne(record, request, context, setting);
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
function trackOne(
  record: unknown,
  request: FastifyRequest,
  context: RouteContext,
  setting: EventSetting,
): string | null {
  const token = tokenOf(record);
  if (token === null) return "token, missing or empty";
  const recipient = projectByToken(token, request, context);
  const event = trackedEvent(record, recipient.project, context, setting);
  if (event instanceof RecordFailure) return event.message;
  if (recipient.loss) context.counts.lose(recipient.loss);
  else if (event.time < setting.nowMs - MAX_TRACK_AGE_MS) context.counts.lose("tooOld");
  else if (isIgnored(event)) context.counts.lose("ignored");
  else {
    storeEvents([event], recipient.project);
    context.counts.accepted += 1;
  }
  return null;
}

function isIdentityRecord(record: unknown): boolean {
  return isJsonObject(record) && typeof record.event === "string" && isIdentityEvent(record.event);
}
