import { conditionInputs } from "../../inputs/conditions";
import { group } from "../../inputs/group";
import { booleanInput } from "../../inputs/kinds";
import { project_id, workspace_id } from "../../inputs/project";
import { event, from_date, to_date, waitForRateLimit, where } from "../../inputs/queries";
import { regionAndDomain } from "../../inputs/residency";
import { hourOrDay, numericOn } from "../../inputs/segmentation";
import { queryRevenue as endpoint } from "../../mixpanel/endpoints/segmentation";
import { queryRevenue as revenueOf } from "../../mixpanel/reports/revenue";
import { DATES_EXAMPLE, queryDates, resolvedDatesOutput } from "../../platform/dates";
import { defineAction } from "../../platform/defineAction";
import { rateLimitOutput } from "../../platform/defineQuery";
import { integer, list, nullable, number, object, text } from "../../platform/shape";

const columns = {
  revenue: number("Sum of the property. Refunds count if they are events with a negative amount."),
  purchases: integer("Number of events that have the property."),
  average: nullable(number("Revenue of a purchase. Null if there is none.")),
};

export const queryRevenue = defineAction({
  endpoint,
  label: "Query Revenue",
  description:
    "Returns revenue, purchases, their average and the paying users by day, with totals, from an event that carries an amount. Spends 3 queries of the hourly limit of 60, and a fourth if Total Paying Users is true. Built on segmentation, which Mixpanel no longer develops",
  inputs: {
    event,
    from_date,
    to_date,
    on: numericOn("Revenue Property", "add up"),
    project_id,
    workspace_id,
    regionAndDomain,
    ...conditionInputs("event"),
    revenueOptions: group("Revenue Options", "Which events count, the time buckets, and how the step runs.", {
      where,
      unit: hourOrDay,
      totalPayingUsers: booleanInput("Total Paying Users", {
        default: false,
        comments:
          "When true, a fourth query counts the users who paid in the whole range, for totals.paying_users. When false, that is null: a user who pays on two days is counted on both, so that the users of the days cannot be added up.",
      }),
      waitForRateLimit,
    }),
  },
  output: object({
    rows: list(
      object({
        date: text("The day or hour."),
        event: text(),
        ...columns,
        paying_users: integer("Users with an amount above 0."),
      }),
      "One row a day or hour, by date.",
    ),
    totals: object({
      ...columns,
      paying_users: nullable(
        integer("Users with an amount above 0 in the whole range, if Total Paying Users is true."),
      ),
    }),
    resolved_dates: resolvedDatesOutput,
    rate_limit: rateLimitOutput,
  }),
  example: {
    rows: [
      { date: "2024-01-01", event: "Purchased", revenue: 120.5, purchases: 4, average: 30.125, paying_users: 3 },
      { date: "2024-01-02", event: "Purchased", revenue: 19.5, purchases: 1, average: 19.5, paying_users: 1 },
    ],
    totals: { revenue: 140, purchases: 5, average: 28, paying_users: null },
    resolved_dates: DATES_EXAMPLE,
    rate_limit: null,
  },
  run: async ({ client, params }) => {
    const { waitForRateLimit, totalPayingUsers, event, on, unit, where, project_id, workspace_id } = params;
    const caller = waitForRateLimit ? client.waitingForLimits() : client;
    const dates = await queryDates(client, params);
    const { from_date, to_date } = dates;
    const query = { event, on, unit, where, from_date, to_date, project_id, workspace_id };
    const revenue = await revenueOf(caller, query, { totalPayingUsers });
    return { ...revenue, resolved_dates: dates, rate_limit: caller.rateLimit };
  },
});
