import type { ReportRow } from "../mixpanel/reports/rows";
import {
  boolean,
  integer,
  keyed,
  list,
  nullable,
  number,
  type Optional,
  object,
  optional,
  type PropertiesOf,
  type Shape,
  text,
} from "./shape";

const COLUMNS = {
  date: optional(
    nullable(
      text("The day or time at which the bucket begins. Null in totals over all dates, and in reports without dates."),
    ),
  ),
  funnel: optional(text("Name of the funnel, if the saved report is one.")),
  event: optional(nullable(text())),
  segment: optional(
    nullable(
      text("Value of the property that splits the report. Null if it is not split, and in totals over all values."),
    ),
  ),
  property: optional(text("Name of the property.")),
  step: optional(integer("Position in the funnel, from 1.")),
  interval: optional(integer("Number of time units since a user was first counted, from 0.")),
  at_least: optional(integer("Number of hours or days in which a user was active, at least. From 1.")),
  rate: optional(nullable(number("The value as a share of those who could have been counted, from 0 to 1."))),
  first: optional(nullable(number("Users in the cohort: those who could have come back."))),
  step_conv_ratio: optional(nullable(number("The value as a share of the step before, from 0 to 1."))),
  overall_conv_ratio: optional(nullable(number("The value as a share of the first step, from 0 to 1."))),
  avg_time: optional(nullable(number("Average time since the step before, in seconds."))),
  avg_time_from_start: optional(nullable(number("Average time since the first step, in seconds."))),
  is_total: optional(
    boolean(
      "Whether the row is a total or an average over all segments, all dates or both. Leave such rows out of sums.",
    ),
  ),
} satisfies Omit<PropertiesOf<ReportRow>, "value">;

/** Schema of `rows`. @param columns what each of them has @param others what some have @param value what the numbers are */
export function rowsOutput(columns: readonly string[], others: readonly string[], value: string): Shape<ReportRow[]> {
  const shapes = Object.entries(COLUMNS).flatMap(([name, column]): [string, Shape<unknown> | Optional<unknown>][] => {
    if (columns.includes(name)) return [[name, column.optional]];
    return others.includes(name) ? [[name, column]] : [];
  });
  const own = Object.fromEntries(shapes);
  return list(object({ ...own, value: nullable(number(value)) }), "The numbers as a table, if Flat Rows is true.");
}

/** Shape of a response that counts over time. @param values what stands under `values` */
export const seriesOutput = (values: string) =>
  object({
    data: object({
      series: list(text(), "All dates of the range, in no particular order."),
      values: keyed(keyed(number()), values),
    }),
    legend_size: optional(integer("Number of keys in values.")),
  });

export const SERIES_VALUE = "The number of events or users, as Count says. 0 where Mixpanel counts none.";
