import { useProjectToken } from "../../inputs/project";
import {
  assertDateOrder,
  from_date,
  funnel_id,
  interval,
  length,
  length_unit,
  limit,
  on,
  to_date,
  unit,
  where,
} from "../../inputs/queries";
import { queryFunnelSavedReports as endpoint } from "../../mixpanel/endpoints/queries";
import { InputError } from "../../mixpanel/errors";
import { defineOperation } from "../../platform/defineOperation";

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

export const queryFunnelSavedReports = defineOperation({
  endpoint,
  label: "Query Funnel Saved Reports",
  description: "Returns how many users complete each step of a saved funnel, over a range of days",
  inputs: { funnel_id, from_date, to_date, length, length_unit, interval, unit, on, where, limit },
  steering: { useProjectToken },
  output: {
    type: "object",
    properties: {
      meta: { type: "object", properties: { dates: { type: "array", items: { type: "string" } } } },
      data: {
        type: "object",
        description: "By day, week or month; by property value below it where On splits the result.",
        additionalProperties: { type: "object" },
      },
    },
    required: ["meta", "data"],
  },
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
  check: (params) => {
    assertDateOrder(params.from_date, params.to_date);
    assertLength(params.length, params.length_unit);
    // Mixpanel answers both together with a bare 500.
    if (params.interval !== undefined && params.unit !== undefined) {
      throw new InputError({ input: "Interval", got: "it together with Unit", expected: "one of them" });
    }
  },
});
