import { integerInput } from "../../inputs/kinds";
import { count } from "../../inputs/reports";
import { queryTopEvents as endpoint } from "../../mixpanel/endpoints/events";
import { topEventRows } from "../../mixpanel/reports/tops";
import { defineQuery } from "../../platform/defineQuery";
import { list, number, object, optional, text } from "../../platform/shape";

export const queryTopEvents = defineQuery({
  endpoint,
  label: "Query Top Events",
  description:
    "Returns today's most frequent events, with the change from yesterday. Today is in the project's time zone",
  inputs: {
    type: count,
    limit: integerInput("Limit", {
      min: 1,
      example: "100",
      comments: "Maximum number of events to return. Leave it empty for 100.",
    }),
  },
  output: object({
    events: list(
      object({
        event: text(),
        amount: number("The number of today, as Count says."),
        percent_change: number("Change from yesterday as a fraction: 0.5 is 50 % more. 1 for an event that is new."),
      }),
    ),
    type: optional(text()),
  }),
  example: {
    events: [
      { amount: 75, event: "Page View", percent_change: -0.20209602478821687 },
      { amount: 2, event: "Purchased", percent_change: 1 },
    ],
    type: "general",
  },
  rows: {
    of: topEventRows,
    value: "The number of today, as Count says.",
    example: [
      { event: "Page View", value: 75 },
      { event: "Purchased", value: 2 },
    ],
  },
});
