import { isRecord, type JsonObject } from "../records/json";
import { byDate, isOverall, numberOf, placeOf, shareOf } from "./nesting";
import type { ReportRow } from "./rows";

/** What is known of a step of a funnel. */
export type FunnelStep = Required<
  Pick<ReportRow, "event" | "value" | "step_conv_ratio" | "overall_conv_ratio" | "avg_time" | "avg_time_from_start">
>;

/** A funnel on a date, of a segment. */
export interface Funnel extends Required<Pick<ReportRow, "date" | "segment" | "is_total">> {
  /** Its name, where a report may have several. */
  funnel?: string;
  steps: FunnelStep[];
}

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

const stepOf = (step: JsonObject): FunnelStep => ({
  // Only the label names a custom event; its event is a number.
  event: textOf(step.step_label) ?? textOf(step.event) ?? textOf(step.goal),
  value: numberOf(step.count),
  step_conv_ratio: numberOf(step.step_conv_ratio),
  overall_conv_ratio: numberOf(step.overall_conv_ratio),
  avg_time: numberOf(step.avg_time),
  avg_time_from_start: numberOf(step.avg_time_from_start),
});

/** The steps on a date, by segment where there are any: `{steps}`, or `{"$overall": steps, "<value>": steps}`. */
function segmentsIn(bucket: unknown): [keys: string[], steps: unknown[]][] {
  if (!isRecord(bucket)) return [];
  const isSplit = Object.keys(bucket).some(isOverall);
  if (!isSplit && Array.isArray(bucket.steps)) return [[[], bucket.steps]];
  return Object.entries(bucket).flatMap(([key, steps]): [string[], unknown[]][] =>
    Array.isArray(steps) ? [[[key], steps]] : [],
  );
}

/** The mean over all dates of a mean: each counts as often as there were users. */
function meanOf(steps: readonly FunnelStep[], time: "avg_time" | "avg_time_from_start"): number | null {
  const known = steps.filter((step) => step[time] !== null);
  const users = known.reduce((sum, { value }) => sum + (value ?? 0), 0);
  return shareOf(
    known.reduce((sum, step) => sum + (step[time] ?? 0) * (step.value ?? 0), 0),
    users,
  );
}

/** A funnel over all dates: users of each added up, ratios and mean times computed anew. */
function overDates(funnels: readonly Funnel[]): FunnelStep[] {
  const longest = Math.max(...funnels.map(({ steps }) => steps.length));
  const steps = Array.from({ length: longest }, (_, at) => funnels.flatMap((funnel) => funnel.steps[at] ?? []));
  const counts = steps.map((step) => step.reduce((sum, { value }) => sum + (value ?? 0), 0));
  return steps.map((step, at) => ({
    event: step[0]?.event ?? null,
    value: counts[at] ?? 0,
    step_conv_ratio: shareOf(counts[at] ?? 0, counts[Math.max(at - 1, 0)] ?? 0),
    overall_conv_ratio: shareOf(counts[at] ?? 0, counts[0] ?? 0),
    avg_time: meanOf(step, "avg_time"),
    avg_time_from_start: meanOf(step, "avg_time_from_start"),
  }));
}

/** The funnels of several dates, with a total of each segment over all of them, unless the report has one itself. */
function withTotals(funnels: readonly Funnel[]): Funnel[] {
  const groups = new Map<string, Funnel[]>();
  for (const one of funnels) {
    const key = JSON.stringify([one.funnel, one.segment]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const isDated = new Set(funnels.map(({ date }) => date)).size > 1;
  const totals = [...groups.values()].flatMap((group): Funnel[] => {
    const [first] = group;
    if (first === undefined || !isDated || group.some(({ date }) => date === null)) return [];
    return [{ ...first, date: null, is_total: true, steps: overDates(group) }];
  });
  return [...funnels, ...totals];
}

/** One row for each step of each funnel. */
export function rowsOfFunnels(funnels: readonly Funnel[]): ReportRow[] {
  return withTotals(byDate(funnels)).flatMap(({ date, funnel, segment, is_total, steps }) =>
    steps.map(({ event, value, ...numbers }, at) => ({
      date,
      ...(funnel === undefined ? {} : { funnel }),
      event,
      segment,
      step: at + 1,
      value,
      ...numbers,
      is_total,
    })),
  );
}

/**
 * One row for each date, segment and step of a funnel, and where there are several dates, for each segment and step over all of them.
 *
 * @see https://developer.mixpanel.com/reference/funnels-query
 */
export function funnelRows({ data }: JsonObject): ReportRow[] {
  // Some responses have a total among the dates, which nothing describes.
  const dates = Object.entries(isRecord(data) ? data : {}).filter(([date]) => !isOverall(date));
  return rowsOfFunnels(
    dates.flatMap(([date, bucket]) =>
      segmentsIn(bucket).map(([keys, steps]) => ({
        ...placeOf(date, keys),
        steps: steps.filter(isRecord).map(stepOf),
      })),
    ),
  );
}
