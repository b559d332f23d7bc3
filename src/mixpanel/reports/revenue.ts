import type { MixpanelClient } from "../client";
import { querySegmentation, queryRevenue as sumEndpoint } from "../endpoints/segmentation";
import { allOf, compared, isSet } from "../expressions";
import type { Parameter } from "../http/parameters";
import { resultRows, seriesRows } from "./series";

/** Revenue, from the amounts that events carry. */

const DAY_MS = 86_400_000;

export interface RevenueQuery {
  event: string;
  /** Expression of the amount. */
  on: string;
  /** yyyy-mm-dd, in the project's time zone. */
  from_date: string;
  to_date: string;
  where?: string | undefined;
  unit?: "hour" | "day" | undefined;
  project_id?: Parameter;
  workspace_id?: Parameter;
}

export interface RevenueRow {
  date: string;
  event: string;
  /** Sum of the amounts; those of refunds are negative. */
  revenue: number;
  /** Events that have an amount. */
  purchases: number;
  /** Revenue of a purchase; null where there is none. */
  average: number | null;
  /** Users with an amount above 0. */
  paying_users: number;
}

export interface Revenue {
  rows: RevenueRow[];
  totals: {
    revenue: number;
    purchases: number;
    average: number | null;
    /** Null unless asked for: a user who pays on two days is counted on both, so that days cannot be added up. */
    paying_users: number | null;
  };
}

const averageOf = (revenue: number, purchases: number) => (purchases === 0 ? null : revenue / purchases);

/**
 * Sum, number and average of an amount, and the users who paid, by day or hour and over the whole range.
 *
 * Spends three queries of the hourly limit, one after the other so that a wrong expression spends only one, and a fourth for
 * `totals.paying_users`. The average is computed from sum and number: averages of days cannot be combined to one of the range.
 *
 * @throws MixpanelError
 * @see https://developer.mixpanel.com/reference/segmentation-sum-query
 */
export async function queryRevenue(
  client: MixpanelClient,
  query: RevenueQuery,
  { totalPayingUsers = false }: { totalPayingUsers?: boolean } = {},
): Promise<Revenue> {
  const { on, unit, where, event, ...rest } = query;
  const common = { ...rest, event };
  const amount = `(${on})`;
  const counted = allOf([...(where === undefined ? [] : [where]), isSet(on)]);
  const paid = allOf([counted, compared(amount, ">", 0)]);
  const perDate = async (filter: string, type: "general" | "unique") =>
    byDate(seriesRows(await client.call(querySegmentation, { ...common, unit, where: filter, type }), () => ({})));

  const sums = byDate(resultRows(await client.call(sumEndpoint, { ...common, on, unit, where }), event));
  const purchases = await perDate(counted, "general");
  const payers = await perDate(paid, "unique");
  const rows = [...new Set([...sums.keys(), ...purchases.keys(), ...payers.keys()])].sort().map((date): RevenueRow => {
    const row = { revenue: sums.get(date) ?? 0, purchases: purchases.get(date) ?? 0 };
    const average = averageOf(row.revenue, row.purchases);
    return { date, event, ...row, average, paying_users: payers.get(date) ?? 0 };
  });
  const revenue = rows.reduce((sum, row) => sum + row.revenue, 0);
  const count = rows.reduce((sum, row) => sum + row.purchases, 0);
  return {
    rows,
    totals: {
      revenue,
      purchases: count,
      average: averageOf(revenue, count),
      paying_users: totalPayingUsers ? await payingUsers(client, { ...common, where: paid }) : null,
    },
  };
}

/** The users of the whole range: one bucket of as many days. Null if Mixpanel returns several. */
async function payingUsers(
  client: MixpanelClient,
  query: Pick<RevenueQuery, "event" | "from_date" | "to_date"> & { where: string },
): Promise<number | null> {
  const interval = (Date.parse(query.to_date) - Date.parse(query.from_date)) / DAY_MS + 1;
  const rows = seriesRows(await client.call(querySegmentation, { ...query, type: "unique", interval }), () => ({}));
  return rows.length === 1 ? (rows[0]?.value ?? null) : null;
}

const byDate = (rows: readonly { date?: string | null; value: number | null }[]) =>
  new Map(rows.map(({ date, value }) => [String(date), value ?? 0]));
