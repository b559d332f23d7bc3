import { assertDateOrder } from "../inputs/cleanDates";
import type { MixpanelClient } from "../mixpanel/client";
import { projectTimeZone } from "../mixpanel/connection/timeZone";
import { dayIn, isRelative, resolveDay } from "../mixpanel/days";
import { InputError } from "../mixpanel/errors";
import { daysOf } from "../mixpanel/export/windows";
import { nullable, object, type PropertiesOf, text } from "./shape";

/** The days that a step asked for. */
export interface ResolvedDates {
  from_date: string;
  to_date: string;
  /** Where words were resolved; null where both days were written as yyyy-mm-dd. */
  time_zone: string | null;
}

interface Range {
  from_date: string;
  to_date: string;
}

const UTC = "UTC";

function resolve({ from_date, to_date }: Range, timeZone: string | null, now: number): ResolvedDates {
  const today = dayIn(timeZone ?? UTC, now);
  const dates = { from_date: resolveDay(from_date, today), to_date: resolveDay(to_date, today), time_zone: timeZone };
  assertDateOrder(dates.from_date, dates.to_date);
  return dates;
}

/**
 * The days of an export: words are resolved in UTC, or in the time zone that the step names.
 *
 * @throws InputError where the range ends before it begins
 */
export function exportDates(params: Range & { sourceTimeZone?: string }, now: number): ResolvedDates {
  const { from_date, to_date, sourceTimeZone: zone = UTC } = params;
  return resolve(params, isRelative(from_date, to_date) ? zone : null, now);
}

/**
 * The days of a query: words are resolved in the project's time zone, which Mixpanel returns.
 *
 * @returns undefined for a query without days
 * @throws InputError where the range ends before it begins, and asking for plain dates where the time zone is not known
 */
export function queryDates(
  client: MixpanelClient,
  params: { from_date: string; to_date: string; project_id?: unknown },
): Promise<ResolvedDates>;
export function queryDates(
  client: MixpanelClient,
  params: Readonly<Record<string, unknown>>,
): Promise<ResolvedDates | undefined>;
export async function queryDates(
  client: MixpanelClient,
  { from_date, to_date, project_id = client.options.projectId }: Readonly<Record<string, unknown>>,
): Promise<ResolvedDates | undefined> {
  if (typeof from_date !== "string" || typeof to_date !== "string") return undefined;
  const input = isRelative(from_date) ? "From Date" : "To Date";
  const zone = isRelative(from_date, to_date) ? await projectTimeZone(client, project_id, input) : null;
  return resolve({ from_date, to_date }, zone, client.transport.clock.now());
}

/** @throws InputError where a range is longer than that many days */
export function assertDaysWithin({ from_date, to_date }: Range, max: number = Number.POSITIVE_INFINITY): void {
  const days = daysOf(from_date, to_date);
  if (days <= max) return;
  throw new InputError({
    input: "To Date",
    got: `${to_date}, which is ${days} days from From Date on`,
    expected: `a range of at most ${max} days`,
    fix: "Split a longer range over several steps.",
  });
}

export const DATES_EXAMPLE: ResolvedDates = { from_date: "2024-01-01", to_date: "2024-01-31", time_zone: null };

export const resolvedDatesOutput = object(
  {
    from_date: text(),
    to_date: text(),
    time_zone: nullable(
      text("Where words such as yesterday were resolved. Null if both days were given as yyyy-mm-dd."),
    ),
  } satisfies PropertiesOf<ResolvedDates>,
  "The days that were asked for.",
);
