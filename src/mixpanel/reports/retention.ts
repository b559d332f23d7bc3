import { isRecord, type JsonObject } from "../records/json";
import { byDate, leavesOf, numberOf, placeIn, shareOf } from "./nesting";
import type { ReportRow } from "./rows";

/** Users who began together, and how many of them came back in each interval. */
export interface Cohort extends JsonObject {
  counts: unknown[];
}

export const isCohort = (value: unknown): value is Cohort => isRecord(value) && Array.isArray(value.counts);

/** One row for each interval of a cohort. @param columns what else is known of it */
export function cohortRows({ first, counts, rates }: Cohort, columns: Omit<ReportRow, "value">): ReportRow[] {
  const shares = Array.isArray(rates) ? rates : [];
  const users = numberOf(first);
  return counts.map((count, interval) => ({
    ...columns,
    interval,
    value: numberOf(count),
    rate: numberOf(shares[interval]) ?? shareOf(numberOf(count), users),
    first: users,
  }));
}

/**
 * One row for each date and interval of a retention report: `{date: {first, counts}}`. Mixpanel does not publish what it looks like where
 * On splits it: values may stand below the dates or above them.
 *
 * @see https://developer.mixpanel.com/reference/retention-query
 */
export function retentionRows(response: JsonObject): ReportRow[] {
  return byDate(
    leavesOf(response, isCohort).flatMap(({ path, value }) => cohortRows(value, placeIn(path, "outermost"))),
  );
}
