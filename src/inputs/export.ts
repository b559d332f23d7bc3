import { input } from "@prismatic-io/spectral";
import { InputError } from "../mixpanel/errors";
import { MAX_WINDOW_DAYS } from "../mixpanel/export/windows";
import { boolean, choice, describe, id, integer, text } from "./clean";

export const windowDays = input({
  label: "Window Days",
  type: "string",
  required: false,
  placeholder: "31",
  example: "7",
  comments:
    "Days that are asked of Mixpanel at once. Each window is one of the project's 60 exports an hour; one that breaks off is read again on its own. Leave it empty for 31, or a sixth of the range where that is more, up to 366.",
  clean: integer("Window Days", { min: 1, max: MAX_WINDOW_DAYS }),
});

export const copyWindowDays = input({
  label: "Window Days",
  type: "string",
  required: false,
  placeholder: "1",
  example: "1",
  comments:
    "Days that are copied at once. Each window is one of the project's 60 exports an hour, and a copy that stops goes on from the first day of a window. Leave it empty for a thirtieth of the range.",
  clean: integer("Window Days", { min: 1, max: MAX_WINDOW_DAYS }),
});

export const cursor = input({
  label: "Cursor",
  type: "string",
  required: false,
  placeholder: "2024-01-05.250.0123456789abcdef.89abcdef",
  example: "2024-01-05.250.0123456789abcdef.89abcdef",
  comments:
    "The next_cursor of a previous result: goes on behind the last event of that result, with all other inputs as they were. Leave it empty to begin at From Date.",
  clean: text("Cursor"),
});

export const removeDuplicates = input({
  label: "Remove Duplicates",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "When true, leaves out events equal in name, time, distinct ID and insert ID to one before, which Mixpanel's export may hold. When false, returns all that Mixpanel sends. It has no effect on files.",
  clean: (value: unknown) => boolean("Remove Duplicates")(value) ?? false,
});

export const skipBadLines = input({
  label: "Skip Bad Lines",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "When true, leaves out lines of the export that are not JSON, and names them: bad_lines in the result, or a warning in the log for a file. When false, such a line fails the step. An export that ends before its last line is whole fails in both cases.",
  clean: (value: unknown) => boolean("Skip Bad Lines")(value) ?? false,
});

/** Lines that were left out, as a result describes them. */
export const badLinesOutput = {
  type: "object" as const,
  description: "Lines of the export that are not JSON and were left out, where Skip Bad Lines is true.",
  properties: {
    count: { type: "integer" as const },
    lines: {
      type: "array" as const,
      description: "The first 100 of them.",
      items: {
        type: "object" as const,
        properties: {
          from_date: { type: "string" as const, description: "First day of the export that the line came in." },
          line: { type: "integer" as const, description: "Number of the line within that export, from 1." },
          excerpt: { type: "string" as const, description: "How the line begins." },
        },
        required: ["from_date", "line", "excerpt"],
      },
    },
  },
  required: ["count", "lines"],
};

/** What Download Data may return. */
const OUTPUTS = ["events", "file", "gzipFile"] as const;

export const output = input({
  label: "Output",
  type: "string",
  required: false,
  default: "events",
  model: [
    { label: "Events", value: "events" },
    { label: "File (NDJSON)", value: "file" },
    { label: "Compressed file (NDJSON, gzip)", value: "gzipFile" },
  ],
  comments:
    "Events returns them as a list of at most Max Events, and says where to go on; integers beyond 2^53 are text in it. A file has every line as Mixpanel sends it: it holds all events of the range, one JSON object a line, as binary data; it is whole or the step fails, and knows neither Max Events nor Cursor.",
  clean: (value: unknown) => choice("Output", OUTPUTS)(value) ?? "events",
});

/** Half of what an execution of the platform has fits a file and its copy for the next step. */
const MAX_FILE_MEGABYTES = 250;
const DEFAULT_FILE_MEGABYTES = 100;

export const maxFileMegabytes = input({
  label: "Max File Size",
  type: "string",
  required: false,
  placeholder: String(DEFAULT_FILE_MEGABYTES),
  example: String(DEFAULT_FILE_MEGABYTES),
  comments: `The most megabytes that a file may have, from 1 to ${MAX_FILE_MEGABYTES}. A larger range fails, and the error says which days fit. Leave it empty for ${DEFAULT_FILE_MEGABYTES}.`,
  clean: (value: unknown) =>
    integer("Max File Size", { min: 1, max: MAX_FILE_MEGABYTES })(value) ?? DEFAULT_FILE_MEGABYTES,
});

export const destination = input({
  label: "Destination",
  type: "connection",
  required: true,
  comments: "The Mixpanel connection of the project that receives the events, in the same residency or another.",
});

export const destination_project_id = input({
  label: "Destination Project ID",
  type: "string",
  required: false,
  placeholder: "Destination Project ID",
  example: "7654321",
  comments: "The project that receives the events. Leave it empty to use the destination's Default Project ID.",
  clean: id("Destination Project ID"),
});

const MAX_MINUTES = 1_440;

export const maxMinutes = input({
  label: "Max Minutes",
  type: "string",
  required: false,
  placeholder: "13",
  example: "13",
  comments:
    "Minutes after which the copy stops, from 1 to 1440; resume_from_date then tells where to continue. Leave it empty to use the connection's Time Limit (13 minutes unless it says otherwise). The platform ends an execution after 15 minutes.",
  clean: integer("Max Minutes", { min: 1, max: MAX_MINUTES }),
});

export const sourceTimeZone = input({
  label: "Source Time Zone",
  type: "string",
  required: false,
  placeholder: "US/Pacific",
  example: "US/Pacific",
  comments:
    "The time zone of a source project made before 2023, as in its Project Settings: such projects export local times, which are turned into UTC. Leave it empty for later projects, which export UTC.",
  clean: (value: unknown) => {
    const timeZone = text("Source Time Zone")(value);
    if (timeZone === undefined) return undefined;
    try {
      return new Intl.DateTimeFormat("en-US", { timeZone }).resolvedOptions().timeZone;
    } catch (cause) {
      const expected = "a time zone such as US/Pacific or Europe/Berlin";
      throw new InputError({ input: "Source Time Zone", got: describe(value), expected, cause });
    }
  },
});

export const copyIdentityEvents = input({
  label: "Copy Identity Events",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "When true, copies $identify, $create_alias and $merge too; projects with Simplified ID Merge refuse them. When false, leaves them out: the events already bear the merged distinct IDs.",
  clean: (value: unknown) => boolean("Copy Identity Events")(value) ?? false,
});

export const failOnFailure = input({
  label: "Fail On Failure",
  type: "boolean",
  required: false,
  default: "true",
  comments:
    "When true, the step fails if a failure stops the copy, and the error names the day to go on from. When false, the step succeeds with complete false, and says so in error and resume_from_date. A copy that stops before its first window is done fails always.",
  clean: (value: unknown) => boolean("Fail On Failure")(value) ?? true,
});
