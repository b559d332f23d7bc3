import { eventColumns } from "../../inputs/columns";
import { deliveryGroup, failOnRejected, redirect, verbose } from "../../inputs/delivery";
import { booleanInput, flagInput, recordsOrRowsInput } from "../../inputs/kinds";
import { region } from "../../inputs/residency";
import { replaceInsertIds, sendingGroup } from "../../inputs/sending";
import { trackEvents as endpoint } from "../../mixpanel/endpoints/events";
import { sendTrack } from "../../mixpanel/ingest/events";
import { assertAllTaken } from "../../mixpanel/ingest/result";
import { eventsFrom } from "../../mixpanel/rows/recordRows";
import { defineAction } from "../../platform/defineAction";
import { ACCEPTED_RECORDS_EXAMPLE, acceptedRecordsOutput, verboseAnswer } from "../../platform/outputs";
import { logProgress, logRowWarnings, warnIfStopped } from "../../platform/progress";

export const trackEvents = defineAction({
  endpoint,
  label: "Track Events",
  description: "Sends recent events with the project token. For events older than 5 days, use Import Events",
  important: true,
  inputs: {
    events: recordsOrRowsInput("Events", {
      expected: "a list of events",
      example: [
        { event: "Signed Up", properties: { distinct_id: "user-12345", $insert_id: "signup-12345", plan: "pro" } },
      ],
      comments:
        "Any number of events: a JSON list, NDJSON (one event per line), CSV with a header (see Rows And Columns), or the list or file of a previous step, gzipped or not. Each event needs an event name and properties with at least distinct_id (the user). If time (seconds or milliseconds since 1970, or text such as 2026-01-15T10:00:00Z) is missing, it is set to now; for events older than 5 days use Import Events. If $insert_id, by which Mixpanel removes duplicates, is missing, it is computed. IDs that are integers are sent as text. A time up to an hour in the future is sent as now, which is how Mixpanel would store it; if a later run sends that event again, it is stored twice. An empty list or file succeeds with no events.",
    }),
    useProjectToken: booleanInput("Use Project Token", {
      default: true,
      comments:
        "When true, events without a token get the connection's Project Token. When false, every event must have its own properties.token.",
    }),
    region,
    failOnRejected,
    rowsAndColumns: eventColumns,
    deliveryOptions: deliveryGroup({
      ip: flagInput("IP", {
        example: "0",
        comments:
          "When 1, Mixpanel derives the location of the events, and a missing distinct_id, from the IP address of the request, which is the server that runs this integration. When 0, it does neither; an event's own ip property still sets its location. Leave it empty for 0.",
      }),
      verbose,
      img: flagInput("Img", {
        example: "0",
        comments:
          "When 1, Mixpanel responds with a transparent 1x1 image, which does not say whether the events were accepted. When 0, it responds as usual. Leave it empty for 0.",
      }),
      redirect,
    }),
    sending: sendingGroup({
      replaceInsertIds,
    }),
  },
  output: acceptedRecordsOutput,
  example: ACCEPTED_RECORDS_EXAMPLE,
  run: async ({ client, params, logger }) => {
    const { events, failOnRejected, skipInvalid, validateOnly, ...rest } = params;
    const checks = skipInvalid || validateOnly;
    const { records, warnings, ...read } = await eventsFrom(events, {
      input: "Events",
      mapping: rest.mapping,
      zone: rest.timeZone,
      needsTime: false,
    });
    const result = await sendTrack(client, records, {
      ...read,
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
    logRowWarnings(logger, warnings);
    if (failOnRejected && !validateOnly) assertAllTaken(endpoint.operation, "events", result);
    return { ...verboseAnswer(result), ...result };
  },
});
