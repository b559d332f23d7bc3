import { isRounded, numberOf } from "../records/exactNumbers";
import type { JsonObject } from "../records/json";
import { textIds } from "./idText";
import { canonicalJson, contentInsertId, insertIdOfJson, isInsertId } from "./insertId";
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

/** What is filled in or replaced in an event before it is sent. */
interface Changes {
  /** The properties that the insert ID is computed from, with the time filled in. */
  properties: JsonObject;
  /** Values to send in addition to, or instead of, those properties. */
  changed: JsonObject;
  /** Distinguishes an event without a time from others of the same content. */
  occurrence?: number;
}

function changesOf({ event, properties }: MixpanelEvent, index: number, defaults: EventDefaults): Changes {
  const { source, now, present } = defaults;
  const token = event === MERGE ? (defaults.token ?? defaults.mergeToken) : defaults.token;
  const changed: JsonObject = hasPlainIds(event, properties) ? {} : textIds(properties, idFieldsOf(event));
  if (source !== undefined && isMissing(properties.$source)) changed.$source = source;
  if (token !== undefined && isMissing(properties.token)) changed.token = token;
  // Two equal events without a time are two different events: their position makes their insert IDs differ.
  if (now !== undefined && isMissing(properties.time))
    return { properties: { ...properties, time: now }, changed, occurrence: index };
  const time = present && clampedTime(properties.time, present);
  if (time !== undefined) changed.time = time;
  return { properties, changed };
}

/**
 * Fills in what an event lacks, replaces a time in the future, and turns its IDs into text. The insert ID is computed from the event as it
 * was given, so that the same event has the same ID on each run.
 *
 * @param value the event, from JSON.parse or parseExact; returned itself if nothing has to change
 * @param index position in the input
 */
export function completeEvent(value: MixpanelEvent, index: number, defaults: EventDefaults): MixpanelEvent {
  const { properties, changed, occurrence } = changesOf(value, index, defaults);
  const position = occurrence === undefined ? [] : [occurrence];
  const insertId = insertIdOf(value.event, properties, position, defaults.replaceInsertIds ?? false);
  if (insertId !== undefined) changed.$insert_id = insertId;
  const isComplete = properties === value.properties && Object.keys(changed).length === 0;
  return isComplete ? value : { ...value, properties: { ...properties, ...changed } };
}

/** Whether an event has its two keys and no others. */
function hasNoOthers(value: MixpanelEvent): boolean {
  const keys = Object.keys(value);
  return keys.length === 2 && keys.includes("event") && keys.includes("properties");
}

/** An event that is complete, and already written as JSON. */
export interface WrittenEvent {
  json: string;
  /** The same event as a value. */
  event(): MixpanelEvent;
  /** Whether its time was filled in. */
  isUntimed: boolean;
}

/**
 * Completes an event without an insert ID as completeEvent does, and writes it once: the JSON that is hashed is also sent, with the ID at its
 * end. Its keys are then sorted.
 *
 * @returns undefined for an event for which that is not possible: one with an insert ID, for example, or with IDs to turn into text
 */
export function writeEvent(value: MixpanelEvent, index: number, defaults: EventDefaults): WrittenEvent | undefined {
  const { event, properties: given } = value;
  if (given.$insert_id !== undefined || !hasPlainIds(event, given) || !hasNoOthers(value)) return undefined;
  const { properties, changed, occurrence } = changesOf(value, index, defaults);
  for (const key in changed) if (key in properties) return undefined;
  const content = canonicalJson(properties);
  if (content === undefined) return undefined;
  const name = JSON.stringify(event);
  const id = insertIdOfJson(occurrence === undefined ? `[${name},${content}]` : `[${name},${content},${occurrence}]`);
  const start = content === "{}" ? "{" : `${content.slice(0, -1)},`;
  const more = Object.keys(changed).length === 0 ? "" : `${JSON.stringify(changed).slice(1, -1)},`;
  changed.$insert_id = id;
  return {
    json: `{"event":${name},"properties":${start}${more}"$insert_id":"${id}"}}`,
    event: () => ({ event, properties: { ...properties, ...changed } }),
    isUntimed: properties !== given,
  };
}
