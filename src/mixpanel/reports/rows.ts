/**
 * The columns of flat rows. One name means the same in each report: `date` is the day or time at which a bucket begins, `value` the
 * number that the report is about.
 */
export interface ReportRow {
  date?: string | null;
  event?: string | null;
  /** Value of the property that splits the report; null where it is not split. */
  segment?: string | null;
  /** Position in a funnel, from 1. */
  step?: number;
  /** Number of time units since a user was first counted, from 0. */
  interval?: number;
  value: number | null;
  /** `value` as a share of those who could have been counted, 0 to 1. */
  rate?: number | null;
}
