/** The event breakdown reports: counts of several events, and what events and properties a project has. */
import { toText } from "../expressions";
import type { Project, StoredEvent } from "../types";
import { type Buckets, calendarOf, type TimeRange } from "./calendar";
import { byRank, type CountType, countLines, countTotals, type SeriesAnswer, seriesAnswer } from "./eventCounts";
import { propertyOf } from "./subjects";

/** What every event carries: no property that someone would choose. */
const ENVELOPE_PROPERTIES = new Set([
  "time",
  "distinct_id",
  "$insert_id",
  "mp_processing_time_ms",
  // Reserved, and hidden by Mixpanel.
  "bucket",
  "$bucket",
]);

const RECENT_DAYS = 31;

/** Counts several events over time. Follows https://developer.mixpanel.com/reference/list-recent-events. */
export function queryEventCounts(
  project: Project,
  query: { events: string[]; type: CountType; buckets: Buckets },
): SeriesAnswer {
  const wanted = new Set(query.events);
  const events = project.events.range(query.buckets.range.fromMs, query.buckets.range.toMs);
  const lines = countLines(events, query.buckets, query.type, ({ event }) => (wanted.has(event) ? event : undefined));
  return seriesAnswer(lines, query.buckets, false);
}

/** The label of a value; a list counts as a whole. */
function valueLabel(event: StoredEvent, property: string): string | undefined {
  return toText(propertyOf(event, property));
}

/**
 * Counts one event over time by the values of a property, the most frequent `limit` of them, or those asked for.
 * Events without the property are left out. Follows https://developer.mixpanel.com/reference/query-event-properties.
 */
export function queryPropertyCounts(
  project: Project,
  query: { event: string; property: string; values?: string[]; type: CountType; buckets: Buckets; limit: number },
): SeriesAnswer {
  const wanted = query.values === undefined ? undefined : new Set(query.values);
  const events = project.events.range(query.buckets.range.fromMs, query.buckets.range.toMs);
  const lines = countLines(events, query.buckets, query.type, (event) => {
    const label = event.event === query.event ? valueLabel(event, query.property) : undefined;
    return label !== undefined && (wanted === undefined || wanted.has(label)) ? label : undefined;
  });
  // The legend counts all values, also those past the limit.
  return { ...seriesAnswer(lines.slice(0, query.limit), query.buckets, false), legend_size: lines.length };
}

export interface TopEvent {
  event: string;
  amount: number;
  /** Change against yesterday, yesterday taken for the share of the day that has passed today; 1 for a new event. */
  percent_change: number;
}

/** Today's most frequent events. Follows https://developer.mixpanel.com/reference/query-top-events. */
export function queryTopEvents(
  project: Project,
  query: { type: CountType; limit: number; nowMs: number },
): { events: TopEvent[]; type: CountType } {
  const calendar = calendarOf(project);
  const todayMs = calendar.startOf("day", query.nowMs);
  const tomorrowMs = calendar.startAfter(todayMs, "day", 1);
  const totals = (fromMs: number, toMs: number) =>
    countTotals(project.events.range(fromMs, toMs), query.type, ({ event }) => event);
  const yesterday = new Map(
    totals(calendar.startAfter(todayMs, "day", -1), todayMs).map(({ label, amount }) => [label, amount]),
  );
  const elapsed = (query.nowMs - todayMs) / (tomorrowMs - todayMs);
  const events = totals(todayMs, tomorrowMs)
    .slice(0, query.limit)
    .map(({ label, amount }) => {
      const expected = (yesterday.get(label) ?? 0) * (query.type === "average" ? 1 : elapsed);
      return { amount, event: label, percent_change: expected === 0 ? 1 : amount / expected - 1 };
    });
  return { events, type: query.type };
}

/**
 * Names of the most frequent events of the last 31 days, or of another range, in alphabetical order whatever their case.
 * Follows https://developer.mixpanel.com/reference/query-months-top-event-names.
 */
export function queryEventNames(
  project: Project,
  query: { type: CountType; limit: number; nowMs: number; range?: TimeRange },
): string[] {
  const { fromMs, toMs } = query.range ?? calendarOf(project).lastUnits(query.nowMs, "day", RECENT_DAYS);
  const events = project.events.range(fromMs, toMs);
  const names = countTotals(events, query.type, ({ event }) => event).slice(0, query.limit);
  return names.map(({ label }) => label).sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase(), "en"));
}

/**
 * The properties most events of a name carry, with the number of events. What all events carry by nature is left out.
 * Follows https://developer.mixpanel.com/reference/query-events-top-properties.
 */
export function queryTopProperties(
  project: Project,
  query: { event: string; limit: number },
): Record<string, { count: number }> {
  const counts = new Map<string, number>();
  for (const { event, properties } of project.events.range()) {
    if (event !== query.event) continue;
    for (const name of Object.keys(properties)) {
      if (!ENVELOPE_PROPERTIES.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const ranked = [...counts].sort(
    byRank(
      ([, count]) => count,
      ([name]) => name,
    ),
  );
  return Object.fromEntries(ranked.slice(0, query.limit).map(([name, count]) => [name, { count }]));
}

/** The most frequent values of the property of an event, or of all events. Follows https://developer.mixpanel.com/reference/query-events-top-property-values. */
export function queryTopPropertyValues(
  project: Project,
  query: { event?: string; property: string; limit: number },
): string[] {
  const totals = countTotals(project.events.range(), "general", (event) =>
    query.event === undefined || event.event === query.event ? valueLabel(event, query.property) : undefined,
  );
  return totals.slice(0, query.limit).map(({ label }) => label);
}
