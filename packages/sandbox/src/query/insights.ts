/** Insights: saved reports of every kind, computed when asked. */

import { SandboxError } from "../errors";
import { toText } from "../expressions";
import type { Project, StoredEvent } from "../types";
import { type Buckets, type Calendar, calendarOf, computedAt } from "./calendar";
import {
  type BookmarkDefinition,
  definitionsOf,
  type FunnelReportDefinition,
  type InsightsDefinition,
  type RetentionReportDefinition,
} from "./definitions";
import { countLines, type Line } from "./eventCounts";
import { type FunnelStepResult, funnelSegments, OVERALL } from "./funnels";
import { type RetentionQuery, retentionSegments } from "./retention";
import { eventFilter, propertyOf, UNDEFINED_LABEL } from "./subjects";
import { DAY_MS } from "./units";

/** Values of a property that a report shows, as the web interface does for funnels and retention. */
const MAX_SEGMENTS = 200;

/** Nested by the names of the headers; the last level holds numbers, or the retention of a date. */
interface Series {
  [key: string]: number | null | number[] | Series;
}

export interface InsightsResult {
  computed_at: string;
  date_range: { from_date: string; to_date: string };
  /** What the nested keys of `series` mean. */
  headers: string[];
  series: Series;
}

/** What a report is computed over. */
interface Scope {
  project: Project;
  calendar: Calendar;
  buckets: Buckets;
  /** The starts of the buckets, ISO with the zone's offset. */
  dates: string[];
}

const byProperty = (property: string | undefined): string | undefined =>
  property === undefined ? undefined : `properties[${JSON.stringify(property)}]`;

const levelOf = (property: string | undefined): string[] => (property === undefined ? [] : [property]);

/** Counts by event and date; broken down, by value of the property between them. */
function countSeries({ project, buckets, dates }: Scope, report: InsightsDefinition): Series {
  const passes = eventFilter(project, report.where);
  const { property } = report;
  const seriesOf = (line?: Line): Series =>
    Object.fromEntries(dates.map((date, bucket) => [date, line?.values[bucket] ?? 0]));
  const linesOf = (name: string, labelOf: (event: StoredEvent) => string): Line[] =>
    countLines(project.events.range(buckets.range.fromMs, buckets.range.toMs), buckets, report.type, (event) =>
      event.event === name && passes(event) ? labelOf(event) : undefined,
    );
  const series = report.events.map((name): [string, Series] => {
    const overall = seriesOf(linesOf(name, () => name)[0]);
    if (property === undefined) return [name, overall];
    const lines = linesOf(name, (event) => toText(propertyOf(event, property)) ?? UNDEFINED_LABEL);
    const parts = lines.map((line): [string, Series] => [line.label, seriesOf(line)]);
    return [name, Object.fromEntries([[OVERALL, overall], ...parts])];
  });
  return Object.fromEntries(series);
}

const FUNNEL_METRICS = ["count", "step_conv_ratio", "overall_conv_ratio", "avg_time", "avg_time_from_start"] as const;

/** A funnel by metric, step, value of the property and date, as far as the report has them; `all` is the last level. */
function funnelSeries(scope: Scope, report: FunnelReportDefinition): Series {
  const { project, calendar, buckets } = scope;
  const definition = definitionsOf(project, "funnels").find(({ funnel_id }) => funnel_id === report.funnel_id);
  if (!definition) throw new SandboxError(400, `Funnel ${report.funnel_id} does not exist in this project.`);
  const { range } = buckets;
  const days = Math.ceil((range.toMs - range.fromMs) / DAY_MS) + 1;
  const results = funnelSegments(project, {
    definition,
    buckets: report.trend ? buckets : calendar.dayBuckets(range, days),
    window: { length: definition.length, unit: definition.length_unit },
    where: report.where,
    on: byProperty(report.property),
    limit: MAX_SEGMENTS,
  });
  const labels = [...new Set(results.flatMap((segments) => Object.keys(segments)))];
  const numberOf = (metric: (typeof FUNNEL_METRICS)[number], steps: FunnelStepResult[] | undefined, step: number) =>
    steps?.[step]?.[metric] ?? (metric === "count" ? 0 : null);
  const cellOf = (metric: (typeof FUNNEL_METRICS)[number], step: number, label: string): Series => {
    const cells = results.map((segments): Series => ({ all: numberOf(metric, segments[label], step) }));
    return report.trend ? Object.fromEntries(scope.dates.map((date, at) => [date, cells[at] ?? {}])) : (cells[0] ?? {});
  };
  const metrics = FUNNEL_METRICS.map((metric): [string, Series] => {
    const steps = definition.steps.map(({ event }, step): [string, Series] => {
      const byLabel = labels.map((label): [string, Series] => [label, cellOf(metric, step, label)]);
      const whole = report.property === undefined ? cellOf(metric, step, OVERALL) : Object.fromEntries(byLabel);
      return [`${step + 1}. ${event}`, whole];
    });
    return [metric, Object.fromEntries(steps)];
  });
  return { [report.name]: Object.fromEntries(metrics) };
}

