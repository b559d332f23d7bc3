import { conditionInputs } from "../../inputs/conditions";
import { group } from "../../inputs/group";
import { event, from_date, to_date, where } from "../../inputs/queries";
import { hourOrDay, numericOn, REPLACEMENT } from "../../inputs/segmentation";
import { querySegmentationSum as endpoint } from "../../mixpanel/endpoints/segmentation";
import { resultRows } from "../../mixpanel/reports/series";
import { defineQuery } from "../../platform/defineQuery";
import { keyed, numberOrText, object, optional, text } from "../../platform/shape";

export const querySegmentationSum = defineQuery({
  endpoint,
  label: "Query Segmentation Sum (Legacy)",
  description: `Adds up a numeric property of an event over time, such as revenue by day. Events where it is not a number count as 0. ${REPLACEMENT}`,
  inputs: {
    event,
    from_date,
    to_date,
    on: numericOn("Numeric Property", "add up"),
    segmentation: group("Segmentation", "Which events to count, and the time buckets of the result.", {
      where,
      unit: hourOrDay,
    }),
  },
  steering: conditionInputs("event"),
  output: object({
    status: optional(text()),
    computed_at: optional(text()),
    results: keyed(numberOrText(), "Sum by date. An integer of more than 15 digits is text."),
  }),
  example: {
    status: "ok",
    computed_at: "2024-01-31T23:02:11.666218+00:00",
    results: { "2024-01-02": 96, "2024-01-01": 420.5 },
  },
  rows: {
    of: (response, { event }) => resultRows(response, event),
    value: "Sum of the property.",
    example: [
      { date: "2024-01-01", event: "Purchased", segment: null, value: 420.5 },
      { date: "2024-01-02", event: "Purchased", segment: null, value: 96 },
    ],
  },
});
