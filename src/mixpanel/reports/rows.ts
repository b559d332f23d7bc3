/**
 * The columns of flat rows. One name means the same in each report: `date` is the day or time at which a bucket begins, `value` the
 * number that the report is about.
 */
export interface ReportRow {
  date?: string | null;
  /** Name of the funnel, of a saved report. */
  funnel?: string;
  event?: string | null;
  /** Value of the property that splits the report; null where it is not split. */
  segment?: string | null;
  /** Name of a property. */
  property?: string;
  /** Position in a funnel, from 1. */
  step?: number;
  /** Number of time units since a user was first counted, from 0. */
  interval?: number;
  /** Least number of hours or days with activity, from 1. */
  at_least?: number;
  value: number | null;
  /** `value` as a share of those who could have been counted, 0 to 1. */
  rate?: number | null;
  /** Users who could have been counted in the intervals of a cohort. */
  first?: number | null;
  /** `value` as a share of the step before, 0 to 1. */
  step_conv_ratio?: number | null;
  /** `value` as a share of the first step, 0 to 1. */
  overall_conv_ratio?: number | null;
  /** Mean number of seconds since the step before. */
  avg_time?: number | null;
  /** Mean number of seconds since the first step. */
  avg_time_from_start?: number | null;
  /** Whether the row is a total or an average of other rows, over all segments, all dates or both, and does not add to them. */
  is_total?: boolean;
}
