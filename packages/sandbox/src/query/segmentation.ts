/** Segmentation: one event over time, broken down, put into numeric buckets, summed or averaged. */
import type { Project, StoredEvent } from "../types";
import type { Buckets } from "./calendar";
import { type CountType, countLines, type Line, type SeriesAnswer, seriesAnswer } from "./eventCounts";
import { eventExpression, eventFilter, eventLabel } from "./subjects";

export interface SegmentationQuery {
  event: string;
  buckets: Buckets;
  where?: string;
}

function* matching(project: Project, query: SegmentationQuery): Iterable<StoredEvent> {
  const passes = eventFilter(project, query.where);
  for (const event of project.events.range(query.buckets.range.fromMs, query.buckets.range.toMs)) {
    if (event.event === query.event && passes(event)) yield event;
  }
}

/**
 * Counts one event over time; with `on`, one line per value of it, the `limit` most frequent.
 * Follows https://developer.mixpanel.com/reference/segmentation-query.
 *
 * @throws SandboxError 400 for an expression that cannot be read
 */
export function querySegmentation(
  project: Project,
  query: SegmentationQuery & { type: CountType; on?: string; limit: number },
): SeriesAnswer {
  const { on, buckets, limit } = query;
  const labelOf = on === undefined ? () => query.event : eventLabel(project, on);
  const lines = countLines(matching(project, query), buckets, query.type, labelOf);
  const none: Line = { label: query.event, events: 0, values: [] };
  return seriesAnswer(on === undefined && lines.length === 0 ? [none] : lines.slice(0, limit), buckets, true);
}

/** How many buckets the values of a numeric report are spread over. */
const NUMERIC_BUCKETS = 10;

/** The smallest of 1, 2, 5, 10, 20, … that covers the span in ten steps. */
function bucketSize(span: number): number {
  if (span === 0) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(span / NUMERIC_BUCKETS));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * magnitude * NUMERIC_BUCKETS >= span) ?? 10;
  return factor * magnitude;
}

const NUMBER_FORMAT = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 12 });

/**
 * Counts one event over time by ranges of a numeric expression, each range with its lower bound and without its upper one.
 * Events whose value is no number are left out. Ranges come in ascending order, buckets without an event are left out.
 * Follows https://developer.mixpanel.com/reference/segmentation-numeric-query.
 *
 * @throws SandboxError 400 for an expression that cannot be read
 */
export function queryNumericBuckets(
  project: Project,
  query: SegmentationQuery & { type: CountType; on: string },
): SeriesAnswer {
  const evaluate = eventExpression(project, query.on);
  const values = new Map<StoredEvent, number>();
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const event of matching(project, query)) {
    const value = evaluate(event);
    if (typeof value !== "number" || !Number.isFinite(value)) continue;
    values.set(event, value);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const size = bucketSize(high - low);
  // Twelve digits take away what binary fractions add: 0.3 / 0.1 is 3, not 2.9999999999999996.
  const indexOf = (event: StoredEvent): number => Math.floor(Number(((values.get(event) ?? 0) / size).toPrecision(12)));
  const labels = new Map<string, number>();
  const lines = countLines(values.keys(), query.buckets, query.type, (event) => {
    const index = indexOf(event);
    const label = `${NUMBER_FORMAT.format(index * size)} - ${NUMBER_FORMAT.format((index + 1) * size)}`;
    labels.set(label, index);
    return label;
  });
  lines.sort((a, b) => (labels.get(a.label) ?? 0) - (labels.get(b.label) ?? 0));
  return seriesAnswer(lines, query.buckets, false);
}

/** Sum and number of events of an expression per bucket; what is not a number counts as zero. */
function sums(project: Project, query: SegmentationQuery & { on: string }): { sum: number; events: number }[] {
  const evaluate = eventExpression(project, query.on);
  const results = query.buckets.keys.map(() => ({ sum: 0, events: 0 }));
  for (const event of matching(project, query)) {
    const result = results[query.buckets.indexOf(event.time)];
    if (!result) continue;
    const value = evaluate(event);
    result.sum += typeof value === "number" ? value : 0;
    result.events += 1;
  }
  return results;
}

/**
 * Sums a numeric expression per bucket. Follows https://developer.mixpanel.com/reference/segmentation-sum-query.
 *
 * @throws SandboxError 400 for an expression that cannot be read
 */
export function querySum(project: Project, query: SegmentationQuery & { on: string }): Record<string, number> {
  const results = sums(project, query);
  return Object.fromEntries(query.buckets.keys.map((key, bucket) => [key, results[bucket]?.sum ?? 0]));
}

/**
 * Averages a numeric expression over the events of each bucket; a bucket without events has the average zero.
 * Follows https://developer.mixpanel.com/reference/segmentation-query-average.
 *
 * @throws SandboxError 400 for an expression that cannot be read
 */
export function queryAverage(project: Project, query: SegmentationQuery & { on: string }): Record<string, number> {
  const results = sums(project, query).map(({ sum, events }) => (events === 0 ? 0 : sum / events));
  return Object.fromEntries(query.buckets.keys.map((key, bucket) => [key, results[bucket] ?? 0]));
}
