import { listInput } from "../../inputs/kinds";
import { optionalDates } from "../../inputs/queries";
import { assertCounting, count, countInterval, countUnit } from "../../inputs/reports";
import { queryEventCounts as endpoint } from "../../mixpanel/endpoints/events";
import { seriesRows } from "../../mixpanel/reports/series";
import { defineQuery } from "../../platform/defineQuery";
import { SERIES_VALUE, seriesOutput } from "../../platform/reportRows";

export const queryEventCounts = defineQuery({
  endpoint,
  label: "Query Event Counts",
  description:
    "Counts several events over time in one query. Use it to consolidate: one step with ten events spends one query of the hourly limit, ten steps spend ten",
  inputs: {
    event: listInput.required("Events", {
      expected: 'the names of events, such as ["Signed Up", "Purchased"]',
      example: "Purchased",
      comments:
        "The events to count, exactly as they are named in Mixpanel. All of them together are one query of the hourly limit.",
    }),
    ...optionalDates,
    type: count,
    unit: countUnit,
    interval: countInterval,
  },
  output: seriesOutput("Numbers by event, and below that by date. Dates without an event may be missing."),
  example: {
    data: {
      series: ["2024-01-01", "2024-01-02"],
      values: { "Signed Up": { "2024-01-02": 1 }, Purchased: { "2024-01-01": 6, "2024-01-02": 4 } },
    },
    legend_size: 2,
  },
  rows: {
    of: (response, { event }) => seriesRows(response, (name) => ({ event: name, segment: null }), event),
    value: SERIES_VALUE,
    example: [
      { date: "2024-01-01", event: "Signed Up", segment: null, value: 0 },
      { date: "2024-01-01", event: "Purchased", segment: null, value: 6 },
      { date: "2024-01-02", event: "Signed Up", segment: null, value: 1 },
      { date: "2024-01-02", event: "Purchased", segment: null, value: 4 },
    ],
  },
  check: assertCounting,
});
