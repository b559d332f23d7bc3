/** Insights: saved reports, computed when asked. */

import { toText } from "../expressions";
import type { Project, StoredEvent } from "../types";
import { calendarBuckets, computedAt, lastUnits } from "./calendar";
import type { BookmarkDefinition } from "./definitions";
import { countLines, type Line } from "./eventCounts";
import { eventFilter, propertyOf, UNDEFINED_LABEL } from "./subjects";

/** Key of the line over all values in a report that is broken down. */
const OVERALL = "$overall";

type Series = Record<string, number>;

export interface InsightsResult {
  computed_at: string;
  date_range: { from_date: string; to_date: string };
  /** What the nested keys of `series` mean. */
  headers: string[];
  /** By event; broken down, by value of the property below it. */
  series: Record<string, Series | Record<string, Series>>;
}

const isoOf = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "+00:00");

/**
 * Computes a saved report over the units up to now. Follows https://developer.mixpanel.com/reference/insights-query.
 *
 * @throws SandboxError 400 when the saved expression cannot be read
 */
export function queryInsights(project: Project, bookmark: BookmarkDefinition, nowMs: number): InsightsResult {
  const range = lastUnits(nowMs, bookmark.unit, bookmark.units);
  const buckets = calendarBuckets(range, bookmark.unit);
  const passes = eventFilter(project, bookmark.where);
  const { property } = bookmark;
  const seriesOf = (line?: Line): Series =>
    Object.fromEntries(buckets.starts.map((start, bucket) => [isoOf(start), line?.values[bucket] ?? 0]));
  const linesOf = (name: string, labelOf: (event: StoredEvent) => string): Line[] =>
    countLines(project.events.range(range.fromMs, range.toMs), buckets, bookmark.type, (event) =>
      event.event === name && passes(event) ? labelOf(event) : undefined,
    );
  const series = bookmark.events.map((name) => {
    const overall = seriesOf(linesOf(name, () => name)[0]);
    if (property === undefined) return [name, overall] as const;
    const lines = linesOf(name, (event) => toText(propertyOf(event, property)) ?? UNDEFINED_LABEL);
    const parts = lines.map((line) => [line.label, seriesOf(line)] as const);
    return [name, Object.fromEntries([[OVERALL, overall] as const, ...parts])] as const;
  });
  return {
    computed_at: computedAt(nowMs),
    date_range: { from_date: isoOf(range.fromMs), to_date: computedAt(range.toMs - 1) },
    headers: property === undefined ? ["$event"] : ["$event", property],
    series: Object.fromEntries(series),
  };
}
