import { group } from "../../inputs/group";
import { listInput } from "../../inputs/kinds";
import { event, optionalDates, property } from "../../inputs/queries";
import { assertCounting, count, countInterval, countUnit, valuesLimit } from "../../inputs/reports";
import { queryEventProperty as endpoint } from "../../mixpanel/endpoints/events";
import { seriesRows } from "../../mixpanel/reports/series";
import { defineQuery } from "../../platform/defineQuery";
import { SERIES_VALUE, seriesOutput } from "../../platform/reportRows";

export const queryEventProperty = defineQuery({
  endpoint,
  label: "Query Event Property",
  description: "Counts an event over time by the values of one of its properties, in one query for all values",
  inputs: {
    event,
    name: property,
    ...optionalDates,
    type: count,
    unit: countUnit,
    selection: group("Selection", "Which values to return, and for which time.", {
      values: listInput("Values", {
        example: "pro",
        comments: "The values of the property to return. Leave it empty for those with most events.",
      }),
      limit: valuesLimit,
      interval: countInterval,
    }),
  },
  output: seriesOutput("Numbers by value of the property, and below that by date."),
  example: {
    data: {
      series: ["2024-01-01", "2024-01-02"],
      values: { pro: { "2024-01-01": 6, "2024-01-02": 4 }, free: { "2024-01-02": 1 } },
    },
    legend_size: 2,
  },
  rows: {
    of: (response, { event, values }) => seriesRows(response, (segment) => ({ event, segment }), values),
    value: SERIES_VALUE,
    example: [
      { date: "2024-01-01", event: "Purchased", segment: "pro", value: 6 },
      { date: "2024-01-01", event: "Purchased", segment: "free", value: 0 },
      { date: "2024-01-02", event: "Purchased", segment: "pro", value: 4 },
      { date: "2024-01-02", event: "Purchased", segment: "free", value: 1 },
    ],
  },
  check: assertCounting,
});
