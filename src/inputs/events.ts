import { input } from "@prismatic-io/spectral";
import { MAX_EXPORT_LIMIT } from "../mixpanel/export/windows";
import { boolean, integer } from "./clean";
import { records, textList } from "./cleanJson";

const EVENTS_EXAMPLE = JSON.stringify([
  {
    event: "Signed Up",
    properties: { time: 1700000000, distinct_id: "user-12345", $insert_id: "signup-12345", plan: "pro" },
  },
]);

export const events = input({
  label: "Events",
  type: "code",
  language: "json",
  required: true,
  placeholder: EVENTS_EXAMPLE,
  example: EVENTS_EXAMPLE,
  comments:
    "Any number of events: a JSON list, NDJSON (one event a line), or the list or file of a previous step, gzip or not. Each has an event name and properties: time (seconds or milliseconds since 1970) and distinct_id (whose event it is) for a start. $insert_id tells copies apart; a missing one is computed from the event, so that two events equal in everything count as one. An ID that is an integer is sent as text. A time up to an hour ahead of now is sent as now, as Mixpanel would store it: such an event is stored again if a later run sends it again. An empty list or file is a success with no events.",
  clean: records("Events", "a list of events"),
});

const TRACKED_EXAMPLE = JSON.stringify([
  { event: "Signed Up", properties: { distinct_id: "user-12345", $insert_id: "signup-12345", plan: "pro" } },
]);

export const trackedEvents = input({
  label: "Events",
  type: "code",
  language: "json",
  required: true,
  placeholder: TRACKED_EXAMPLE,
  example: TRACKED_EXAMPLE,
  comments:
    "Any number of events: a JSON list, NDJSON (one event a line), or the list or file of a previous step, gzip or not. Each has an event name and properties: distinct_id (whose event it is) for a start. A missing time (seconds or milliseconds since 1970) becomes now; events older than 5 days are for Import Events. $insert_id tells copies apart; a missing one is computed. An ID that is an integer is sent as text. A time up to an hour ahead of now is sent as now, as Mixpanel would store it: such an event is stored again if a later run sends it again. An empty list or file is a success with no events.",
  clean: records("Events", "a list of events"),
});

export const importWithProjectToken = input({
  label: "Use Project Token",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "When true, authenticates with the connection's Project Token in place of its service account. When false, uses the service account, which Mixpanel prefers.",
  clean: (value: unknown) => boolean("Use Project Token")(value) ?? false,
});

export const trackWithProjectToken = input({
  label: "Use Project Token",
  type: "boolean",
  required: false,
  default: "true",
  comments:
    "When true, events without a token get the connection's Project Token. When false, every event must bear a properties.token of its own.",
  clean: (value: unknown) => boolean("Use Project Token")(value) ?? true,
});

export const event = input({
  label: "Event Name",
  type: "string",
  required: false,
  placeholder: "Signed Up",
  example: "Signed Up",
  comments:
    'The event to download, or several as a JSON list: ["Signed Up", "Purchased"]. Names are used exactly as given, including spaces at their ends. Leave it empty for all events.',
  clean: textList("Event Name"),
});

export const exportLimit = input({
  label: "Limit",
  type: "string",
  required: false,
  placeholder: "1000",
  example: "1000",
  comments: `The most events that Mixpanel sends; from 1 to ${MAX_EXPORT_LIMIT}. Where as many came, truncated is true, as there may be more. Leave it empty for all events of the range.`,
  clean: integer("Limit", { min: 1, max: MAX_EXPORT_LIMIT }),
});

/** A step's result is held in memory and written out again by each later step. */
export const DEFAULT_MAX_EVENTS = 100_000;

export const maxEvents = input({
  label: "Max Events",
  type: "string",
  required: false,
  placeholder: String(DEFAULT_MAX_EVENTS),
  example: "10000",
  comments: `The most events that this step returns; truncated says whether there are more. Leave it empty for ${DEFAULT_MAX_EVENTS}.`,
  clean: (value: unknown) => integer("Max Events", { min: 1, max: 1_000_000 })(value) ?? DEFAULT_MAX_EVENTS,
});

export const gzipEncoding = input({
  label: "Gzip Encoding",
  type: "boolean",
  required: false,
  default: "true",
  comments:
    "When true, the events travel compressed, which is faster. When false, they travel as they are. The result is the same.",
  clean: (value: unknown) => boolean("Gzip Encoding")(value) ?? true,
});

export const time_in_ms = input({
  label: "Time In Milliseconds",
  type: "boolean",
  required: false,
  default: "",
  comments: "When true, the time of each event comes in milliseconds. When false, in seconds.",
  clean: boolean("Time In Milliseconds"),
});
