import { events, importWithProjectToken } from "../../inputs/events";
import { failOnRejected, geolocate, strict } from "../../inputs/ingestion";
import { project_id } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { pace, replaceInsertIds, resumeFrom, skipInvalid, unaltered, validateOnly } from "../../inputs/tuning";
import { importEvents as endpoint } from "../../mixpanel/endpoints/events";
import { sendImport } from "../../mixpanel/ingest/events";
import { assertAllTaken } from "../../mixpanel/ingest/result";
import { isAccepted, validateEvent } from "../../mixpanel/ingest/validate";
import { defineAction } from "../../platform/defineAction";
import { INGEST_EXAMPLE, ingestOutput } from "../../platform/outputs";
import { logProgress, warnIfStopped } from "../../platform/progress";

export const importEvents = defineAction({
  endpoint,
  label: "Import Events",
  description: "Imports events of any age, any number of them; copies are dropped, and refused events are named",
  important: true,
  inputs: {
    events,
    project_id,
    region,
    useProjectToken: importWithProjectToken,
    strict,
    geolocate,
    failOnRejected,
    validateOnly,
    skipInvalid,
    replaceInsertIds,
    unaltered,
    ...pace,
    resumeFrom,
  },
  output: ingestOutput({
    code: {
      type: ["integer", "null"],
      description:
        "Mixpanel's own response code: of the last request that it refused in part or whole, otherwise of the last request. Null if it answered none.",
    },
    status: { type: ["string", "null"], description: "Mixpanel's word for the code, such as OK or Bad Request." },
    num_records_imported: { type: "integer", description: "Events that Mixpanel took, in all requests together." },
  }),
  example: { code: 200, status: "OK", num_records_imported: 2, ...INGEST_EXAMPLE },
  run: async ({ client, params, logger }) => {
    const { project_id, strict, failOnRejected, skipInvalid, validateOnly, events, ...rest } = params;
    const checks = skipInvalid || validateOnly;
    const now = Date.now();
    // What Mixpanel accepts all the same is worth a word, and not worth losing an event.
    const violations = (event: unknown) =>
      validateEvent(event, { now }).filter(({ rule }) => validateOnly || !isAccepted(rule));
    const result = await sendImport(client, events, {
      projectId: project_id,
      useProjectToken: rest.useProjectToken,
      strict: strict !== "0",
      geolocate: rest.geolocate,
      validateOnly,
      check: checks ? violations : undefined,
      replaceInsertIds: rest.replaceInsertIds,
      unaltered: rest.unaltered,
      concurrency: rest.concurrency,
      rateShare: rest.rateShare,
      resumeFrom: rest.resumeFrom,
      onProgress: logProgress(logger, "events"),
    });
    warnIfStopped(logger, "events", result);
    if (failOnRejected && !validateOnly) assertAllTaken(endpoint.operation, "events", result);
    const { code, status, ...counts } = result;
    return { code, status, num_records_imported: counts.imported, ...counts };
  },
});
