import { isRounded, numberOf } from "../records/exactNumbers";
import type { JsonObject } from "../records/json";
import { textIds } from "./idText";
import { contentInsertId, isInsertId } from "./insertId";
import { hasPlainIds, idFieldsOf } from "./validate/eventIds";
import { MAX_AHEAD_MS, timeInMs } from "./validate/time";

/** An event as Mixpanel expects it. */
export interface MixpanelEvent {
  event: string;
  properties: JsonObject;
}

/** The current time, for events with a time in the future. In milliseconds since 1970. */
export interface Present {
  nowMs: number;
  /** Replaces such a time: the same for all attempts to send an event, and not later than `nowMs`. */
  clampToMs: number;
}

/** Values to fill in if an event lacks them, or to use instead of values that Mixpanel would replace or reject. */
export interface EventDefaults {
  /** Project token, which /track requires in every event. */
  token?: string;
  /** Project token, which Mixpanel requires in a `$merge` event: https://developer.mixpanel.com/reference/identity-merge */
  mergeToken?: string;
  /** The connection's Integration ID, for events without a `$source`. */
  source?: string;
  /** Time of events without one, in milliseconds since 1970. */
  now?: number;
  /** If given, a time in the future is replaced. */
  present?: Present;
  /** Whether an insert ID that Mixpanel would reject is replaced by its hash. */
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
 * Replaces a time up to an hour in the future. Mixpanel would replace it with the time of arrival, which differs on each attempt, so that a
 * retried event would be stored twice. A later time is not replaced: Mixpanel rejects it.
 *
 * @returns the time to send instead, in the same unit; undefined if the time is not replaced
 * @see https://developer.mixpanel.com/reference/import-events#propertiestime
 */
function clampedTime(time: unknown, { nowMs, clampToMs }: Present): number | undefined {
  const given = numberOf(time);
  if (given === undefined) return undefined;
  const ms = timeInMs(given);
  if (!(ms > nowMs) || ms > nowMs + MAX_AHEAD_MS) return undefined;
  return ms === given ? clampToMs : Math.floor(clampToMs / 1000);
}

/**
 * Fills in what an event lacks, replaces a time in the future, and turns its IDs into text. The insert ID is computed from the event as it
 * was given, so that the same event has the same ID on each run.
 *
 * @param value the event, from JSON.parse or parseExact; returned itself if nothing has to change
 * @param index position in the input
 */
export function completeEvent(value: MixpanelEvent, index: number, defaults: EventDefaults): MixpanelEvent {
  const { event, properties } = value;
  const { source, now, present, replaceInsertIds = false } = defaults;
  const token = event === MERGE ? (defaults.token ?? defaults.mergeToken) : defaults.token;
  const changed: JsonObject = hasPlainIds(event, properties) ? {} : textIds(properties, idFieldsOf(event));
  if (source !== undefined && isMissing(properties.$source)) changed.$source = source;
  if (token !== undefined && isMissing(properties.token)) changed.token = token;
  // Two equal events without a time are two different events: their position makes their insert IDs differ.
  const untimed = now !== undefined && isMissing(properties.time);
  const time = untimed ? now : present && clampedTime(properties.time, present);
  if (time !== undefined) changed.time = time;
  const identity = untimed ? { ...properties, time: now } : properties;
  const insertId = insertIdOf(event, identity, untimed ? [index] : [], replaceInsertIds);
  if (insertId !== undefined) changed.$insert_id = insertId;
  return Object.keys(changed).length === 0 ? value : { ...value, properties: { ...properties, ...changed } };
}
