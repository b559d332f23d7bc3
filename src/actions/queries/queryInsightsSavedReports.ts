import { idInput } from "../../inputs/kinds";
import { queryInsightsSavedReports as endpoint } from "../../mixpanel/endpoints/queries";
import { insightsRows } from "../../mixpanel/reports/insights";
import { defineQuery } from "../../platform/defineQuery";
import { anything, keyed, list, object, optional, text } from "../../platform/shape";

export const queryInsightsSavedReports = defineQuery({
  endpoint,
  label: "Query Insights Saved Reports",
  description: "Returns the results of a saved report: Insights, Funnels or Retention",
  inputs: {
    bookmark_id: idInput.required("Bookmark ID", {
      expected: "the number of a saved report",
      example: "12345",
      dataSource: "reports",
      comments:
        "The saved report: Insights, Funnels or Retention. It is the number after report- in the address of the report in Mixpanel. The dates, filters and breakdowns are those saved with it.",
    }),
  },
  output: object({
    computed_at: optional(text()),
    date_range: optional(object({ from_date: optional(text()), to_date: optional(text()) })),
    headers: list(text(), "What the nested keys of series mean."),
    series: keyed(
      anything(),
      "By event or metric, then by value of each property that splits the report, then by date, or all if the report has no dates. A Funnels report is nested by funnel, number and step; a Retention report holds first and counts for each date.",
    ),
  }),
  example: {
    computed_at: "2020-09-21T16:35:41.252314+00:00",
    date_range: { from_date: "2020-08-31T00:00:00-07:00", to_date: "2020-09-12T23:59:59.999000-07:00" },
    headers: ["$event"],
    series: { "Logged in": { "2020-08-31T00:00:00-07:00": 9852, "2020-09-07T00:00:00-07:00": 4325 } },
  },
  rows: {
    of: insightsRows,
    value: `What the report shows: a number of events or users, or another metric. Of a Funnels report, the users who reached the step; of a Retention report, the users who came back in the interval. Values of several properties share the column segment, separated by " / ".`,
    columns: [
      "funnel",
      "step",
      "step_conv_ratio",
      "overall_conv_ratio",
      "avg_time",
      "avg_time_from_start",
      "interval",
      "rate",
      "first",
    ],
    example: [
      { date: "2020-08-31", event: "Logged in", segment: null, value: 9852, is_total: false },
      { date: "2020-09-07", event: "Logged in", segment: null, value: 4325, is_total: false },
    ],
  },
});
