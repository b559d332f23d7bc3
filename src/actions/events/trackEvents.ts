import { trackedEvents, trackWithProjectToken } from "../../inputs/events";
import { failOnRejected, img, ip, redirect, verbose } from "../../inputs/ingestion";
import { region } from "../../inputs/residency";
import { pace, replaceInsertIds, resumeFrom, skipInvalid, validateOnly } from "../../inputs/tuning";
import { trackEvents as endpoint } from "../../mixpanel/endpoints/events";
import { sendTrack } from "../../mixpanel/ingest/events";
import { assertAllTaken } from "../../mixpanel/ingest/result";
import { defineAction } from "../../platform/defineAction";
import {
  ACCEPTED_EXAMPLE,
  acceptedProperties,
  INGEST_EXAMPLE,
  ingestOutput,
  verboseAnswer,
} from "../../platform/outputs";
import { logProgress, warnIfStopped } from "../../platform/progress";

export const trackEvents = defineAction({
  endpoint,
  label: "Track Events",
  description:
    "Sends events of the last five days as they happen, with the project token; use Import Events for older ones",
  important: true,
  inputs: {
    events: trackedEvents,
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
    resumeFrom,
  },
  output: ingestOutput(acceptedProperties),
  example: { ...ACCEPTED_EXAMPLE, ...INGEST_EXAMPLE },
  run: async ({ client, params, logger }) => {
    const { events, failOnRejected, skipInvalid, validateOnly, ...rest } = params;
    const checks = skipInvalid || validateOnly;
    const result = await sendTrack(client, events, {
      fillToken: rest.useProjectToken,
      parameters: { ip: rest.ip ?? "0", verbose: rest.verbose ?? "1", img: rest.img },
      validateOnly,
      checkAll: checks,
      replaceInsertIds: rest.replaceInsertIds,
      concurrency: rest.concurrency,
      rateShare: rest.rateShare,
      resumeFrom: rest.resumeFrom,
      onProgress: logProgress(logger, "events"),
    });
    warnIfStopped(logger, "events", result);
    if (failOnRejected && !validateOnly) assertAllTaken(endpoint.operation, "events", result);
    return { ...verboseAnswer(result), ...result };
  },
});
