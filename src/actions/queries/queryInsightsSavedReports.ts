import { idInput } from "../../inputs/kinds";
import { queryInsightsSavedReports as endpoint } from "../../mixpanel/endpoints/queries";
import { defineQuery } from "../../platform/defineQuery";
import { anything, keyed, list, object, optional, text } from "../../platform/shape";

export const queryInsightsSavedReports = defineQuery({
  endpoint,
  label: "Query Insights Saved Reports",
  description: "Returns the results of a saved Insights report",
  inputs: {
    bookmark_id: idInput.required("Bookmark ID", {
      expected: "the number of a saved report",
      example: "12345",
      dataSource: "reports",
      comments: "The saved Insights report. It is the number after report- in the address of the report in Mixpanel.",
    }),
  },
  output: object({
    computed_at: optional(text()),
    date_range: optional(object({ from_date: optional(text()), to_date: optional(text()) })),
    headers: list(text(), "What the nested keys of series mean."),
    series: keyed(anything()),
  }),
  example: {
    computed_at: "2020-09-21T16:35:41.252314+00:00",
    date_range: { from_date: "2020-08-31T00:00:00-07:00", to_date: "2020-09-12T23:59:59.999000-07:00" },
    headers: ["$event"],
    series: { "Logged in": { "2020-08-31T00:00:00-07:00": 9852, "2020-09-07T00:00:00-07:00": 4325 } },
  },
});
