import { conditionInputs } from "../../inputs/conditions";
import { group } from "../../inputs/group";
import { choiceInput } from "../../inputs/kinds";
import { from_date, to_date } from "../../inputs/queries";
import { event, limit, on, where } from "../../inputs/retention";
import { queryFrequency as endpoint } from "../../mixpanel/endpoints/queries";
import { frequencyReport, frequencyRows } from "../../mixpanel/reports/frequency";
import { defineQuery } from "../../platform/defineQuery";
import { anything, keyed, object } from "../../platform/shape";

export const queryFrequency = defineQuery({
  endpoint,
  label: "Query Frequency",
  description: "Returns in how many hours or days of a day, week or month users are active",
  inputs: {
    from_date,
    to_date,
    unit: choiceInput("Unit", {
      required: true,
      choices: ["day", "week", "month"],
      comments: "The periods of the result: one for each day, week or month.",
    }),
    addiction_unit: choiceInput("Addiction Unit", {
      required: true,
      choices: ["hour", "day"],
      names: { hour: "Hours with activity", day: "Days with activity" },
      comments: "What to count within a period: the hours or the days in which a user was active.",
    }),
    event,
    filters: group(
      "Filters",
      "Where and Conditions choose among the events that count as activity; On splits the result.",
      { where, on, limit },
    ),
  },
  steering: conditionInputs("event"),
  output: object({
    data: keyed(
      anything(),
      "By first day of the period: the users who were active in at least 1, 2, 3 … hours or days. Counts are cumulative: a user active in 3 is in the first three.",
    ),
  }),
  example: { data: { "2024-01-01": [305, 107, 60], "2024-01-08": [495, 204, 117] } },
  answer: frequencyReport,
  rows: {
    of: frequencyRows,
    value: "Users who were active in at least that many hours or days of the period. Cumulative.",
    example: [
      { date: "2024-01-01", segment: null, is_total: false, at_least: 1, value: 305, rate: 1 },
      { date: "2024-01-01", segment: null, is_total: false, at_least: 2, value: 107, rate: 0.35081967213114756 },
    ],
  },
});
