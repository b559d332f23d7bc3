import { conditionInputs } from "../../inputs/conditions";
import { group } from "../../inputs/group";
import { event, from_date, to_date, where } from "../../inputs/queries";
import { optionalCount } from "../../inputs/reports";
import { hourOrDay, numericOn, REPLACEMENT } from "../../inputs/segmentation";
import { querySegmentationNumeric as endpoint } from "../../mixpanel/endpoints/segmentation";
import { seriesRows } from "../../mixpanel/reports/series";
import { defineQuery } from "../../platform/defineQuery";
import { SERIES_VALUE, seriesOutput } from "../../platform/reportRows";

export const querySegmentationNumeric = defineQuery({
  endpoint,
  label: "Query Numeric Segmentation (Legacy)",
  description: `Counts an event over time by ranges of a numeric property, such as orders by amount. Mixpanel chooses the ranges. ${REPLACEMENT}`,
  inputs: {
    event,
    from_date,
    to_date,
    on: numericOn("Numeric Property", "put into ranges"),
    segmentation: group("Segmentation", "Which events to count, and how.", {
      where,
      type: optionalCount,
      unit: hourOrDay,
    }),
  },
  steering: conditionInputs("event"),
  output: seriesOutput("Numbers by range, such as 2,000 - 2,100, and below that by date."),
  example: {
    data: {
      series: ["2024-01-02", "2024-01-01"],
      values: { "0 - 100": { "2024-01-01": 5, "2024-01-02": 4 }, "1,000 - 1,100": { "2024-01-02": 2 } },
    },
    legend_size: 2,
  },
  rows: {
    of: (response, { event }) => seriesRows(response, (segment) => ({ event, segment })),
    value: SERIES_VALUE,
    example: [
      { date: "2024-01-01", event: "Purchased", segment: "0 - 100", value: 5 },
      { date: "2024-01-01", event: "Purchased", segment: "1,000 - 1,100", value: 0 },
      { date: "2024-01-02", event: "Purchased", segment: "0 - 100", value: 4 },
      { date: "2024-01-02", event: "Purchased", segment: "1,000 - 1,100", value: 2 },
    ],
  },
});
