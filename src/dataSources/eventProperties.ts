import { event } from "../inputs/queries";
import { listEventProperties as endpoint } from "../mixpanel/endpoints/events";
import { textChoices } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

/** Without a limit, Mixpanel returns ten. */
const MAX_PROPERTIES = "1000";

export const eventProperties = definePicklist({
  endpoint,
  label: "Select Event Property",
  description:
    "Lists the properties of an event, the 1000 most common ones. Each lookup uses one query of the hourly limit",
  inputs: { event },
  byHand: "If the list cannot be loaded, type the name of the property exactly as Mixpanel's Lexicon shows it.",
  example: [{ key: "plan", label: "plan" }],
  calls: [{ limit: MAX_PROPERTIES }],
  choices: (byName) => textChoices(Object.keys(byName)),
});
