/** Frequency: in how many hours or days of a period users did something. */
import type { Project } from "../types";
import { type Buckets, calendarOf } from "./calendar";
import { byRank } from "./eventCounts";
import type { RetentionUnit } from "./retention";
import { eventFilter, eventLabel, hasUser } from "./subjects";
import { addToWall, durationOf } from "./units";

export interface FrequencyQuery {
  /** Any event where it is left out. */
  event?: string;
  where?: string;
  /** One bucket per period of `unit`. */
  buckets: Buckets;
  unit: RetentionUnit;
  addictionUnit: "hour" | "day";
  on?: string;
  /** How many values of `on` are kept, the most frequent first. */
  limit: number;
}

/** By start of the period: at index i, the users who did it in at least i + 1 hours or days; broken down, by value below it. */
export interface FrequencyResult {
  data: Record<string, number[] | Record<string, number[]>>;
}

const ALL = "$overall";

function atLeast(usersSlots: Iterable<Set<number>>, slots: number): number[] {
  const counts = new Array<number>(slots).fill(0);
  for (const own of usersSlots) {
    for (let index = 0; index < own.size; index += 1) counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

/**
 * Computes frequency ("addiction"). Follows https://developer.mixpanel.com/reference/retention-frequency-query.
 *
 * @throws SandboxError 400 for an expression that cannot be read
 */
export function queryFrequency(project: Project, query: FrequencyQuery): FrequencyResult {
  const { buckets, addictionUnit } = query;
  const calendar = calendarOf(project);
  const passes = eventFilter(project, query.where);
  const labelOf = query.on === undefined ? () => ALL : eventLabel(project, query.on);
  const periods = buckets.keys.map(() => new Map<string, Map<string, Set<number>>>());
  for (const event of project.events.range(buckets.range.fromMs, buckets.range.toMs)) {
    if (!hasUser(event) || (query.event !== undefined && event.event !== query.event) || !passes(event)) continue;
    const period = periods[buckets.indexOf(event.time)];
    if (!period) continue;
    const label = labelOf(event);
    const users = period.get(label) ?? new Map<string, Set<number>>();
    period.set(label, users);
    const slots = users.get(event.distinctId) ?? new Set<number>();
    users.set(event.distinctId, slots);
    slots.add(calendar.startOf(addictionUnit, event.time));
  }
  const entries = buckets.wallStarts.map((start, bucket) => {
    // By the wall clock: a day has 24 hours in Mixpanel's answers, also when clocks change.
    const slots = (addToWall(start, query.unit, 1) - start) / durationOf(addictionUnit, 1);
    const period = periods[bucket] ?? new Map<string, Map<string, Set<number>>>();
    const countsOf = (label: string): number[] => atLeast(period.get(label)?.values() ?? [], slots);
    const key = buckets.keys[bucket] ?? "";
    if (query.on === undefined) return [key, countsOf(ALL)] as const;
    const ranked = [...period].sort(
      byRank(
        ([, users]) => users.size,
        ([label]) => label,
      ),
    );
    return [key, Object.fromEntries(ranked.slice(0, query.limit).map(([label]) => [label, countsOf(label)]))] as const;
  });
  return { data: Object.fromEntries(entries) };
}
