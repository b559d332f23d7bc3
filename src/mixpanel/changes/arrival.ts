import { createHash } from "node:crypto";
import { isRecord, type JsonObject } from "../records/json";

const KEY_DIGITS = 20;

const propertiesOf = ({ properties }: JsonObject): JsonObject => (isRecord(properties) ? properties : {});

/** `time` of an exported event, in milliseconds; 0 if it has none. */
export const timeOf = (event: JsonObject) => Number(propertiesOf(event).time) * 1000 || 0;

/**
 * When Mixpanel received an exported event, in milliseconds since 1970. Very old events do not say so: then it is the time of the event.
 */
export function arrivalOf(event: JsonObject): number {
  return Number(propertiesOf(event).mp_processing_time_ms) || timeOf(event);
}

/**
 * The day by which an export finds an event, as yyyy-mm-dd; undefined if its time is not valid. Times are in the same time zone as the days of
 * the export.
 */
export function dayOf(event: JsonObject): string | undefined {
  const date = new Date(timeOf(event));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, 10);
}

/**
 * A key that an event has each time it is exported. It is a hash of the fields by which Mixpanel recognizes duplicates; the distinct ID is the
 * one from before Mixpanel merged users, because a merge changes it in later exports. If an event has no insert ID, all its other properties
 * count instead. The probability that two of a billion events have the same key is about 1 in 2 million.
 *
 * @returns hexadecimal digits, which are also a valid insert ID
 * @see https://docs.mixpanel.com/docs/tracking-methods/deduplication
 */
export function keyOf(event: JsonObject): string {
  const { distinct_id, $distinct_id_before_identity: sentId = distinct_id, ...others } = propertiesOf(event);
  const { $insert_id: insertId, time } = others;
  const isIdentified = insertId !== undefined && insertId !== null && insertId !== "";
  const rest = isIdentified ? [time, insertId] : Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1));
  const identity = JSON.stringify([event.event, sentId, rest]);
  return createHash("sha256").update(identity).digest("hex").slice(0, KEY_DIGITS);
}

/** An exported event with its key. */
export interface KeyedEvent extends JsonObject {
  key: string;
}

export const keyed = (event: JsonObject): KeyedEvent => ({ key: keyOf(event), ...event });
