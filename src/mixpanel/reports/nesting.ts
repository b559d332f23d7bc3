import { isRecord } from "../records/json";
import type { ReportRow } from "./rows";

/** Reading of the nested objects in which reports tell numbers, by date and by value of the property that splits them. */

/** The key that stands for all values of a property. */
const OVERALL = "$overall";
/** The key that stands for the mean of all dates. */
const AVERAGE = "$average";
/** Between the values of several properties in one column. */
const SEPARATOR = " / ";

const DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:.*)?$/;

/** Whether a key is a day, or a time as ISO 8601. */
export const isDate = (key: string | undefined): key is string => key !== undefined && DATE.test(key);

export const isOverall = (key: string): boolean => key === OVERALL;

/** A number of a response, where an integer beyond 2^53 is text; null for anything else. */
export function numberOf(value: unknown): number | null {
  if (typeof value === "string" && /^-?\d+$/.test(value)) return Number(value);
  return typeof value === "number" ? value : null;
}

/** `part` of `whole`, 0 to 1. Null where there is no whole, or it is nobody. */
export function shareOf(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}

export interface Leaf<Value> {
  /** The keys that lead to it. */
  path: string[];
  value: Value;
}

/** The values below an object that are what is looked for, with the keys that lead to them. What is neither that nor an object is skipped. */
export function leavesOf<Value>(
  value: unknown,
  isLeaf: (value: unknown) => value is Value,
  path: string[] = [],
): Leaf<Value>[] {
  if (isLeaf(value)) return [{ path, value }];
  return isRecord(value)
    ? Object.entries(value).flatMap(([key, below]) => leavesOf(below, isLeaf, [...path, key]))
    : [];
}

type Place = Required<Pick<ReportRow, "date" | "segment" | "is_total">>;

/** Which date and segment a number is of. @param date the key that is a date, if one is @param others the keys beside it */
export function placeOf(date: string | undefined, others: readonly string[]): Place {
  const values = others.filter((key) => key !== OVERALL && key !== AVERAGE);
  return {
    date: date ?? null,
    segment: values.length === 0 ? null : values.join(SEPARATOR),
    is_total: values.length < others.length,
  };
}

/** The same where the outermost date, or the innermost one, is the date of the number. Another is the value of a property. */
export function placeIn(path: readonly string[], which: "outermost" | "innermost"): Place {
  if (path.includes(AVERAGE)) return placeOf(undefined, path);
  const dates = [...path.keys()].filter((position) => isDate(path[position]));
  const at = which === "outermost" ? dates[0] : dates.at(-1);
  return placeOf(
    at === undefined ? undefined : path[at],
    path.filter((_, position) => position !== at),
  );
}

/** By date, and within one as they come. Rows of no date are last. */
export function byDate<Row extends Pick<ReportRow, "date">>(rows: readonly Row[]): Row[] {
  return [...rows].sort(({ date: one }, { date: other }) => {
    if (one === other) return 0;
    if (typeof one !== "string") return 1;
    return typeof other !== "string" || one < other ? -1 : 1;
  });
}
