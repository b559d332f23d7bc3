import { conditionInputs } from "../inputs/conditions";
import { integerInput, listInput } from "../inputs/kinds";
import { lookBackDate } from "../inputs/lookBack";
import { project_id } from "../inputs/project";
import { sourceTimeZone, where } from "../inputs/queries";
import { dataAndDomain } from "../inputs/residency";
import { pollEvents } from "../mixpanel/changes/pollEvents";
import { pollWindows } from "../mixpanel/changes/pollWindows";
import { definePollingTrigger } from "../platform/definePollingTrigger";

/** `/track` takes events of the last 5 days, so events of apps and websites are at most that late. */
const DEFAULT_LATE_DAYS = 5;
const DEFAULT_MAX_EVENTS = 1_000;

export const newEvents = definePollingTrigger({
  label: "New Events",
  description:
    "Starts the flow for events that Mixpanel received since the last poll, including late ones, whenever they happened",
  inputs: {
    project_id,
    dataAndDomain,
    event: listInput("Event Names", {
      example: "Signed Up",
      dataSource: "eventNames",
      comments:
        "The events that start the flow. Names are used exactly as given. Leave it empty for all events. Opening the list of events uses one query of the hourly limit.",
    }),
    where,
    ...conditionInputs("event"),
    lateDays: integerInput("Late Events (days)", {
      min: 0,
      max: 365,
      whenEmpty: DEFAULT_LATE_DAYS,
      placeholder: String(DEFAULT_LATE_DAYS),
      example: String(DEFAULT_LATE_DAYS),
      comments: `How many days after it happened an event may arrive and still be found, from 0 to 365. Each poll reads the events of that many days. Apps and websites (the /track endpoint) can send events up to 5 days late; an import can contain events of any age, of which the trigger misses older ones. Leave it empty for ${DEFAULT_LATE_DAYS}.`,
    }),
    lookBackDate: lookBackDate(
      "Day as yyyy-mm-dd. The first polls return all events that happened since then, and are already in Mixpanel. Leave it empty to start with events that arrive from the first poll on. It has no effect after the first poll.",
    ),
    maxEvents: integerInput("Max Events", {
      min: 1,
      max: 10_000,
      whenEmpty: DEFAULT_MAX_EVENTS,
      placeholder: String(DEFAULT_MAX_EVENTS),
      example: String(DEFAULT_MAX_EVENTS),
      comments: `Maximum number of events of one poll, from 1 to 10,000. The next poll returns the rest. It has no effect if batching is turned on. Leave it empty for ${DEFAULT_MAX_EVENTS}.`,
    }),
    sourceTimeZone: sourceTimeZone("With it, the trigger does not ask Mixpanel for it."),
  },
  batches: { batchSize: 1, concurrentBatchLimit: 1 },
  example: {
    events: [
      {
        key: "5b2d9f0c4a7e13d86f21",
        event: "Signed Up",
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
  poll: async ({ client, params, logger, state, isBatching }) => {
    const { event, where, lateDays, lookBackDate, sourceTimeZone: timeZone, maxEvents } = params;
    const { project_id = client.options.projectId } = params;
    const filter = {
      ...(project_id !== undefined && { project_id }),
      ...(event !== undefined && { event }),
      ...(where !== undefined && { where }),
    };
    const warn = (message: string) => logger.warn(message);
    const options = { filter, lateDays, lookBackDate, timeZone, warn };
    if (isBatching) {
      // A step with another connection fetches from the same project, or fails.
      const ofWindows = { ...filter, residency: client.residency };
      const { windows, state: next } = await pollWindows(client, { ...options, windows: ofWindows }, state);
      return { body: windows, isEmpty: windows.length === 0, state: next };
    }
    const { found, state: next } = await pollEvents(client, { ...options, maxEvents }, state);
    return { body: found, isEmpty: found.count === 0, state: next };
  },
});
