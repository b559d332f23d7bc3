/** Retention: how many of the users who began in a bucket came back, and when; and how often users do something. */
import type { Project, StoredEvent } from "../types";
import { type Buckets, type Calendar, calendarOf } from "./calendar";
import { byRank } from "./eventCounts";
import { type EventTest, eventFilter, eventLabel, hasUser } from "./subjects";
import { DAY_MS } from "./units";

export type RetentionUnit = "day" | "week" | "month";

export interface RetentionQuery {
  /** `birth`: a user begins once, with the first born event ever. `compounded`: in every bucket with the event, anew. */
  type: "birth" | "compounded";
  /** The event that begins; for `birth` only. */
  bornEvent?: string;
  bornWhere?: string;
  /** The event that returning means; any event where it is left out. */
  event?: string;
  where?: string;
  buckets: Buckets;
  unit: RetentionUnit;
  /** Units per interval. */
  interval: number;
  /** Intervals after the 0th. */
  intervalCount: number;
  /** Counts a user in each interval up to the last return. */
  unbounded: boolean;
  on?: string;
  /** How many values of `on` are kept, the most frequent first. */
  limit: number;
}

export interface RetentionCounts {
  /** Users who returned, by interval since their beginning; the 0th holds returns within the first interval. */
  counts: number[];
  /** Users who began in the bucket. */
  first: number;
}

/** Counts by the start of each bucket. With `on`, counts within a bucket are keyed by the value of that property at the return. */
export type RetentionResult = Record<string, RetentionCounts | Record<string, RetentionCounts>>;

function namedEvent(project: Project, name: string | undefined, where: string | undefined): EventTest {
  const passes = eventFilter(project, where);
  return (event) => (name === undefined || event.event === name) && passes(event);
}

function eventsByUser(events: Iterable<StoredEvent>, test: EventTest): Iterable<StoredEvent[]> {
  const byUser = new Map<string, StoredEvent[]>();
  for (const event of events) {
    if (!hasUser(event) || !test(event)) continue;
    const own = byUser.get(event.distinctId);
    if (own) own.push(event);
    else byUser.set(event.distinctId, [event]);
  }
  return byUser.values();
}

/** Where a user begins: position of the event by bucket. */
function beginnings(events: StoredEvent[], begins: EventTest, query: RetentionQuery): Map<number, number> {
  const { range } = query.buckets;
  const positions = new Map<number, number>();
  for (const [position, event] of events.entries()) {
    if (!begins(event)) continue;
    const isInRange = event.time >= range.fromMs && event.time < range.toMs;
    const bucket = query.buckets.indexOf(event.time);
    if (isInRange && !positions.has(bucket)) positions.set(bucket, position);
    if (query.type === "birth") break;
  }
  return positions;
}

/** Users of one bucket: how many began, and, by label, in which intervals how many returned. */
interface Cohort {
  first: number;
  returns: Map<string, number[]>;
}

function countReturns(
  events: StoredEvent[],
  start: number,
  cohort: Cohort,
  query: RetentionQuery,
  labelOf: Labeller,
  calendar: Calendar,
): void {
  const born = events[start];
  if (!born) return;
  cohort.first += 1;
  const intervals = new Map<string, Set<number>>();
  for (const event of events.slice(start + 1)) {
    const label = labelOf(event);
    if (label === undefined) continue;
    const interval = calendar.stepsBetween(born.time, event.time, query.unit, query.interval);
    if (interval > query.intervalCount && !query.unbounded) break;
    const own = intervals.get(label) ?? new Set<number>();
    intervals.set(label, own);
    own.add(Math.min(interval, query.intervalCount));
  }
  for (const [label, own] of intervals) {
    const counts = cohort.returns.get(label) ?? new Array<number>(query.intervalCount + 1).fill(0);
    cohort.returns.set(label, counts);
    const last = Math.max(...own);
    for (const index of counts.keys()) {
      if (own.has(index) || (query.unbounded && index <= last)) counts[index] = (counts[index] ?? 0) + 1;
    }
  }
}

/** The label under which an event counts as a return; undefined where it is none. */
type Labeller = (event: StoredEvent) => string | undefined;

const ALL = "$overall";

/** The users who began and returned in one bucket. */
export interface RetentionSegments {
  /** Users who began in the bucket. */
  first: number;
  /** Returns by interval of the values of `on`, those with most returns first; without `on`, of all users. */
  segments: [label: string, counts: number[]][];
}

/** Retention bucket by bucket. Throws as `queryRetention`. */
export function retentionSegments(project: Project, query: RetentionQuery): RetentionSegments[] {
  const { buckets } = query;
  const returns = namedEvent(project, query.event, query.where);
  const begins = query.type === "birth" ? namedEvent(project, query.bornEvent, query.bornWhere) : returns;
  const breakdown = query.on === undefined ? () => ALL : eventLabel(project, query.on);
  const labelOf: Labeller = (event) => (returns(event) ? breakdown(event) : undefined);
  const calendar = calendarOf(project);
  const units = query.interval * (query.intervalCount + 1);
  // A day more than the calendar says: an interval of a day is 24 hours, whatever clocks do.
  const lastMs = calendar.add(buckets.range.toMs, query.unit, units) + DAY_MS;
  const events = project.events.range(undefined, query.unbounded ? undefined : lastMs);
  const cohorts = buckets.keys.map((): Cohort => ({ first: 0, returns: new Map() }));
  for (const own of eventsByUser(events, (event) => begins(event) || returns(event))) {
    for (const [bucket, position] of beginnings(own, begins, query)) {
      const cohort = cohorts[bucket];
      if (cohort) countReturns(own, position, cohort, query, labelOf, calendar);
    }
  }
  return cohorts.map(({ first, returns: byLabel }) => ({
    first,
    segments: [...byLabel]
      .sort(
        byRank(
          ([, counts]) => counts.reduce((sum, count) => sum + count, 0),
          ([label]) => label,
        ),
      )
      .slice(0, query.limit),
  }));
}

/**
 * Computes retention. Intervals run from the moment a user began, so the first one is full for everybody; the event that
 * began is no return by itself.
 * Follows https://developer.mixpanel.com/reference/retention-query.
 *
 * @throws SandboxError 400 for an expression that cannot be read
 */
export function queryRetention(project: Project, query: RetentionQuery): RetentionResult {
  const none = new Array<number>(query.intervalCount + 1).fill(0);
  const entries = retentionSegments(project, query).map(({ first, segments }, bucket) => {
    const key = query.buckets.keys[bucket] ?? "";
    if (query.on === undefined) return [key, { counts: segments[0]?.[1] ?? none, first }] as const;
    return [key, Object.fromEntries(segments.map(([label, counts]) => [label, { counts, first }]))] as const;
  });
  return Object.fromEntries(entries);
}
