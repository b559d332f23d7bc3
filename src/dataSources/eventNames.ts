import { listEventNames as endpoint } from "../mixpanel/endpoints/events";
import { textChoices } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

/** Mixpanel cuts the list here. */
const MAX_NAMES = "5000";

export const eventNames = definePicklist({
  endpoint,
  label: "Select Event",
  description:
    "Lists the events of the last 31 days, up to 5000. Mixpanel has no list of events that is free: each lookup uses one query of the hourly limit",
  byHand: "If the list cannot be loaded, type the name of the event exactly as Mixpanel's Lexicon shows it.",
  example: [{ key: "Signed Up", label: "Signed Up" }],
  calls: [{ type: "general", limit: MAX_NAMES }],
  choices: (names) => textChoices(names),
});
