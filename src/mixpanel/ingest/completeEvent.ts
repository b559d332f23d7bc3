import { isRounded, numberOf } from "../records/exactNumbers";
import type { JsonObject } from "../records/json";
import { textIds } from "./idText";
import { contentInsertId, isInsertId } from "./insertId";
import { hasPlainIds, idFieldsOf } from "./validate/eventIds";
import { MAX_AHEAD_MS, timeInMs } from "./validate/time";

/** An event as Mixpanel takes it. */
export interface MixpanelEvent {
  event: string;
  properties: JsonObject;
}

/** When now is, in milliseconds since epoch, for times that lie ahead of it. */
export interface Present {
  nowMs: number;
  /** What such a time becomes: the same for all attempts to send an event, and not after `nowMs`. */
  clampToMs: number;
}

/** What is filled in where an event lacks it, and replaced where Mixpanel would replace or refuse it. */
export interface EventDefaults {
  /** Project token, which /track needs in every event. */
  token?: string;
  /** Project token, which Mixpanel needs in a `$merge`: https://developer.mixpanel.com/reference/identity-merge */
  mergeToken?: string;
  /** The connection's Integration ID, for events without a `$source`. */
  source?: string;
  /** Milliseconds since epoch for an event without a time. */
  now?: number;
  /** Replaces a time that lies ahead; without it, no time is replaced. */
  present?: Present;
  /** Whether an insert ID that Mixpanel would refuse is replaced by its hash. */
  replaceInsertIds?: boolean;
}

export const MERGE = "$merge";

const isMissing = (value: unknown) => value === undefined || value === null || value === "";

function insertIdOf(event: string, properties: JsonObject, occurrence: number[], replace: boolean): string | undefined {
  const given = properties.$insert_id;
  if (isMissing(given)) return contentInsertId(event, properties, ...occurrence);
  // Different IDs may have been rounded to the same number.
  return replace && !isInsertId(given) && !isRounded(given) ? contentInsertId(given) : undefined;
}

/**
 * Mixpanel overwrites a time of the next hour with its own now, a different one at each attempt, and would store a retried event twice.
 * A time later than that is left alone: Mixpanel refuses it.
 *
 * @returns the time to send instead, in the unit it came in; undefined where it stays
 * @see https://developer.mixpanel.com/reference/import-events#propertiestime
 */
export function clampedTime(time: unknown, { nowMs, clampToMs }: Present): number | undefined {
  const given = numberOf(time);
  if (given === undefined) return undefined;
  const ms = timeInMs(given);
  if (!(ms > nowMs) || ms > nowMs + MAX_AHEAD_MS) return undefined;
  return ms === given ? clampToMs : Math.floor(clampToMs / 1000);
}

/**
 * An event with what it lacks filled in, a time ahead of now clamped and its IDs as text; itself where nothing has to be changed. The
 * insert ID is computed from the event as it was given, so that the same event has the same one on each run.
 *
 * @param value of JSON.parse or parseExact
 * @param index position in the input
 */
export function completeEvent(value: MixpanelEvent, index: number, defaults: EventDefaults): MixpanelEvent {
  const { event, properties } = value;
  const { source, now, present, replaceInsertIds = false } = defaults;
  const token = event === MERGE ? (defaults.token ?? defaults.mergeToken) : defaults.token;
  const changed: JsonObject = hasPlainIds(event, properties) ? {} : textIds(properties, idFieldsOf(event));
  if (source !== undefined && isMissing(properties.$source)) changed.$source = source;
  if (token !== undefined && isMissing(properties.token)) changed.token = token;
  // Two equal events without a time are two happenings: their position tells them apart.
  const untimed = now !== undefined && isMissing(properties.time);
  const time = untimed ? now : present && clampedTime(properties.time, present);
  if (time !== undefined) changed.time = time;
  const identity = untimed ? { ...properties, time: now } : properties;
  const insertId = insertIdOf(event, identity, untimed ? [index] : [], replaceInsertIds);
  if (insertId !== undefined) changed.$insert_id = insertId;
  return Object.keys(changed).length === 0 ? value : { ...value, properties: { ...properties, ...changed } };
}
