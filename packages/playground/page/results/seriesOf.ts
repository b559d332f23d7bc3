/**
 * Finds the series in the result of a report. Reports key their numbers by date: one number, a list of numbers (frequency), counts of a cohort
 * (retention), or the steps of a funnel.
 */
import { isObject } from "./tableOf";

export interface Line {
  name: string;
  /** A number for each label; null where the report has none. */
  values: (number | null)[];
}

export interface Series {
  kind: "line" | "bar";
  /** What the labels are. */
  axis: string;
  labels: string[];
  lines: Line[];
}

type Map = Record<string, unknown>;

/** Numbers in an order, of one date or one segment of it. */
interface Curve {
  axis: string;
  labels: string[];
  values: number[];
}

/** A result that is no series has none: lists, flat rows and single values are not looked at. */
export function seriesOf(data: unknown): Series | undefined {
  const dated = datedIn(data, [], 0);
  return byDate(dated) ?? byCurve(dated);
}

const DATE = /^\d{4}-\d\d-\d\d(?:$|[T ])/;
const MAX_DEPTH = 3;

interface Dated {
  path: string[];
  map: Map;
}

/** The objects whose keys are all dates. */
function datedIn(value: unknown, path: string[], depth: number): Dated[] {
  if (!isObject(value)) return [];
  const entries = Object.entries(value);
  if (entries.length > 0 && entries.every(([key]) => DATE.test(key))) return [{ path, map: value }];
  return depth > MAX_DEPTH ? [] : entries.flatMap(([key, one]) => datedIn(one, [...path, key], depth + 1));
}

const isNumber = (value: unknown): value is number => typeof value === "number";

/** A line through the dates for each object of dates and numbers. */
function byDate(dated: readonly Dated[]): Series | undefined {
  const counted = dated.filter(({ map }) => Object.values(map).every(isNumber));
  if (counted.length === 0) return undefined;
  const dates = [...new Set(counted.flatMap(({ map }) => Object.keys(map)))].sort();
  // What all paths begin with, such as data.values, says nothing.
  const [first] = counted;
  const isShared = (name: string, at: number) => counted.every(({ path }) => path[at] === name);
  const shared =
    counted.length === 1
      ? (first?.path.length ?? 1) - 1
      : (first?.path.findIndex((name, at) => !isShared(name, at)) ?? 0);
  const lines = counted.map(({ path, map }) => ({
    name: path.slice(shared).join(" · "),
    values: dates.map((date) => (isNumber(map[date]) ? map[date] : null)),
  }));
  return { kind: "line", axis: "Date", labels: dates.map(shortDate), lines };
}

/** Midnight is not worth saying. */
const shortDate = (date: string): string =>
  date.replace(/[T ]00:00:00.*$/, "").replace(/^(.{10})[T ](\d\d:\d\d).*$/, "$1 $2");

/** A line for each date, or for each segment of it. */
function byCurve(dated: readonly Dated[]): Series | undefined {
  const curves = dated.flatMap(({ map }) =>
    Object.entries(map).flatMap(([date, value]): [string, Curve][] => {
      const own = curveOf(value);
      if (own !== undefined) return [[shortDate(date), own]];
      const segments = isObject(value) ? Object.entries(value) : [];
      return segments.flatMap(([segment, one]) => {
        const curve = curveOf(one);
        return curve === undefined ? [] : [[`${shortDate(date)} · ${segment}`, curve]];
      });
    }),
  );
  const longest = curves.map(([, curve]) => curve).sort((a, b) => b.values.length - a.values.length)[0];
  if (longest === undefined) return undefined;
  const { axis, labels } = longest;
  const lines = curves.map(([name, { values }]) => ({ name, values: labels.map((_, at) => values[at] ?? null) }));
  return { kind: axis === "Step" ? "bar" : "line", axis, labels, lines };
}

function curveOf(value: unknown): Curve | undefined {
  if (Array.isArray(value) && value.length > 0) {
    if (value.every(isNumber))
      return { axis: "At least this often", labels: value.map((_, at) => String(at + 1)), values: value };
    return stepsOf(value);
  }
  if (!isObject(value)) return undefined;
  const { counts, steps } = value;
  if (Array.isArray(steps)) return stepsOf(steps);
  if (!Array.isArray(counts) || !counts.every(isNumber)) return undefined;
  return { axis: "Interval", labels: counts.map((_, at) => String(at)), values: counts };
}

function stepsOf(steps: readonly unknown[]): Curve | undefined {
  const counts = steps.map((step) => Object(step).count);
  if (counts.length === 0 || !counts.every(isNumber)) return undefined;
  const labels = steps.map(
    (step, at) => `${at + 1}. ${Object(step).step_label ?? Object(step).event ?? Object(step).goal ?? ""}`,
  );
  return { axis: "Step", labels, values: counts };
}
