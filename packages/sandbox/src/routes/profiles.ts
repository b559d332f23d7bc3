/** POST /engage: updates of user profiles. */

import { STATUS_CODES } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { RouteContext, RouteFamily } from "../context";
import { SandboxError } from "../errors";
import { RecordFailure } from "../ingest/eventRules";
import { answerReceived, isOn, queryOf, readRecords } from "../ingest/payload";
import { type UpdateSetting, updateProfile } from "../ingest/profileUpdates";
import { projectByToken } from "../ingest/recipients";
import type { JsonObject, Project } from "../types";
import { isJsonObject } from "../types";

/** Applies one update to a project; returns why it cannot, or null. */
export type Update = (record: JsonObject, project: Project, setting: UpdateSetting) => RecordFailure | null;

/** Registers /engage. */
export const profiles: RouteFamily = (app, context) => {
  app.route({
    method: ["GET", "POST"],
    url: "/engage",
    config: {
      operation: {
        operationId: "profile-set",
        also: [
          "profile-set-property-once",
          "profile-numerical-add",
          "user-profile-union",
          "profile-append-to-list-property",
          "profile-remove-from-list-property",
          "profile-delete-property",
          "profile-batch-update",
          "delete-profile",
        ],
        family: "ingestion",
        credentials: "open",
        projectIn: "none",
        limits: ["ingestion"],
      },
      rawBody: true,
    },
    handler: async (request, reply) => receiveUpdates(request, reply, context, updateProfile),
  });
};

/** Applies the updates of one request, and responds like /engage and /groups; with `strict=1`, reports each record. */
export async function receiveUpdates(
  request: FastifyRequest,
  reply: FastifyReply,
  context: RouteContext,
  update: Update,
): Promise<unknown> {
  const records = readRecords(request);
  if (!records || records.length === 0) return answerReceived(request, reply, "data, missing or empty");
  const caller = queryOf(request).ip === "0" ? null : request.ip;
  const failed: { index: number; field: string; message: string }[] = [];
  records.forEach((record, index) => {
    const failure = updateOne(record, request, context, update, caller);
    if (failure) failed.push({ index, field: failure.field, message: failure.message });
  });
  const applied = records.length - failed.length;
  if (!isOn(request, "strict")) {
    return answerReceived(request, reply, applied > 0 ? null : (failed[0]?.message ?? "data, missing or empty"));
  }
  if (failed.length === 0) {
    // Recorded from the real API: the verbose answer wins, and strict alone counts under a name of its own.
    if (isOn(request, "verbose")) return answerReceived(request, reply, null);
    return { code: 200, num_good_events: applied, status: STATUS_CODES[200] };
  }
  throw new SandboxError(400, "some data points in the request failed validation", {
    details: { code: 400, status: STATUS_CODES[400], num_records_imported: applied, failed_records: failed },
  });
}

function updateOne(
  record: unknown,
  request: FastifyRequest,
  context: RouteContext,
  update: Update,
  caller: string | null,
): RecordFailure | null {
  if (!isJsonObject(record)) return new RecordFailure("", "the record must be a JSON object");
  const token = record.$token;
  if (typeof token !== "string" || token === "") return new RecordFailure("$token", "missing or empty");
  const { project, loss } = projectByToken(token, request, context);
  if (loss) {
    context.counts.lose(loss);
    return null;
  }
  const failure = update(record, project, { nowMs: context.clock.now(), caller });
  if (!failure) context.counts.accepted += 1;
  return failure;
}
