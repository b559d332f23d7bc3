import type { ReportRow } from "../mixpanel/reports/rows";
import { integer, list, nullable, number, object, optional, type PropertiesOf, type Shape, text } from "./shape";

const COLUMNS = {
  date: optional(nullable(text("The day or time at which the bucket begins."))),
  event: optional(nullable(text())),
  segment: optional(nullable(text("Value of the property that splits the report. Null if it is not split."))),
  step: optional(integer("Position in the funnel, from 1.")),
  interval: optional(integer("Number of time units since a user was first counted, from 0.")),
  rate: optional(nullable(number("The value as a share of those who could have been counted, from 0 to 1."))),
} satisfies Omit<PropertiesOf<ReportRow>, "value">;

/** Schema of `rows`, with the columns of a row. @param value what the numbers are */
export function rowsOutput(row: ReportRow, value: string): Shape<ReportRow[]> {
  const shown = Object.entries(COLUMNS).filter(([name]) => name in row);
  const columns = Object.fromEntries(shown.map(([name, { optional: column }]) => [name, column]));
  return list(object({ ...columns, value: nullable(number(value)) }), "The numbers as a table, if Flat Rows is true.");
}
