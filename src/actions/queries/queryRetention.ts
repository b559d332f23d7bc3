import { conditionInputs } from "../../inputs/conditions";
import { group } from "../../inputs/group";
import { booleanInput, choiceInput, integerInput, nameInput, textInput } from "../../inputs/kinds";
import { from_date, to_date } from "../../inputs/queries";
import { event, limit, on, where } from "../../inputs/retention";
import { queryRetention as endpoint } from "../../mixpanel/endpoints/queries";
import { InputError } from "../../mixpanel/errors";
import { retentionRows } from "../../mixpanel/reports/retention";
import { defineQuery } from "../../platform/defineQuery";
import { anything, keyed } from "../../platform/shape";

export const queryRetention = defineQuery({
  endpoint,
  label: "Query Retention",
  description: "Returns how many of the users who did a first event came back later, by day, week or month",
  inputs: {
    from_date,
    to_date,
    retention_type: choiceInput("Retention Type", {
      choices: ["birth", "compounded"],
      names: { birth: "First time (birth)", compounded: "Recurring (compounded)" },
      default: "birth",
      comments:
        "Which users a cohort contains. First time: those who did Born Event for the first time in the time unit. Recurring: those who did Event in it, so that a user can be in several cohorts.",
    }),
    born_event: nameInput("Born Event", {
      example: "Signed up",
      dataSource: "eventNames",
      comments:
        "The event that makes a user part of a cohort, such as Signed up. Required if Retention Type is First time; not used otherwise.",
    }),
    event,
    filters: group(
      "Filters",
      "Where and Conditions choose among the events that count as activity; On splits the result.",
      {
        born_where: textInput("Born Where", {
          example: 'properties["$os"] == "Linux"',
          comments:
            "A filter expression for Born Event. Not used if Retention Type is Recurring. See https://developer.mixpanel.com/reference/segmentation-expressions.",
        }),
        where: {
          ...where,
          // Mixpanel's description says "born_events" here too. It is the other event that is filtered.
          comments:
            'A filter expression for the event that counts as activity, such as properties["plan"] == "pro"; to filter Born Event, use Born Where. See https://developer.mixpanel.com/reference/segmentation-expressions.',
        },
        on,
        limit,
      },
    ),
    intervals: group("Intervals", "How long users are followed, and in which steps.", {
      unit: choiceInput("Unit", {
        choices: ["day", "week", "month"],
        empty: "By Interval",
        comments:
          "Makes one cohort for each day, week or month, followed in the same unit. Cannot be combined with Interval.",
      }),
      interval: integerInput("Interval", {
        min: 1,
        max: 90,
        example: "1",
        comments: "Number of days in each interval, from 1 to 90. Leave it empty for 1. Cannot be combined with Unit.",
      }),
      interval_count: integerInput("Interval Count", {
        min: 1,
        example: "8",
        comments:
          "Number of intervals to return after interval 0, which holds users who came back within the first one. Leave it empty for 1, which is rarely enough: reports usually show 8 to 11.",
      }),
      unbounded_retention: booleanInput("Unbounded Retention", {
        comments:
          "When true, an interval counts the users who came back in it or in any later one. When false, only those who came back in it.",
      }),
    }),
  },
  steering: conditionInputs("event"),
  output: keyed(
    keyed(anything()),
    "By first day of the cohort: first is the number of users in it, counts how many came back, by interval from 0.",
  ),
  example: { "2024-01-01": { counts: [9, 7, 6], first: 10 }, "2024-01-02": { counts: [8, 4, 3], first: 8 } },
  rows: {
    of: retentionRows,
    value: "Users of the cohort who came back in the interval.",
    example: [
      { date: "2024-01-01", segment: null, is_total: false, interval: 0, value: 9, rate: 0.9, first: 10 },
      { date: "2024-01-01", segment: null, is_total: false, interval: 1, value: 7, rate: 0.7, first: 10 },
    ],
  },
  check: ({ retention_type, born_event, unit, interval }) => {
    if (retention_type === "birth" && born_event === undefined) {
      throw new InputError({
        input: "Born Event",
        got: "nothing",
        expected: "the event that begins a cohort, as Retention Type is First time",
        fix: "Name the event, or choose the Retention Type Recurring.",
      });
    }
    // Mixpanel answers both together with a bare 500.
    if (unit !== undefined && interval !== undefined) {
      throw new InputError({ input: "Interval", got: "a value together with Unit", expected: "only one of them" });
    }
  },
  leaveOut: ({ retention_type }) => (retention_type === "birth" ? [] : ["born_event", "born_where"]),
});
