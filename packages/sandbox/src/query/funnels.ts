/** Funnels: how many users go through a list of events in order, within a time. */
import type { Project, StoredEvent } from "../types";
import type { Buckets } from "./calendar";
import type { FunnelDefinition } from "./definitions";
import { type EventTest, eventFilter, eventLabel, hasUser } from "./subjects";
import { durationOf, type FixedUnit, SECOND_MS } from "./units";

/** Key of the line over all values in a report that is broken down. */
export const OVERALL = "$overall";

export interface FunnelQuery {
  definition: FunnelDefinition;
  buckets: Buckets;
  /** How long a user has from the first step on; the saved length where it is left out. */
  window: { length: number; unit: FixedUnit };
  where?: string;
  on?: string;
  /** How many values of `on` are kept, the most frequent first. */
  limit: number;
}

export interface FunnelStepResult {
  count: number;
  /** Mean seconds since the step before; null where nobody came, and for the first step. */
  avg_time: number | null;
  /** Mean seconds since the first step; null where nobody came. */
  avg_time_from_start: number | null;
  step_conv_ratio: number;
  overall_conv_ratio: number;
  goal: string;
  event: string;
}

export interface FunnelBucketResult {
  steps: FunnelStepResult[];
  analysis: { completion: number; starting_amount: number; steps: number; worst: number };
}

export interface FunnelResult {
  meta: { dates: string[] };
  /** By bucket; broken down, by value of `on` below it. */
  data: Record<string, FunnelBucketResult | Record<string, FunnelStepResult[]>>;
}

/** One way of one user through the funnel: the events that met each step. */
type Attempt = StoredEvent[];

