import { isRecord, type JsonObject } from "../records/json";
import { type Funnel, type FunnelStep, rowsOfFunnels } from "./funnels";
import { byDate, isDate, isOverall, leavesOf, numberOf, placeIn, placeOf } from "./nesting";
import { cohortRows, isCohort } from "./retention";
import type { ReportRow } from "./rows";

/** Saved reports nest a level for each of their headers. The last level is dates, or `all` where the report has no dates. */

const ALL = "all";
const STEP = /^(\d+)\. (.*)$/s;
const MIDNIGHT = /^(\d{4}-\d{2}-\d{2})T00:00:00/;
/** A header of the dates: the keys below are no values of a property. */
const TIME_HEADERS: readonly unknown[] = ["$time", "$date"];

const NO_STEP: FunnelStep = {
  event: null,
  value: null,
  step_conv_ratio: null,
  overall_conv_ratio: null,
  avg_time: null,
  avg_time_from_start: null,
};

/** The column that a number of a funnel is, by its name in the report. */
const COLUMN_OF = new Map<string, Exclude<keyof FunnelStep, "event">>([
  ["count", "value"],
  ["step_conv_ratio", "step_conv_ratio"],
  ["overall_conv_ratio", "overall_conv_ratio"],
  ["avg_time", "avg_time"],
  ["avg_time_from_start", "avg_time_from_start"],
]);

const isNumber = (value: unknown): value is number | string | null => value === null || numberOf(value) !== null;

/** A funnel: `{count: {"1. Signed Up": …}, step_conv_ratio: …}`. */
function isFunnel(metric: unknown): metric is JsonObject {
  const steps = isRecord(metric) && isRecord(metric.count) ? Object.keys(metric.count) : [];
  return steps.length > 0 && steps.every((step) => STEP.test(step));
}

const withoutAll = (path: string[]) => (path.at(-1) === ALL ? path.slice(0, -1) : path);

/** @param above keys of a breakdown that stand above the metrics; others stand below the steps */
function funnelsIn(funnel: string, metrics: JsonObject, above: readonly string[]): Funnel[] {
  const found = new Map<string, { place: Omit<Funnel, "steps">; steps: Map<number, FunnelStep> }>();
  for (const { path, value } of leavesOf(metrics, isNumber)) {
    const [metric = "", name = "", ...below] = path;
    const column = COLUMN_OF.get(metric);
    const [, step, event = ""] = STEP.exec(name) ?? [];
    if (column === undefined || step === undefined) continue;
    const place = { ...placeIn([...above, ...withoutAll(below)], "innermost"), funnel };
    const key = JSON.stringify(place);
    const own = found.get(key) ?? { place, steps: new Map<number, FunnelStep>() };
    const known = own.steps.get(Number(step)) ?? { ...NO_STEP, event };
    own.steps.set(Number(step), { ...known, [column]: numberOf(value) });
    found.set(key, own);
  }
  return [...found.values()].map(({ place, steps }) => ({
    ...place,
    // Keys of an object are in no order: "10. …" may stand before "2. …".
    steps: [...steps].sort(([one], [other]) => one - other).map(([, step]) => step),
  }));
}

/** @param levels of properties that split the report; undefined where it does not say */
function numberRows(event: string, metric: unknown, levels: number | undefined): ReportRow[] {
  return leavesOf(metric, isNumber).map(({ path, value }) => {
    const last = path.at(-1);
    // A total of all values of one property stands above the levels of the others.
    const isShort = levels === undefined || path.some(isOverall);
    const hasDate = levels !== undefined && path.length > levels ? last !== ALL : isShort && isDate(last);
    const [date, others] = hasDate ? [last, path.slice(0, -1)] : [undefined, withoutAll(path)];
    const { is_total, ...place } = placeOf(date, others);
    return { date: place.date, event, segment: place.segment, value: numberOf(value), is_total };
  });
}

/** Times at midnight as days, as other reports have them, if all of them are. */
function withDays(rows: ReportRow[]): ReportRow[] {
  const days = rows.map(({ date }) => (typeof date === "string" ? MIDNIGHT.exec(date)?.[1] : null));
  return days.includes(undefined) ? rows : rows.map((row, at) => ({ ...row, date: days[at] }));
}

/**
 * One row for each number of a saved Insights report, for each step of a funnel report, and for each interval of a retention report.
 *
 * @see https://developer.mixpanel.com/reference/insights-query
 */
export function insightsRows({ headers, series }: JsonObject): ReportRow[] {
  const named = Array.isArray(headers) ? headers.filter((header) => !TIME_HEADERS.includes(header)) : [];
  const levels = named.length === 0 ? undefined : named.length - 1;
  const rows = Object.entries(isRecord(series) ? series : {}).flatMap(([name, metric]) => {
    const funnels = leavesOf(metric, isFunnel).flatMap(({ path, value }) => funnelsIn(name, value, path));
    if (funnels.length > 0) return rowsOfFunnels(funnels);
    const cohorts = leavesOf(metric, isCohort);
    if (cohorts.length === 0) return numberRows(name, metric, levels);
    return cohorts.flatMap(({ path, value }) => {
      const { date, segment, is_total } = placeIn(path, "innermost");
      return cohortRows(value, { date, event: name, segment, is_total });
    });
  });
  return withDays(byDate(rows));
}
