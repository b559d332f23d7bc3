import { isRecord, type JsonObject } from "../records/json";
import { numberOf } from "./nesting";
import type { ReportRow } from "./rows";

/** Rows of the reports that count over time. See https://developer.mixpanel.com/reference/segmentation-query. */

const byDate = (one: { date: string }, other: { date: string }) =>
  one.date < other.date ? -1 : one.date > other.date ? 1 : 0;

/**
 * One row a date and line of `data: {series, values}`, by date, then in Mixpanel's order of the lines. Mixpanel leaves out dates on which
 * nothing happened, and lines without any: both are rows with the value 0.
 *
 * @param columns what a line is, by its key in `values`
 * @param lines keys that were asked for
 */
export function seriesRows(
  { data }: JsonObject,
  columns: (line: string) => Pick<ReportRow, "event" | "segment">,
  lines: readonly string[] = [],
): ReportRow[] {
  const { series, values }: JsonObject = isRecord(data) ? data : {};
  const counts = new Map(isRecord(values) ? Object.entries(values) : []);
  const listed = Array.isArray(series) ? series.map(String) : [];
  const dates = new Set([
    ...listed,
    ...[...counts.values()].flatMap((line) => (isRecord(line) ? Object.keys(line) : [])),
  ]);
  return [...dates]
    .map((date) => ({ date }))
    .sort(byDate)
    .flatMap(({ date }) =>
      [...new Set([...counts.keys(), ...lines])].map((key): ReportRow => {
        const line = counts.get(key);
        return { date, ...columns(key), value: numberAt(isRecord(line) ? line : {}, date) };
      }),
    );
}

/** One row a date of `results: {date: number}`, by date. */
export function resultRows({ results }: JsonObject, event: string): ReportRow[] {
  const numbers: JsonObject = isRecord(results) ? results : {};
  return Object.keys(numbers)
    .map((date) => ({ date, event, segment: null, value: numberAt(numbers, date) }))
    .sort(byDate);
}

function numberAt(numbers: JsonObject, key: string): number | null {
  return Object.hasOwn(numbers, key) ? numberOf(numbers[key]) : 0;
}