/** The first of the ascending positions that lies after another one. */
function nextAfter(positions: number[], position: number): number | undefined {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((positions[middle] ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return positions[low];
}

/**
 * The earliest event that meets each step in turn, from the entry on; stops where a step finds none in time.
 * Jumps from position to position, so that a user with very many events stays cheap.
 */
function attemptFrom(events: StoredEvent[], positions: number[][], entry: number, deadlineMs: number): Attempt {
  const attempt: Attempt = [];
  let position = entry - 1;
  for (const ofStep of positions) {
    position = nextAfter(ofStep, position) ?? events.length;
    const event = events[position];
    if (!event || event.time > deadlineMs) break;
    attempt.push(event);
  }
  return attempt;
}

/**
 * A user counts once in a bucket: with the attempt, among those that begin in it, that comes furthest, the earliest of equals.
 */
function bestAttempts(events: StoredEvent[], tests: EventTest[], query: FunnelQuery): Map<number, Attempt> {
  const best = new Map<number, Attempt>();
  const positions = tests.map((test) => events.flatMap((event, position) => (test(event) ? [position] : [])));
  for (const entry of positions[0] ?? []) {
    const event = events[entry];
    if (!event || event.time >= query.buckets.range.toMs) break;
    const bucket = query.buckets.indexOf(event.time);
    const known = best.get(bucket);
    if (known?.length === tests.length) continue;
    const deadlineMs = event.time + durationOf(query.window.unit, query.window.length);
    const attempt = attemptFrom(events, positions, entry, deadlineMs);
    if (attempt.length > (known?.length ?? 0)) best.set(bucket, attempt);
  }
  return best;
}

function meanSeconds(attempts: Attempt[], step: number, since: number): number | null {
  const spans = attempts.flatMap((attempt) => {
    const [from, to] = [attempt[since], attempt[step]];
    return from && to ? [to.time - from.time] : [];
  });
  if (spans.length === 0) return null;
  return Math.round(spans.reduce((sum, span) => sum + span, 0) / spans.length / SECOND_MS);
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

function stepResults(attempts: Attempt[], definition: FunnelDefinition): FunnelStepResult[] {
  const counts = definition.steps.map((_, step) => attempts.filter((attempt) => attempt.length > step).length);
  return definition.steps.map(({ event }, step) => {
    const count = counts[step] ?? 0;
    return {
      count,
      avg_time: step === 0 ? null : meanSeconds(attempts, step, step - 1),
      avg_time_from_start: meanSeconds(attempts, step, 0),
      step_conv_ratio: step === 0 ? 1 : ratio(count, counts[step - 1] ?? 0),
      overall_conv_ratio: step === 0 ? 1 : ratio(count, counts[0] ?? 0),
      goal: event,
      event,
    };
  });
}

function bucketResult(attempts: Attempt[], definition: FunnelDefinition): FunnelBucketResult {
  const steps = stepResults(attempts, definition);
  const ratios = steps.slice(1).map((step) => step.step_conv_ratio);
  return {
    steps,
    analysis: {
      completion: steps.at(-1)?.count ?? 0,
      starting_amount: steps[0]?.count ?? 0,
      steps: steps.length,
      worst: ratios.length === 0 ? 0 : ratios.indexOf(Math.min(...ratios)) + 1,
    },
  };
}

function segmentsOf(
  attempts: Attempt[],
  query: FunnelQuery,
  labelOf: ((event: StoredEvent) => string) | undefined,
): Record<string, FunnelStepResult[]> {
  if (labelOf === undefined) return { [OVERALL]: stepResults(attempts, query.definition) };
  const byLabel = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    const label = attempt[0] ? labelOf(attempt[0]) : OVERALL;
    const known = byLabel.get(label);
    if (known) known.push(attempt);
    else byLabel.set(label, [attempt]);
  }
  const top = [...byLabel].sort(([, a], [, b]) => b.length - a.length).slice(0, query.limit);
  return Object.fromEntries(
    [[OVERALL, attempts] as const, ...top].map(([label, part]) => [label, stepResults(part, query.definition)]),
  );
}

/** The best way of each user through a funnel, by bucket of the first step. */
function attemptsByBucket(project: Project, query: FunnelQuery): Attempt[][] {
  const { definition, buckets } = query;
  const passes = eventFilter(project, query.where);
  const tests = definition.steps.map((step): EventTest => {
    const meets = eventFilter(project, step.where);
    return (event) => event.event === step.event && meets(event);
  });
  const endMs = buckets.range.toMs + durationOf(query.window.unit, query.window.length);
  const byUser = new Map<string, StoredEvent[]>();
  for (const event of project.events.range(buckets.range.fromMs, endMs)) {
    if (!hasUser(event) || !tests.some((test) => test(event)) || !passes(event)) continue;
    const events = byUser.get(event.distinctId);
    if (events) events.push(event);
    else byUser.set(event.distinctId, [event]);
  }
  const attempts: Attempt[][] = buckets.starts.map(() => []);
  for (const events of byUser.values()) {
    for (const [bucket, attempt] of bestAttempts(events, tests, query)) attempts[bucket]?.push(attempt);
  }
  return attempts;
}

/** The steps of a funnel, bucket by bucket: those of all users under `$overall`, and those of each value of `on`. Throws as `queryFunnel`. */
export function funnelSegments(project: Project, query: FunnelQuery): Record<string, FunnelStepResult[]>[] {
  const labelOf = query.on === undefined ? undefined : eventLabel(project, query.on);
  return attemptsByBucket(project, query).map((attempts) => segmentsOf(attempts, query, labelOf));
}

/**
 * Computes a saved funnel. A user enters in the bucket of the first step and has the window's time for all others, also past
 * the end of the range. Broken down, the value at the first step decides.
 * Follows GET /funnels of https://developer.mixpanel.com/reference/funnels-query.
 *
 * @throws SandboxError 400 for an expression that cannot be read
 */
export function queryFunnel(project: Project, query: FunnelQuery): FunnelResult {
  const { buckets, definition } = query;
  const results =
    query.on === undefined
      ? attemptsByBucket(project, query).map((attempts) => bucketResult(attempts, definition))
      : funnelSegments(project, query);
  const data = Object.fromEntries(results.map((result, bucket) => [buckets.keys[bucket] ?? "", result]));
  return { meta: { dates: buckets.keys }, data };
}
