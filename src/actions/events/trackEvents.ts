import { events, trackWithProjectToken } from "../../inputs/events";
import { failOnRejected, img, ip, redirect, verbose } from "../../inputs/ingestion";
import { region } from "../../inputs/residency";
import { pace, replaceInsertIds, skipInvalid, validateOnly } from "../../inputs/tuning";
import { trackEvents as endpoint } from "../../mixpanel/endpoints/events";
import { assertEvents, sendTrack } from "../../mixpanel/ingest/events";
import { assertAllTaken } from "../../mixpanel/ingest/result";
import { validateEvent } from "../../mixpanel/ingest/validate";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_EXAMPLE, acceptedProperties, INGEST_EXAMPLE, ingestOutput } from "../../platform/outputs";
import { logProgress } from "../../platform/progress";

/** Rules of /import that /track does not have. */
const TAKEN_BY_TRACK = new Set([
  "distinct_id_missing",
  "insert_id_charset",
  "insert_id_length",
  "insert_id_refused",
  "insert_id_type",
]);

export const trackEvents = defineAction({
  endpoint,
  label: "Track Events",
  description:
    "Sends events of the last five days as they happen, with the project token; use Import Events for older ones",
  important: true,
  inputs: {
    events,
    useProjectToken: trackWithProjectToken,
    region,
    ip,
    verbose,
    img,
    redirect,
    failOnRejected,
    validateOnly,
    skipInvalid,
    replaceInsertIds,
    ...pace,
  },
  output: ingestOutput(acceptedProperties),
  example: { ...ACCEPTED_EXAMPLE, ...INGEST_EXAMPLE },
  run: async ({ client, params, logger }) => {
    const { events, failOnRejected, skipInvalid, validateOnly, ...rest } = params;
    const checks = skipInvalid || validateOnly;
    if (!checks) assertEvents("Events", events);
    const now = Date.now();
    const result = await sendTrack(client, events, {
      fillToken: rest.useProjectToken,
      parameters: { ip: rest.ip ?? "0", verbose: rest.verbose ?? "1", img: rest.img },
      validateOnly,
      check: checks
        ? (event) => validateEvent(event, { now }).filter(({ rule }) => !TAKEN_BY_TRACK.has(rule))
        : undefined,
      replaceInsertIds: rest.replaceInsertIds,
      concurrency: rest.concurrency,
      rateShare: rest.rateShare,
      onProgress: logProgress(logger, "events"),
    });
    if (failOnRejected) assertAllTaken(endpoint.operation, "events", result);
    const first = result.failed_records[0];
    return {
      status: result.failed < result.received ? 1 : 0,
      error: first === undefined ? null : first.message,
      ...result,
    };
  },
});
