import { conditionInputs } from "../../inputs/conditions";
import { group } from "../../inputs/group";
import { choiceInput, integerInput } from "../../inputs/kinds";
import { event, from_date, on, to_date, where } from "../../inputs/queries";
import { optionalCount } from "../../inputs/reports";
import { REPLACEMENT } from "../../inputs/segmentation";
import { querySegmentation as endpoint } from "../../mixpanel/endpoints/segmentation";
import { InputError } from "../../mixpanel/errors";
import { seriesRows } from "../../mixpanel/reports/series";
import { defineQuery } from "../../platform/defineQuery";
import { SERIES_VALUE, seriesOutput } from "../../platform/reportRows";

export const querySegmentation = defineQuery({
  endpoint,
  label: "Query Segmentation (Legacy)",
  description: `Counts an event over time, filtered and split by properties: one query for all segments. ${REPLACEMENT}`,
  inputs: {
    event,
    from_date,
    to_date,
    segmentation: group("Segmentation", "How to split the result, and which events to count.", {
      on,
      where,
      limit: integerInput("Limit", {
        min: 1,
        max: 10_000,
        example: "60",
        comments:
          "Maximum number of segments to return if On splits the result, from 1 to 10000: those with most events. Leave it empty for 60.",
      }),
    }),
    counting: group("Counting", "What to count, and the time buckets of the result.", {
      type: optionalCount,
      unit: choiceInput("Unit", {
        choices: ["minute", "hour", "day", "week", "month"],
        empty: "Default (day)",
        comments: "The time buckets of the result. Leave it empty for days. Cannot be combined with Interval.",
      }),
      interval: integerInput("Interval", {
        min: 1,
        example: "7",
        comments:
          "Number of days in each bucket of the result, in place of Unit. Only if Count is unique or average. With as many days as the range has, the result is one number for the whole range.",
      }),
    }),
  },
  steering: conditionInputs("event"),
  output: seriesOutput(
    "Numbers by event, or by segment if On splits the result, and below that by date. The segment undefined has the events without the property.",
  ),
  example: {
    data: {
      series: ["2024-01-02", "2024-01-01"],
      values: { pro: { "2024-01-01": 147, "2024-01-02": 146 }, free: { "2024-01-01": 12 } },
    },
    legend_size: 2,
  },
  rows: {
    of: (response, { event, on }) =>
      seriesRows(response, (line) => ({ event, segment: on === undefined ? null : line })),
    value: SERIES_VALUE,
    example: [
      { date: "2024-01-01", event: "Purchased", segment: "pro", value: 147 },
      { date: "2024-01-01", event: "Purchased", segment: "free", value: 12 },
      { date: "2024-01-02", event: "Purchased", segment: "pro", value: 146 },
      { date: "2024-01-02", event: "Purchased", segment: "free", value: 0 },
    ],
  },
  check: ({ type = "general", unit, interval }) => {
    if (interval === undefined) return;
    const refused = (got: string, expected: string) => new InputError({ input: "Interval", got, expected });
    if (type === "general")
      throw refused(
        "a value while Count is Total events",
        "nothing, or Unique users or Average events per user as Count",
      );
    if (unit !== undefined) throw refused("a value together with Unit", "only one of them");
  },
});
