import { integerInput } from "../../inputs/kinds";
import { event } from "../../inputs/queries";
import { listEventProperties as endpoint } from "../../mixpanel/endpoints/events";
import { topPropertyRows } from "../../mixpanel/reports/tops";
import { defineQuery } from "../../platform/defineQuery";
import { integer, keyed, object } from "../../platform/shape";

export const listEventProperties = defineQuery({
  endpoint,
  label: "List Event Properties",
  description: "Lists the most frequent properties of an event, each with the number of events that have it",
  inputs: {
    event,
    limit: integerInput("Limit", {
      min: 1,
      example: "10",
      comments: "Maximum number of properties to return. Leave it empty for 10, which is less than most events have.",
    }),
  },
  output: keyed(object({ count: integer("Number of events with the property.") }), "By name of the property."),
  example: { plan: { count: 295 }, amount: { count: 91 } },
  rows: {
    of: (response, { event }) => topPropertyRows(response, event),
    value: "Number of events with the property.",
    example: [
      { event: "Purchased", property: "plan", value: 295 },
      { event: "Purchased", property: "amount", value: 91 },
    ],
  },
});
