import { eventColumns } from "../../inputs/columns";
import { deliveryGroup, failOnRejected, geolocate, strict, useProjectToken } from "../../inputs/delivery";
import { booleanInput, recordsOrRowsInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { replaceInsertIds, sendingGroup } from "../../inputs/sending";
import { importEvents as endpoint } from "../../mixpanel/endpoints/events";
import { sendImport } from "../../mixpanel/ingest/events";
import { assertAllTaken } from "../../mixpanel/ingest/result";
import { isAccepted, validateEvent } from "../../mixpanel/ingest/validate";
import { eventsFrom } from "../../mixpanel/rows/recordRows";
import { defineAction } from "../../platform/defineAction";
import { INGEST_EXAMPLE, ingestOutput } from "../../platform/outputs";
import { logProgress, logRowWarnings, warnIfStopped } from "../../platform/progress";
import { integer, nullable, text } from "../../platform/shape";

export const importEvents = defineAction({
  endpoint,
  label: "Import Events",
  description:
    "Imports events of any age and volume. Mixpanel removes duplicates; rejected events are listed with the reason",
  important: true,
  inputs: {
    events: recordsOrRowsInput("Events", {
      expected: "a list of events",
      example: [
        {
          event: "Signed Up",
          properties: { time: 1700000000, distinct_id: "user-12345", $insert_id: "signup-12345", plan: "pro" },
        },
      ],
      comments:
        "Any number of events: a JSON list, NDJSON (one event per line), CSV with a header (see Rows And Columns), or the list or file of a previous step, gzipped or not. Each event needs an event name and properties with at least time (seconds or milliseconds since 1970, or text such as 2026-01-15T10:00:00Z) and distinct_id (the user). Mixpanel removes duplicates by $insert_id; if it is missing, it is computed from the event, so identical events count as one. IDs that are integers are sent as text. A time up to an hour in the future is sent as now, which is how Mixpanel would store it; if a later run sends that event again, it is stored twice. An empty list or file succeeds with no events.",
    }),
    project_id,
    region,
    useProjectToken,
    failOnRejected,
    rowsAndColumns: eventColumns,
    deliveryOptions: deliveryGroup({
      strict,
      geolocate,
    }),
    sending: sendingGroup({
      replaceInsertIds,
      unaltered: booleanInput("Send Unaltered", {
        default: false,
        comments:
          "When true, events that arrive as NDJSON are sent exactly as they are, which saves about a fifth of the CPU time. No insert ID is computed, so Mixpanel rejects events without one. A time that is text is not converted, and one in the future is not changed, so that the event may be stored twice if its request is retried. Numeric IDs are not converted to text, and placeholder IDs in links are not detected. Identity events ($identify, $create_alias, $merge) are not sent separately: a project with Simplified ID Merge rejects every request that contains one, and $merge gets no token. When false, the step takes care of all this.",
      }),
    }),
  },
  output: ingestOutput({
    code: nullable(
      integer(
        "Mixpanel's response code of the last request that had rejected events, or else of the last request. Null if Mixpanel responded to none.",
      ),
    ),
    status: nullable(text("Mixpanel's text for the code, such as OK or Bad Request.")),
    num_records_imported: integer("Number of events that Mixpanel accepted, over all requests."),
  }),
  example: { code: 200, status: "OK", num_records_imported: 2, ...INGEST_EXAMPLE },
  run: async ({ client, params, logger }) => {
    const { project_id, strict, failOnRejected, skipInvalid, validateOnly, events, ...rest } = params;
    const checks = skipInvalid || validateOnly;
    const now = Date.now();
    // Validate Only also reports what Mixpanel accepts; Skip Invalid must not lose such an event.
    const violations = (event: unknown) =>
      validateEvent(event, { now }).filter(({ rule }) => validateOnly || !isAccepted(rule));
    const { records, warnings, ...read } = await eventsFrom(events, {
      input: "Events",
      mapping: rest.mapping,
      zone: rest.timeZone,
    });
    const result = await sendImport(client, records, {
      ...read,
      projectId: project_id,
      useProjectToken: rest.useProjectToken,
      strict: strict !== "0",
      geolocate: rest.geolocate,
      validateOnly,
      check: checks ? violations : undefined,
      soundAt: now,
      replaceInsertIds: rest.replaceInsertIds,
      unaltered: rest.unaltered,
      concurrency: rest.concurrency,
      rateShare: rest.rateShare,
      resumeFrom: rest.resumeFrom,
      onProgress: logProgress(logger, "events"),
    });
    warnIfStopped(logger, "events", result);
    logRowWarnings(logger, warnings);
    if (failOnRejected && !validateOnly) assertAllTaken(endpoint.operation, "events", result);
    const { code, status, ...counts } = result;
    return { code, status, num_records_imported: counts.imported, ...counts };
  },
});
