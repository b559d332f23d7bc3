import { integerInput, listInput } from "../../inputs/kinds";
import { from_date, to_date } from "../../inputs/queries";
import { queryActivityStream as endpoint } from "../../mixpanel/endpoints/queries";
import { InputError } from "../../mixpanel/errors";
import { latestActivity } from "../../mixpanel/reports/activity";
import { defineQuery } from "../../platform/defineQuery";
import { anything, boolean, integer, keyed, list, object, optional, text } from "../../platform/shape";

/** Mixpanel returns all events of a query at once, and describes no limit: these keep its response within memory. */
const MAX_IDS = 100;
const MAX_DAYS = 366;
/** A step's result is held in memory and written out again by each later step. */
const DEFAULT_MAX_EVENTS = 1_000;
const MAX_EVENTS_BOUND = 10_000;

export const queryActivityStream = defineQuery({
  endpoint,
  label: "Query Activity Stream (Legacy)",
  description:
    "Returns the events of certain users between two dates. Mixpanel no longer develops this API: for new integrations, use Download Data",
  inputs: {
    distinct_ids: listInput.required("Distinct IDs", {
      expected: "at least one distinct ID",
      numbers: true,
      example: "user-12345",
      comments: `The users whose events to return, at most ${MAX_IDS}. IDs are used exactly as given, including spaces.`,
    }),
    from_date,
    to_date,
  },
  steering: {
    maxEvents: integerInput("Max Events", {
      min: 1,
      max: MAX_EVENTS_BOUND,
      whenEmpty: DEFAULT_MAX_EVENTS,
      example: String(DEFAULT_MAX_EVENTS),
      comments: `Maximum number of events to return, from 1 to ${MAX_EVENTS_BOUND}. If there are more, the latest ones are returned, and truncated is true. Leave it empty for ${DEFAULT_MAX_EVENTS}.`,
    }),
  },
  maxDays: MAX_DAYS,
  output: object({
    status: optional(text()),
    results: object({
      events: list(
        object({
          event: text(),
          properties: keyed(
            anything(),
            "Properties of the event. The user is distinct_id or $distinct_id, and time is in seconds since 1970.",
          ),
        }),
        "The latest events, the newest first.",
      ),
    }),
    truncated: boolean("Whether there were more than Max Events."),
    total: integer("Number of events that Mixpanel returned."),
  }),
  example: {
    status: "ok",
    results: { events: [{ event: "Viewed Page", properties: { time: 1704103200, distinct_id: "user-12345" } }] },
    truncated: false,
    total: 1,
  },
  answer: (response, { maxEvents }) => latestActivity(response, maxEvents),
  check: ({ distinct_ids }) => {
    if (distinct_ids.length > MAX_IDS) {
      throw new InputError({
        input: "Distinct IDs",
        got: `${distinct_ids.length} IDs`,
        expected: `at most ${MAX_IDS}`,
        fix: "Split a longer list over several steps.",
      });
    }
  },
});
