import { input } from "@prismatic-io/spectral";
import { conditionInputs } from "../../inputs/conditions";
import { failOnRejected, geolocate } from "../../inputs/delivery";
import { event, skipBadLines } from "../../inputs/events";
import { group } from "../../inputs/group";
import { booleanInput, idInput, integerInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { exportFromDate, exportToDate, sourceTimeZone, where } from "../../inputs/queries";
import { copyEvents as copy } from "../../mixpanel/copy/copyEvents";
import { projectTimeToUtc } from "../../mixpanel/copy/projectTime";
import { assertCopied, type CopyResult } from "../../mixpanel/copy/result";
import { copyEvents as endpoint, importEvents } from "../../mixpanel/endpoints/events";
import { MixpanelAuthError } from "../../mixpanel/errors";
import { BadLines } from "../../mixpanel/export/badLines";
import { MAX_WINDOW_DAYS } from "../../mixpanel/export/windows";
import { asConnection, connect } from "../../platform/connect";
import { asConnectionError } from "../../platform/connectionError";
import { DATES_EXAMPLE, exportDates, type ResolvedDates, resolvedDatesOutput } from "../../platform/dates";
import { defineAction } from "../../platform/defineAction";
import { badLinesOutput, failedRecordsOutput } from "../../platform/outputs";
import { boolean, choice, integer, nullable, object, optional, type PropertiesOf, text } from "../../platform/shape";

/** The result of a copy, its failure as text. */
type CopiedData = Omit<CopyResult, "failure"> & {
  error: string | null;
  resolved_dates: ResolvedDates;
  bad_lines?: Pick<BadLines, "count" | "lines">;
};

const MAX_MINUTES = 1_440;

export const copyEvents = defineAction({
  endpoint,
  label: "Copy Events",
  description:
    "Copies events between two dates to another project, in any data residency. Running it again with the same options creates no duplicates",
  inputs: {
    destination: input({
      label: "Destination",
      type: "connection",
      required: true,
      comments: "The Mixpanel connection of the project that receives the events, in any data residency.",
    }),
    from_date: exportFromDate,
    to_date: exportToDate,
    project_id,
    destination_project_id: idInput("Destination Project ID", {
      example: "7654321",
      comments: "The project that receives the events. Leave it empty to use the destination's Default Project ID.",
    }),
    filters: group("Filters", "Which events to copy.", {
      event,
      where,
    }),
    ...conditionInputs("event"),
    copyOptions: group("Copy Options", "How events are read and sent.", {
      sourceTimeZone: sourceTimeZone("The copy converts them to UTC."),
      copyIdentityEvents: booleanInput("Copy Identity Events", {
        default: false,
        comments:
          "When true, also copies $identify, $create_alias and $merge; projects with Simplified ID Merge reject them. When false, leaves them out: the copied events already have the merged distinct IDs.",
      }),
      geolocate,
      windowDays: integerInput("Window Days", {
        min: 1,
        max: MAX_WINDOW_DAYS,
        placeholder: "1",
        example: "1",
        comments:
          "Number of days to copy at once. Each window is one of the project's 60 exports per hour, and a copy that was interrupted continues at the first day of a window. Leave it empty for a thirtieth of the range.",
      }),
      maxMinutes: integerInput("Time Limit (minutes)", {
        min: 1,
        max: MAX_MINUTES,
        example: "13",
        comments:
          "Minutes after which the copy stops, from 1 to 1440; resume_from_date then says where to continue. If the first window is not complete by then, the step fails. Leave it empty to use the connection's Time Limit (13 minutes by default). The platform ends an execution after 15 minutes, so a larger value is useful only outside of it.",
      }),
    }),
    errorHandling: group(
      "Error Handling",
      "Whether the step fails if events cannot be copied or an error interrupts the copy.",
      {
        failOnRejected,
        failOnFailure: booleanInput("Fail On Failure", {
          default: true,
          comments:
            "When true, the step fails if an error interrupts the copy, and the error names the day to continue from. When false, the step succeeds with complete set to false, and returns error and resume_from_date. Reaching the time limit or the hourly export limit is not an error: the step succeeds and returns resume_from_date. A copy that stops before its first window is complete always fails the step.",
        }),
        skipBadLines,
      },
    ),
  },
  output: object({
    exported: integer("Events read from the source, counting only days that were copied completely."),
    imported: integer("Events that the destination accepted."),
    failed: integer("Events that the destination rejected."),
    unconfirmed: integer("Events that the destination reported neither as stored nor as rejected."),
    skipped: integer("Identity events that were not copied."),
    failed_records: failedRecordsOutput("Position among the events sent", "id_rounded"),
    failed_records_truncated: boolean("Whether more events were rejected than are listed."),
    windows: integer("Number of windows (groups of days) that were copied completely."),
    complete: boolean("Whether the whole range was copied."),
    stopped_by: nullable(choice(["time", "export_allowance", "failure"])),
    resume_from_date: nullable(text("From Date for the next run, to continue.")),
    retry_at: nullable(text("When the hourly export limit resets.")),
    error: nullable(text("The error that interrupted the copy.")),
    resolved_dates: resolvedDatesOutput,
    bad_lines: optional(badLinesOutput),
  } satisfies PropertiesOf<CopiedData>),
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
    resolved_dates: DATES_EXAMPLE,
  },
  timeLimitMinutes: ({ maxMinutes }) => maxMinutes,
  run: async ({ client, params, logger, execution }) => {
    const { time_zone, ...range } = exportDates(params, client.transport.clock.now());
    const receiver = asConnection(params.destination, "Destination");
    const zone = params.sourceTimeZone;
    const parameters = {
      ...range,
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
            `Copy Events: ${exported} events read, ${imported} stored, ${failed} rejected so far; ${windows} windows of days are complete`,
          ),
      });
      assertCopied(result, { failure: params.failOnFailure, rejected: params.failOnRejected });
      const { failure, ...counts } = result;
      const bad = badLines && { bad_lines: { count: badLines.count, lines: badLines.lines } };
      return { ...counts, error: failure?.message ?? null, resolved_dates: { ...range, time_zone }, ...bad };
    } catch (error) {
      const isReceiver = error instanceof MixpanelAuthError && error.operation === importEvents.operation;
      throw isReceiver ? asConnectionError(error, receiver) : error;
    }
  },
});
