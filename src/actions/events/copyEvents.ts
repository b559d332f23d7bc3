import { event } from "../../inputs/events";
import {
  badLinesOutput,
  copyIdentityEvents,
  copyWindowDays,
  destination,
  destination_project_id,
  failOnFailure,
  maxMinutes,
  skipBadLines,
  sourceTimeZone,
} from "../../inputs/export";
import { failOnRejected, geolocate } from "../../inputs/ingestion";
import { project_id } from "../../inputs/project";
import { assertDateOrder, from_date, to_date, where } from "../../inputs/queries";
import { type CopyResult, copyEvents as copy } from "../../mixpanel/copy/copyEvents";
import { projectTimeToUtc } from "../../mixpanel/copy/projectTime";
import { copyEvents as endpoint, importEvents } from "../../mixpanel/endpoints/events";
import { MixpanelAuthError, MixpanelValidationError } from "../../mixpanel/errors";
import { BadLines } from "../../mixpanel/export/badLines";
import { asConnection, connect } from "../../platform/connect";
import { asConnectionError } from "../../platform/connectionError";
import { defineAction } from "../../platform/defineAction";

const goOn = ({ resume_from_date: day, imported }: CopyResult) =>
  day === null ? "" : ` Until then ${imported} events were copied; go on with From Date ${day}, which doubles nothing.`;

const unconfirmed = (result: CopyResult) =>
  new MixpanelValidationError({
    operation: endpoint.operation,
    message: `${endpoint.operation}: Mixpanel does not confirm that it stored ${result.unconfirmed} of ${result.exported} events, ${result.imported} were stored. Compare the destination with the source, and copy the days again, which stores nothing twice.${goOn(result)}`,
    imported: result.imported,
  });

/** Fails where the builder asked for that: on what stopped the copy, then on what the destination refused. */
function assertCopied(result: CopyResult, on: { failure: boolean; rejected: boolean }): void {
  if (on.failure && result.failure !== undefined) throw result.failure;
  const first = result.failed_records[0];
  if (on.rejected && first === undefined && result.unconfirmed > 0) throw unconfirmed(result);
  if (!on.rejected || first === undefined) return;
  throw new MixpanelValidationError({
    operation: endpoint.operation,
    message: `${endpoint.operation}: ${result.failed} of ${result.exported} events were refused, ${result.imported} were taken. First: event ${first.index}${first.insert_id === undefined ? "" : ` (${first.insert_id})`}: ${first.message}.${goOn(result)} Turn Fail On Rejected off to receive the list as data.`,
    failedRecords: result.failed_records,
    imported: result.imported,
  });
}

export const copyEvents = defineAction({
  endpoint,
  label: "Copy Events",
  description:
    "Copies the events of a range of days into another project, in the same residency or another; running it again doubles nothing",
  inputs: {
    destination,
    from_date,
    to_date,
    event,
    where,
    project_id,
    destination_project_id,
    sourceTimeZone,
    copyIdentityEvents,
    windowDays: copyWindowDays,
    maxMinutes,
    geolocate,
    failOnRejected,
    failOnFailure,
    skipBadLines,
  },
  output: {
    type: "object",
    properties: {
      exported: { type: "integer", description: "Events that the source sent, of the days copied whole." },
      imported: { type: "integer", description: "Events that the destination took." },
      failed: { type: "integer", description: "Events that the destination refused." },
      unconfirmed: {
        type: "integer",
        description: "Events that the destination neither counted as stored nor named as refused.",
      },
      skipped: { type: "integer", description: "Identity events that were left out." },
      failed_records: {
        type: "array",
        items: {
          type: "object",
          properties: {
            index: { type: "integer", description: "Position among the events sent, from 0." },
            insert_id: { type: "string" },
            field: { type: "string" },
            rule: { type: "string", description: "The broken rule, where it was checked before sending: id_rounded." },
            message: { type: "string" },
          },
          required: ["index", "message"],
        },
      },
      failed_records_truncated: { type: "boolean", description: "Whether more were refused than are listed." },
      windows: { type: "integer", description: "Windows of days that were copied whole." },
      complete: { type: "boolean", description: "Whether the whole range was copied." },
      stopped_by: { type: ["string", "null"], description: "time, export_allowance or failure." },
      resume_from_date: { type: ["string", "null"], description: "From Date of the run that goes on." },
      retry_at: { type: ["string", "null"], description: "When the hour's exports come back." },
      error: { type: ["string", "null"], description: "What stopped a copy that failed." },
      bad_lines: badLinesOutput,
    },
    required: [
      "exported",
      "imported",
      "failed",
      "unconfirmed",
      "skipped",
      "failed_records",
      "windows",
      "complete",
      "resume_from_date",
    ],
  },
  example: {
    exported: 250000,
    imported: 250000,
    failed: 0,
    unconfirmed: 0,
    skipped: 0,
    failed_records: [],
    failed_records_truncated: false,
    windows: 30,
    complete: true,
    stopped_by: null,
    resume_from_date: null,
    retry_at: null,
    error: null,
  },
  timeLimitMinutes: ({ maxMinutes }) => maxMinutes,
  run: async ({ client, params, logger, execution }) => {
    assertDateOrder(params.from_date, params.to_date);
    const receiver = asConnection(params.destination, "Destination");
    const zone = params.sourceTimeZone;
    const parameters = {
      from_date: params.from_date,
      to_date: params.to_date,
      event: params.event,
      where: params.where,
      project_id: params.project_id,
    };
    const badLines = params.skipBadLines ? new BadLines() : undefined;
    try {
      const result = await copy(client, connect(receiver, execution), parameters, {
        destinationProjectId: params.destination_project_id,
        identityEvents: params.copyIdentityEvents,
        toUtc: zone === undefined ? undefined : projectTimeToUtc(zone),
        windowDays: params.windowDays,
        importing: { geolocate: params.geolocate },
        badLines,
        onProgress: ({ windows, exported, imported, failed }) =>
          logger.info(
            `Copy Events: ${exported} events read, ${imported} stored, ${failed} refused so far; ${windows} windows of days are whole`,
          ),
      });
      assertCopied(result, { failure: params.failOnFailure, rejected: params.failOnRejected });
      const { failure, ...counts } = result;
      const bad = badLines && { bad_lines: { count: badLines.count, lines: badLines.lines } };
      return { ...counts, error: failure?.message ?? null, ...bad };
    } catch (error) {
      const isReceiver = error instanceof MixpanelAuthError && error.operation === importEvents.operation;
      throw isReceiver ? asConnectionError(error, receiver) : error;
    }
  },
});
