import { conditionInputs } from "../../inputs/conditions";
import { group } from "../../inputs/group";
import { choiceInput, idInput, integerInput } from "../../inputs/kinds";
import { useProjectToken } from "../../inputs/project";
import { from_date, on, to_date, where } from "../../inputs/queries";
import { queryFunnelSavedReports as endpoint } from "../../mixpanel/endpoints/queries";
import { InputError } from "../../mixpanel/errors";
import { funnelRows } from "../../mixpanel/reports/funnels";
import { defineQuery } from "../../platform/defineQuery";
import { anything, keyed, list, object, optional, text } from "../../platform/shape";

/** 90 days, the longest that users may have to complete a funnel. */
const MAX_LENGTH = { day: 90, hour: 2_160, minute: 129_600, second: 7_776_000 } as const;

/** Without a unit the one that is saved with the funnel counts: only what is too long in seconds is too long for certain. */
function assertLength(length: number | undefined, unit: keyof typeof MAX_LENGTH | undefined): void {
  const max = MAX_LENGTH[unit ?? "second"];
  if (length === undefined || length <= max) return;
  throw new InputError({
    input: "Length",
    got: unit === undefined ? String(length) : `${length} ${unit}s`,
    expected: `at most 90 days, which is ${max} ${unit ?? "second"}s`,
  });
}

export const queryFunnelSavedReports = defineQuery({
  endpoint,
  label: "Query Funnel Saved Reports (Legacy)",
  description:
    "Returns how many users complete each step of a saved funnel between two dates. Mixpanel no longer develops this API: for new integrations, save the funnel as a report and use Query Insights Saved Reports",
  inputs: {
    funnel_id: idInput.required("Funnel ID", {
      expected: "the number of a saved funnel",
      example: "7509",
      dataSource: "funnels",
      comments:
        "The ID of the saved funnel, as List Saved Funnels returns it (funnel_id). Opening the list of funnels uses one query of the hourly limit.",
    }),
    from_date,
    to_date,
    segmentation: group("Segmentation", "How to split the result, and which events to count.", {
      on,
      where,
      limit: integerInput("Limit", {
        min: 1,
        max: 10_000,
        example: "255",
        comments:
          "Maximum number of property values to return if On splits the result, from 1 to 10000. Leave it empty for 255.",
      }),
    }),
    funnelOptions: group("Funnel Options", "How long users may take, and the time buckets of the result.", {
      length: integerInput("Length", {
        min: 0,
        example: "14",
        comments:
          "How long a user has to complete the funnel after the first step, in the unit of Length Unit; at most 90 days. Leave it empty for the value saved with the funnel.",
      }),
      length_unit: choiceInput("Length Unit", {
        choices: ["day", "hour", "minute", "second"],
        empty: "As saved",
        // The stock component's form offered the plural, which the API does not know.
        aliases: { seconds: "second" },
        comments: "The unit of Length. Leave it empty for the unit saved with the funnel.",
      }),
      interval: integerInput("Interval", {
        min: 1,
        example: "1",
        comments: "Number of days in each bucket of the result. Leave it empty for 1. Cannot be combined with Unit.",
      }),
      unit: choiceInput("Unit", {
        choices: ["day", "week", "month"],
        empty: "By Interval",
        comments: "Makes one bucket for each day, week or month. Cannot be combined with Interval.",
      }),
    }),
  },
  steering: { useProjectToken, ...conditionInputs("event") },
  output: object({
    meta: object({ dates: optional(list(text())) }),
    data: keyed(
      keyed(anything()),
      "Results by day, week or month, and below that by property value if On splits the result.",
    ),
  }),
  example: {
    meta: { dates: ["2016-09-12"] },
    data: {
      "2016-09-12": {
        steps: [
          {
            count: 32688,
            avg_time: 2,
            avg_time_from_start: 5,
            step_conv_ratio: 1,
            goal: "App Open",
            overall_conv_ratio: 1,
            event: "App Open",
          },
          {
            count: 20524,
            avg_time: 133,
            avg_time_from_start: 133,
            step_conv_ratio: 0.627875673029858,
            goal: "Game Played",
            overall_conv_ratio: 0.627875673029858,
            event: "Game Played",
          },
        ],
        analysis: { completion: 20524, starting_amount: 32688, steps: 2, worst: 1 },
      },
    },
  },
  rows: {
    of: funnelRows,
    value:
      "Users who reached the step. For several dates, rows without a date hold the total of all of them: counts are added up, ratios and average times computed anew.",
    example: [
      {
        date: "2016-09-12",
        event: "App Open",
        segment: null,
        step: 1,
        value: 32688,
        step_conv_ratio: 1,
        overall_conv_ratio: 1,
        avg_time: 2,
        avg_time_from_start: 5,
        is_total: false,
      },
      {
        date: "2016-09-12",
        event: "Game Played",
        segment: null,
        step: 2,
        value: 20524,
        step_conv_ratio: 0.627875673029858,
        overall_conv_ratio: 0.627875673029858,
        avg_time: 133,
        avg_time_from_start: 133,
        is_total: false,
      },
    ],
  },
  check: (params) => {
    assertLength(params.length, params.length_unit);
    // Mixpanel answers both together with a bare 500.
    if (params.interval !== undefined && params.unit !== undefined) {
      throw new InputError({ input: "Interval", got: "a value together with Unit", expected: "only one of them" });
    }
  },
});
