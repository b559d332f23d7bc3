import type { MixpanelClient } from "../client";
import { projectTimeZone } from "../connection/timeZone";
import { dayIn, isDay, isIsoDay, isRelative, resolveDay } from "../days";

/** What an error says of them. */
export const MOMENT_EXAMPLES =
  "a date and time such as 2024-01-31 12:00:00, an ISO time such as 2024-01-31T12:00:00Z, a day, or words such as now or today";

const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?\s?(?:(Z)|([+-]\d{2}):?(\d{2}))?$/i;
const LOCAL_LENGTH = "2024-01-31T12:00:00".length;

interface Moment {
  /** `2024-01-31 12:00:00` */
  local: string;
  /** `Z` or `+01:00`; undefined for a time without one. */
  offset: string | undefined;
}

/** Undefined for what is no time of the calendar, such as hour 25. */
function momentOf(text: string): Moment | undefined {
  const [, day = "", minute, second = ":00", utc, hours, minutes] = MOMENT.exec(text.trim()) ?? [];
  const offset = hours === undefined ? utc?.toUpperCase() : `${hours}:${minutes}`;
  const ms = Date.parse(`${day}T${minute}${second}Z`);
  if (!isIsoDay(day) || Number.isNaN(ms) || Number.isNaN(Date.parse(`${day}T00:00:00${offset ?? "Z"}`)))
    return undefined;
  const local = `${day} ${minute}${second}`;
  // 24:00 is read as the next day: only a time that exists comes back as it went in.
  return new Date(ms).toISOString().slice(0, LOCAL_LENGTH) === local.replace(" ", "T") ? { local, offset } : undefined;
}

const isNow = (text: string) => text.trim().toLowerCase() === "now";

/** Whether `projectTimeOf` can read a text. */
export const isMoment = (text: string): boolean => isNow(text) || isDay(text) || momentOf(text) !== undefined;

/** A moment in a time zone, as `YYYY-MM-DD HH:mm:ss`. */
function timeIn(timeZone: string, ms: number): string {
  const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
  return `${dayIn(timeZone, ms)} ${new Intl.DateTimeFormat("en-US", { timeZone, ...time }).format(ms)}`;
}

/**
 * Converts a date to the project's time as annotations have it, `YYYY-MM-DD HH:mm:ss`. A time without an offset is the project's time
 * already. A time with one, `now` and words for a day need the project's time zone, which Mixpanel tells. A day begins at 00:00:00.
 *
 * @param text one that `isMoment` accepts
 * @param input its label, for errors
 * @throws InputError asking for a local time where Mixpanel does not tell the time zone
 */
export async function projectTimeOf(
  client: MixpanelClient,
  text: string,
  { project, input }: { project: unknown; input: string },
): Promise<string> {
  const moment = momentOf(text);
  if (moment !== undefined && moment.offset === undefined) return moment.local;
  if (isIsoDay(text.trim())) return `${text.trim()} 00:00:00`;
  const expected = "the project's local time as YYYY-MM-DD HH:mm:ss";
  const zone = await projectTimeZone(client, project, input, { got: "a time of another zone, or words", expected });
  const now = client.transport.clock.now();
  if (moment !== undefined) return timeIn(zone, Date.parse(`${moment.local.replace(" ", "T")}${moment.offset}`));
  return isNow(text) ? timeIn(zone, now) : `${resolveDay(text, dayIn(zone, now))} 00:00:00`;
}

/** The days of a range, of which either may be open. */
export interface OpenRange {
  fromDate?: string;
  toDate?: string;
}

/**
 * The days of a list of annotations: words are resolved in the project's time zone.
 *
 * @param days ones that `isDay` accepts
 * @throws InputError asking for plain dates where Mixpanel does not tell the time zone
 */
export async function projectDaysOf(client: MixpanelClient, days: OpenRange, project: unknown): Promise<OpenRange> {
  const { fromDate, toDate } = days;
  if (!isRelative(fromDate, toDate)) return days;
  const zone = await projectTimeZone(client, project, isRelative(fromDate) ? "From Date" : "To Date");
  const today = dayIn(zone, client.transport.clock.now());
  const resolved = (day?: string) => (day === undefined ? undefined : resolveDay(day, today));
  return { fromDate: resolved(fromDate), toDate: resolved(toDate) };
}
