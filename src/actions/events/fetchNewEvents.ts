import { required } from "../../inputs/clean";
import { json } from "../../inputs/cleanJson";
import { group } from "../../inputs/group";
import { choiceInput, integerInput, textInput, typedInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { dataAndDomain } from "../../inputs/residency";
import { readEventWindow } from "../../mixpanel/changes/eventWindow";
import { fetchFile, fetchPage } from "../../mixpanel/changes/fetchWindow";
import { fetchNewEvents as endpoint } from "../../mixpanel/endpoints/events";
import { defineAction } from "../../platform/defineAction";
import { anything, boolean, integer, keyed, list, nullable, object, optional, text } from "../../platform/shape";

const MEGABYTE_BYTES = 1_000_000;
const DEFAULT_MAX_EVENTS = 100_000;
const DEFAULT_FILE_MEGABYTES = 100;
const MAX_FILE_MEGABYTES = 250;

const windowInput = {
  ...typedInput(
    "Window",
    {
      example:
        '{"from_date": "2024-01-30", "to_date": "2024-01-31", "received_after": 1706700000000, "received_through": 1706700300000}',
      comments:
        "Which events to fetch: body.data of the New Events trigger, in a flow that has batching turned on. Keep the trigger's Batch Size at 1, or pass one window at a time in a loop.",
    },
    (label) =>
      required(
        label,
        (value) => {
          const given = json(label)(value);
          return given === undefined ? undefined : readEventWindow(label, given);
        },
        "a window of the New Events trigger",
      ),
  ),
  type: "code" as const,
  language: "json" as const,
  required: true as const,
};

export const fetchNewEvents = defineAction({
  endpoint,
  label: "Fetch New Events",
  description:
    "Fetches the events of one window of the New Events trigger. Safe to run again: each event has the same key every time",
  inputs: {
    window: windowInput,
    project_id,
    dataAndDomain,
    output: choiceInput("Output", {
      choices: ["events", "file"],
      names: { events: "Events", file: "File (NDJSON)" },
      default: "events",
      comments:
        "Events returns a list of at most Max Events, and says where to continue. A file contains all events of the window, one JSON object per line: it is complete, or the step fails. Integers beyond 2^53 are text in both.",
    }),
    maxFileMegabytes: integerInput("Max File Size", {
      min: 1,
      max: MAX_FILE_MEGABYTES,
      whenEmpty: DEFAULT_FILE_MEGABYTES,
      example: String(DEFAULT_FILE_MEGABYTES),
      comments: `Maximum size of the file in megabytes, from 1 to ${MAX_FILE_MEGABYTES}. If the events of the window need more, the step fails. Leave it empty for ${DEFAULT_FILE_MEGABYTES}.`,
    }),
    pagination: group("Pagination", "How many events to return, and where to continue.", {
      maxEvents: integerInput("Max Events", {
        min: 1,
        max: 1_000_000,
        whenEmpty: DEFAULT_MAX_EVENTS,
        placeholder: String(DEFAULT_MAX_EVENTS),
        example: "10000",
        comments: `Maximum number of events this step returns; truncated says whether the window has more. Each page is one of the project's 60 exports per hour. Leave it empty for ${DEFAULT_MAX_EVENTS}.`,
      }),
      cursor: textInput("Cursor", {
        example: "2024-01-05.250.0123456789abcdef.89abcdef",
        comments:
          "The next_cursor of a previous result. The step continues after the last event of that result; keep all other inputs unchanged. Leave it empty to start with the first event.",
      }),
    }),
  },
  output: object({
    events: list(
      object({
        key: text("Identifies the event: the same each time it is fetched."),
        event: text(),
        properties: optional(nullable(keyed(anything()))),
      }),
      "In the order in which Mixpanel sends them.",
    ),
    count: integer("Number of events returned."),
    truncated: boolean("Whether the window has more events than Max Events."),
    next_cursor: optional(text("The Cursor for the next page, if Max Events was reached.")),
  }),
  example: {
    events: [
      {
        key: "5b2d9f0c4a7e13d86f21",
        event: "Signed up",
        properties: {
          time: 1706695200,
          distinct_id: "user-12345",
          $insert_id: "hpuDqcvpltpCjBsebtxwadtEBDnFAdycabFb",
          mp_processing_time_ms: 1706700012345,
        },
      },
    ],
    count: 1,
    truncated: false,
  },
  contentType: (data) => (Buffer.isBuffer(data) ? "application/x-ndjson" : undefined),
  run: async ({ client, params }) => {
    const { window: given, dataAndDomain: residency, project_id: project = given.project_id } = params;
    const window = { ...given, ...(project !== undefined && { project_id: project }) };
    const own = residency === undefined ? client.inResidency(window.residency) : client;
    if (params.output === "file") return fetchFile(own, window, params.maxFileMegabytes * MEGABYTE_BYTES);
    return fetchPage(own, window, { maxEvents: params.maxEvents, cursor: params.cursor });
  },
});