const AVERAGE = "$average";

/** Retention of each date and on average: the mean of users who began and returned, and the rates of all of them together. */
function retentionOfDates(dates: string[], rows: { first: number; counts: number[] }[]): Series {
  const cell = (first: number, counts: number[]): Series => ({
    first,
    counts,
    rates: counts.map((count) => (first === 0 ? 0 : count / first)),
  });
  const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
  const first = sum(rows.map((row) => row.first)) / rows.length;
  const counts = (rows[0]?.counts ?? []).map((_, interval) =>
    sum(rows.map((row) => (row.counts[interval] ?? 0) / rows.length)),
  );
  const byDate = dates.map((date, at): [string, Series] => [date, cell(rows[at]?.first ?? 0, rows[at]?.counts ?? [])]);
  return Object.fromEntries([...byDate, [AVERAGE, cell(first, counts)]]);
}

/** Retention by date; broken down, by value of the property above it. */
function retentionSeries({ project, buckets, dates }: Scope, report: RetentionReportDefinition): Series {
  const query: RetentionQuery = {
    type: "birth",
    bornEvent: report.born_event,
    bornWhere: report.born_where,
    event: report.event,
    where: report.where,
    buckets,
    unit: report.unit,
    interval: 1,
    intervalCount: report.interval_count,
    unbounded: false,
    limit: MAX_SEGMENTS,
  };
  const none = new Array<number>(report.interval_count + 1).fill(0);
  const rowsOf = (found: ReturnType<typeof retentionSegments>, label: string): Series =>
    retentionOfDates(
      dates,
      found.map(({ first, segments }) => ({ first, counts: segments.find(([name]) => name === label)?.[1] ?? none })),
    );
  const name = `${report.born_event} and then ${report.event ?? "Any Event"}`;
  const overall = rowsOf(retentionSegments(project, query), OVERALL);
  if (report.property === undefined) return { [name]: overall };
  const parts = retentionSegments(project, { ...query, on: byProperty(report.property) });
  const labels = [...new Set(parts.flatMap(({ segments }) => segments.map(([label]) => label)))];
  return {
    [name]: { [OVERALL]: overall, ...Object.fromEntries(labels.map((label) => [label, rowsOf(parts, label)])) },
  };
}

function seriesOf(scope: Scope, report: BookmarkDefinition): Pick<InsightsResult, "headers" | "series"> {
  const levels = levelOf(report.property);
  if (report.kind === "funnels") {
    const headers = ["$funnel", "$metric", "$step", ...levels, ...(report.trend ? ["$time"] : [])];
    return { headers, series: funnelSeries(scope, report) };
  }
  if (report.kind === "retention") {
    return { headers: ["$metric", ...levels, "$time"], series: retentionSeries(scope, report) };
  }
  return { headers: ["$event", ...levels], series: countSeries(scope, report) };
}

/**
 * Computes a saved report over the units up to now. Follows https://developer.mixpanel.com/reference/insights-query; the
 * shapes of funnel and retention reports are those that Mixpanel's own clients read.
 *
 * @throws SandboxError 400 when the saved expression cannot be read, or the funnel of the report is gone
 */
export function queryInsights(project: Project, report: BookmarkDefinition, nowMs: number): InsightsResult {
  const calendar = calendarOf(project);
  const range = calendar.lastUnits(nowMs, report.unit, report.units);
  const buckets = calendar.buckets(range, report.unit);
  const dates = buckets.starts.map((start) => calendar.formatIso(start));
  return {
    computed_at: computedAt(nowMs),
    date_range: { from_date: calendar.formatIso(range.fromMs), to_date: calendar.formatIso(range.toMs - 1) },
    ...seriesOf({ project, calendar, buckets, dates }, report),
  };
}
