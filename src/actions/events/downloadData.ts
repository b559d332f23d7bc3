import { conditionInputs } from "../../inputs/conditions";
import { event, skipBadLines } from "../../inputs/events";
import { group } from "../../inputs/group";
import { booleanInput, choiceInput, integerInput, textInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { exportFromDate, exportToDate, sourceTimeZone, where } from "../../inputs/queries";
import { dataAndDomain } from "../../inputs/residency";
import { downloadData as endpoint } from "../../mixpanel/endpoints/events";
import { BadLines } from "../../mixpanel/export/badLines";
import { exportFile } from "../../mixpanel/export/file";
import { exportPage } from "../../mixpanel/export/page";
import { daysOf, MAX_EXPORT_LIMIT, MAX_WINDOW_DAYS } from "../../mixpanel/export/windows";
import { parametersOf } from "../../mixpanel/http/parameters";
import { DATES_EXAMPLE, exportDates, resolvedDatesOutput } from "../../platform/dates";
import { defineAction } from "../../platform/defineAction";
import { badLinesOutput } from "../../platform/outputs";
import { anything, boolean, integer, keyed, list, nullable, object, optional, text } from "../../platform/shape";

const MEGABYTE_BYTES = 1_000_000;
const GZIP_MAGIC_BYTE = 0x1f;

/** A step's result is held in memory and written out again by each later step. */
const DEFAULT_MAX_EVENTS = 100_000;

/** Half of the memory that the platform gives an execution fits a file and its copy for the next step. */
const MAX_FILE_MEGABYTES = 250;
const DEFAULT_FILE_MEGABYTES = 100;

export const downloadData = defineAction({
  endpoint,
  label: "Download Data",
  description: "Downloads raw events between two dates, page by page or as a file. Incomplete downloads fail",
  inputs: {
    from_date: exportFromDate,
    to_date: exportToDate,
    project_id,
    dataAndDomain,
    output: choiceInput("Output", {
      choices: ["events", "file", "gzipFile"],
      names: { events: "Events", file: "File (NDJSON)", gzipFile: "Compressed file (NDJSON, gzip)" },
      default: "events",
      comments:
        "Events returns a list of at most Max Events, and says where to continue; integers beyond 2^53 are returned as text. A file contains every line as Mixpanel sends it, one JSON object per line, for the whole range: it is complete, or the step fails. Max Events and Cursor do not apply to files.",
    }),
    filters: group("Filters", "Which events to download.", {
      event,
      where,
      limit: integerInput("Limit", {
        min: 1,
        max: MAX_EXPORT_LIMIT,
        example: "1000",
        comments: `Maximum number of events Mixpanel returns (1 to ${MAX_EXPORT_LIMIT}). If the limit is reached, truncated is true because there may be more. Leave it empty for all events of the range.`,
      }),
      gzipEncoding: booleanInput("Gzip Encoding", {
        default: true,
        comments:
          "When true, Mixpanel sends the events compressed, which is faster. When false, uncompressed. The result is the same.",
      }),
    }),
    ...conditionInputs("event"),
    pagination: group("Pagination", "How many events to return, and where to continue.", {
      maxEvents: integerInput("Max Events", {
        min: 1,
        max: 1_000_000,
        whenEmpty: DEFAULT_MAX_EVENTS,
        placeholder: String(DEFAULT_MAX_EVENTS),
        example: "10000",
        comments: `Maximum number of events this step returns; truncated says whether there are more. Leave it empty for ${DEFAULT_MAX_EVENTS}.`,
      }),
      cursor: textInput("Cursor", {
        example: "2024-01-05.250.0123456789abcdef.89abcdef",
        comments:
          "The next_cursor of a previous result. The step continues after the last event of that result; keep all other inputs unchanged. If From Date or To Date is a word such as yesterday, fill in the days of resolved_dates instead, because on the next day the word means another day. Leave it empty to start at From Date.",
      }),
    }),
    exportOptions: group("Export Options", "How events are read and returned.", {
      removeDuplicates: booleanInput("Remove Duplicates", {
        default: false,
        comments:
          "When true, removes duplicates, which Mixpanel's export may contain: events with the same name, time, distinct ID and insert ID as an earlier one. When false, returns everything Mixpanel sends. It has no effect if Output is a file.",
      }),
      time_in_ms: booleanInput("Time In Milliseconds", {
        comments: "When true, the time of each event is in milliseconds. When false, it is in seconds.",
      }),
      windowDays: integerInput("Window Days", {
        min: 1,
        max: MAX_WINDOW_DAYS,
        placeholder: "31",
        example: "7",
        comments:
          "Number of days to request from Mixpanel at once. Each window is one of the project's 60 exports per hour; if one is interrupted, only that window is read again. Leave it empty for 31 days or a sixth of the range, whichever is more, up to 366.",
      }),
      maxFileMegabytes: integerInput("Max File Size", {
        min: 1,
        max: MAX_FILE_MEGABYTES,
        whenEmpty: DEFAULT_FILE_MEGABYTES,
        example: String(DEFAULT_FILE_MEGABYTES),
        comments: `Maximum size of the file in megabytes, from 1 to ${MAX_FILE_MEGABYTES}. If the range is larger, the step fails and the error says which days fit. Leave it empty for ${DEFAULT_FILE_MEGABYTES}.`,
      }),
      skipBadLines,
      sourceTimeZone: sourceTimeZone("Words for days, such as yesterday, are resolved in it."),
    }),
  },
  output: object({
    events: list(object({ event: text(), properties: optional(nullable(keyed(anything()))) })),
    count: integer("Number of events returned."),
    truncated: boolean("Whether the range has more events than Max Events, or may have more than Limit."),
    next_from_date: optional(text("First day that was not returned completely, if Max Events was reached.")),
    next_cursor: optional(text("The Cursor for the next page, if Max Events was reached.")),
    resolved_dates: resolvedDatesOutput,
    bad_lines: optional(badLinesOutput),
  }),
  example: {
    events: [
      {
        event: "Signed up",
        properties: { time: 1602611311, distinct_id: "user-12345", $insert_id: "hpuDqcvpltpCjBsebtxwadtEBDnFAdycabFb" },
      },
    ],
    count: 1,
    truncated: false,
    resolved_dates: DATES_EXAMPLE,
  },
  // Only a compressed file begins with gzip's first byte: a line begins with a brace.
  contentType: (data) => {
    if (!Buffer.isBuffer(data)) return undefined;
    return data[0] === GZIP_MAGIC_BYTE ? "application/gzip" : "application/x-ndjson";
  },
  run: async ({ client, params, logger }) => {
    const dates = exportDates(params, client.transport.clock.now());
    const { from_date: from, to_date: to } = dates;
    const { gzipEncoding: gzip, maxEvents: most } = params;
    const parameters = { ...parametersOf(endpoint, params), from_date: from, to_date: to };
    // Limit counts over the whole range, which therefore goes out as one export.
    const days = params.limit === undefined ? params.windowDays : daysOf(from, to);
    const { skipBadLines, removeDuplicates: dedupe } = params;
    if (params.output !== "events") {
      const [compress, maxBytes] = [params.output === "gzipFile", params.maxFileMegabytes * MEGABYTE_BYTES];
      const badLines = skipBadLines ? new BadLines() : undefined;
      const file = await exportFile(client, parameters, { compress, maxBytes, windowDays: days, gzip, badLines });
      if (badLines && badLines.count > 0) logger.warn(`Download Data: ${badLines.describe()}`);
      return file;
    }
    const options = { maxEvents: most, cursor: params.cursor, dedupe, windowDays: days, gzip, skipBadLines };
    return { ...(await exportPage(client, parameters, options)), resolved_dates: dates };
  },
});
