import { events, trackWithProjectToken } from "../../inputs/events";
import { failOnRejected, img, ip, redirect, verbose } from "../../inputs/ingestion";
import { region } from "../../inputs/residency";
import { trackEvents as endpoint } from "../../mixpanel/endpoints/events";
import { assertEvents, sendTrack } from "../../mixpanel/ingest/events";
import { assertNoneRefused } from "../../mixpanel/ingest/result";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_EXAMPLE, acceptedProperties, INGEST_EXAMPLE, ingestOutput } from "../../platform/outputs";

export const trackEvents = defineAction({
  endpoint,
  label: "Track Events",
  description:
    "Sends events of the last five days as they happen, with the project token; use Import Events for older ones",
  important: true,
  inputs: { events, useProjectToken: trackWithProjectToken, region, ip, verbose, img, redirect, failOnRejected },
  output: ingestOutput(acceptedProperties),
  example: { ...ACCEPTED_EXAMPLE, ...INGEST_EXAMPLE },
  run: async ({ client, params }) => {
    const result = await sendTrack(client, assertEvents("Events", params.events), {
      fillToken: params.useProjectToken,
      parameters: { ip: params.ip ?? "0", verbose: params.verbose ?? "1", img: params.img },
      now: Date.now(),
    });
    if (params.failOnRejected) assertNoneRefused(endpoint.operation, "events", result);
    const first = result.failed_records[0];
    return { status: result.imported > 0 ? 1 : 0, error: first === undefined ? null : first.message, ...result };
  },
});
