import type { MixpanelClient } from "../client";
import { projectTimeZone } from "../connection/timeZone";
import { dayAfter, dayIn, isIsoDay } from "../days";
import type { DateWindow } from "../export/windows";
import { isRecord, type JsonObject } from "../records/json";
import { beginningOf, daysSince, latestDay, type TimeZones } from "./lookBack";
import type { EventFilter } from "./readDays";
import { Received, type ReceivedState } from "./received";

/** Events that arrived less than this ago may not all be exportable yet, in any order. */
export const SETTLE_MS = 300_000;

/**
 * An event that becomes exportable so long after it arrived is not expected any more. Without this, the days of each export would grow as long
 * as no event matches the filter.
 */
const QUIET_MS = 30 * 86_400_000;

/** How far this clock and Mixpanel's may differ. */
const CLOCK_DIFFERENCE_MS = 600_000;

/** A position so far in the future was set by a wrong clock. */
const MAX_AHEAD_MS = 86_400_000;

/** Days of one export of a backfill. */
const BACKFILL_DAYS = 7;

/** Maximum number of exports that one poll leads to, of the project's 60 per hour: at a poll every 5 minutes, 36 per hour. */
export const EXPORTS_PER_POLL = 3;

/** What a poll reads. */
export interface FeedOptions {
  filter: EventFilter;
  /** How many days an event may arrive late. */
  lateDays: number;
  /** First day of a backfill by the first poll, as yyyy-mm-dd. */
  lookBackDate?: string | undefined;
  /** The time zone of the export's days, if it is known: an IANA name. */
  timeZone?: string | undefined;
  /** Receives what a builder should know, for the log. */
  warn?(message: string): void;
}

/** Past days that are still to be read, from the first poll on. */
export interface Backfill extends DateWindow, JsonObject {
  /** Events that arrived later are left to the polls after the backfill. */
  received_through: number;
  /** What was passed on of the first days, if a poll could not return all of them. */
  received?: ReceivedState;
}

/** What is kept between polls, as JSON. */
interface FeedState extends JsonObject {
  /** What this belongs to: residency and project. */
  of: string;
  received: ReceivedState;
  backfill?: Backfill;
  /** The time zone of the export's days, once Mixpanel has shown which one it is. */
  time_zone?: string;
}

/** Where a poll begins. */
export interface Feed {
  of: string;
  now: number;
  received: Received;
  backfill: Backfill | undefined;
  zones: TimeZones;
  /** These, and time zones that were ruled out. */
  allZones: TimeZones;
  /** Whether this is the first poll. */
  isFirst: boolean;
}

/** Residency and project, which a state belongs to. */
const sourceOf = ({ residency, options }: MixpanelClient, { project_id = options.projectId }: EventFilter): string =>
  `${residency} ${project_id}`;

/** The time zones that may be those of the export's days, if nothing is known of it. */
async function timeZones(client: MixpanelClient, { filter, timeZone }: FeedOptions): Promise<TimeZones> {
  if (timeZone !== undefined) return ["UTC", timeZone];
  const { project_id = client.options.projectId } = filter;
  const zone = await projectTimeZone(client, project_id, "Source Time Zone", {
    got: "nothing",
    expected: "the time zone of the project",
  });
  return ["UTC", zone];
}

function readBackfill(value: unknown): Backfill | undefined {
  if (!isRecord(value)) return undefined;
  const { from_date, to_date, received_through, received } = value;
  if (!isIsoDay(String(from_date)) || !isIsoDay(String(to_date)) || typeof received_through !== "number")
    return undefined;
  const begun = Received.read(received)?.state({ now: received_through });
  return {
    from_date: String(from_date),
    to_date: String(to_date),
    received_through,
    ...(begun && { received: begun }),
  };
}

/** Where the last poll ended; undefined if the state is of another project, damaged, or was written by a wrong clock. */
function readPosition(state: JsonObject, { of, now }: Pick<Feed, "of" | "now">): Received | undefined {
  const received = state.of === of ? Received.read(state.received) : undefined;
  return received !== undefined && received.after <= now + MAX_AHEAD_MS ? received : undefined;
}

/**
 * Reads the state of the last poll. The first poll begins now, or with a backfill.
 *
 * The days of an export are in UTC for projects created since 2023, and in the project's time zone for older ones. Mixpanel does not tell which
 * of the two it is, so both count until a refused day shows it.
 */
export async function openFeed(client: MixpanelClient, options: FeedOptions, state: JsonObject): Promise<Feed> {
  const now = client.transport.clock.now();
  const of = sourceOf(client, options.filter);
  const allZones = await timeZones(client, options);
  const received = readPosition(state, { of, now });
  const known = received === undefined ? undefined : allZones.find((zone) => zone === state.time_zone);
  const zones = known === undefined ? allZones : [known];
  const feed = { of, now, zones, allZones };
  if (received !== undefined) return { ...feed, received, backfill: readBackfill(state.backfill), isFirst: false };
  const { lookBackDate: from_date, warn } = options;
  if (Object.keys(state).length > 0)
    warn?.(
      "New Events starts anew, as at its first poll: the position that the last poll kept is of another project, in the future, or cannot be read.",
    );
  if (from_date === undefined) return { ...feed, received: new Received(now), backfill: undefined, isFirst: true };
  const through = now - SETTLE_MS;
  const backfill = { from_date, to_date: latestDay(zones, now), received_through: through };
  return { ...feed, received: new Received(through), backfill: remaining(backfill), isFirst: true };
}

const remaining = (backfill: Backfill) => (backfill.from_date <= backfill.to_date ? backfill : undefined);

/** The next days of a backfill. */
export function firstDays({ from_date, to_date }: Backfill): DateWindow {
  const last = dayAfter(from_date, BACKFILL_DAYS - 1);
  return { from_date, to_date: last < to_date ? last : to_date };
}

/** What remains of a backfill after its first days. */
export function afterDays({ received: _, ...backfill }: Backfill, { to_date }: DateWindow): Backfill | undefined {
  return remaining({ ...backfill, from_date: dayAfter(to_date) });
}

/** The days of the events that arrived since the last poll. */
export const newDays = ({ received, now, zones }: Feed, { lateDays }: FeedOptions): DateWindow =>
  daysSince(received.after, { now, lateDays, zones });

/** The time zones that remain possible after the export ended with this day, because a later one had not begun. */
export function zonesAfter({ zones, now }: Feed, wanted: DateWindow, read: DateWindow | undefined): TimeZones {
  if (read === undefined || read.to_date === wanted.to_date) return zones;
  return zones.filter((zone) => dayIn(zone, now - CLOCK_DIFFERENCE_MS) <= read.to_date);
}

/**
 * Up to when the events were read, after the export of all days until this one. Should the next day have begun already, contrary to what is
 * known of the time zone, its events are still found when that day is read.
 */
export function readUntil({ now, allZones }: Feed, read: DateWindow | undefined): { now: number; until: number } {
  const next = read === undefined ? now : beginningOf(dayAfter(read.to_date), allZones);
  return { now: Math.min(now, next), until: now - QUIET_MS };
}

/** What to keep for the next poll. */
export function closeFeed(
  { of, zones: known }: Feed,
  received: ReceivedState,
  { zones = known, backfill }: { zones?: TimeZones; backfill?: Backfill | undefined } = {},
): FeedState {
  const [zone] = zones;
  return {
    of,
    received,
    ...(backfill && { backfill }),
    ...(zones.length === 1 && zone !== undefined && { time_zone: zone }),
  };
}
