/** From records as they are sent to events as they are stored, for /import and /track. */
import { createHash } from "node:crypto";
import type { RouteContext } from "../context";
import { sharedText, shareTexts } from "../state/sharedTexts";
import type { JsonObject, Project, StoredEvent } from "../types";
import { isJsonObject } from "../types";
import {
  checkDistinctId,
  checkInsertId,
  checkProperties,
  checkTime,
  isRefusedId,
  RecordFailure,
  readTimeMs,
} from "./eventRules";
import { locatedEvent } from "./geolocation";
import { identityPair, isIdentityEvent, simplifiedId } from "./identities";

/** One entry of `failed_records`. */
export interface FailedRecord {
  index: number;
  insert_id: string;
  field: string;
  message: string;
}

/** A checked batch: the events to store and the rejected ones. */
export interface CheckedBatch {
  valid: StoredEvent[];
  failed: FailedRecord[];
}

/** Events older than this are lost on /track. */
export const MAX_TRACK_AGE_MS = 5 * 86_400_000;

/** What surrounds the events of one request: the time, and the address that locates them (null when it does not). */
export interface EventSetting {
  nowMs: number;
  caller: string | null;
}

/** Checks records against every rule of /import. Truncates long strings in place, and stores nothing yet. */
export function checkImport(records: readonly unknown[], project: Project, setting: EventSetting): CheckedBatch {
  const valid: StoredEvent[] = [];
  const failed: FailedRecord[] = [];
  records.forEach((record, index) => {
    const event = importedEvent(record, project, setting);
    if (!(event instanceof RecordFailure)) valid.push(event);
    else failed.push({ index, insert_id: insertIdOf(record), field: event.field, message: event.message });
  });
  return { valid, failed };
}

/**
 * Records of an older client of /import, which sends no insert IDs: those without one are given one here. They are never
 * duplicates of each other, as they are not for Mixpanel.
 */
export function withInsertIds(records: readonly unknown[], context: RouteContext): unknown[] {
  return records.map((record) => {
    const isWithout = isJsonObject(record) && isJsonObject(record.properties) && !("$insert_id" in record.properties);
    if (!isWithout || !isJsonObject(record.properties)) return record;
    return { ...record, properties: { ...record.properties, $insert_id: contentId(record, context) } };
  });
}

/**
 * Reads one record of /track: what /import requires is filled in here (time now, no user, an insert ID from the content).
 * Returns the event, or why it is no event.
 */
export function trackedEvent(
  record: unknown,
  project: Project,
  context: RouteContext,
  { nowMs, caller }: EventSetting,
): StoredEvent | RecordFailure {
  if (!isJsonObject(record) || !isJsonObject(record.properties)) {
    return new RecordFailure("properties", "must be a JSON object");
  }
  const { token, ...properties } = record.properties;
  const name = eventName(record.event);
  if (name instanceof RecordFailure) return name;
  const sentMs = properties.time === undefined ? nowMs : readTimeMs(properties.time);
  if (sentMs === null) return new RecordFailure("properties.time", "must be specified as seconds since epoch");
  const failure = checkProperties(properties);
  if (failure) return failure;
  if (isIdentityEvent(name)) {
    const pair = identityPair(name, properties);
    if (pair instanceof RecordFailure) return pair;
    properties.distinct_id = pair[0];
  }
  const sentId = properties.distinct_id ?? (caller === null ? undefined : addressId(caller));
  const distinctId = typeof sentId === "string" || typeof sentId === "number" ? String(sentId) : "";
  if (isRefusedId(distinctId)) return new RecordFailure("properties.distinct_id", `must not be '${distinctId}'`);
  const insertId = checkInsertId(properties.$insert_id);
  const id = insertId instanceof RecordFailure ? contentId(record, context) : insertId;
  // With ip=1 the request's address counts, and an `ip` of the event's own does not.
  const located = locatedEvent(caller === null ? properties : { ...properties, ip: undefined }, caller);
  const event = stored(name, sentMs, identified(project, properties, distinctId), id, located, nowMs);
  return event.distinctId === "" && sentId === undefined ? withoutDistinctId(event) : event;
}

/** An event without a user is exported without a distinct ID, as in one of Mixpanel's examples. */
function withoutDistinctId(event: StoredEvent): StoredEvent {
  const { distinct_id: _none, ...properties } = event.properties;
  return { ...event, properties };
}

function importedEvent(
  record: unknown,
  project: Project,
  { nowMs, caller }: EventSetting,
): StoredEvent | RecordFailure {
  if (!isJsonObject(record)) return new RecordFailure("", "the record must be a JSON object");
  const name = eventName(record.event);
  if (name instanceof RecordFailure) return name;
  if (!isJsonObject(record.properties)) return new RecordFailure("properties", "must be a JSON object");
  const properties = record.properties.token === undefined ? record.properties : withoutToken(record.properties);
  if (name === "$merge") return mergeEvent(locatedEvent(properties, caller), nowMs);
  const timeMs = checkTime(properties.time, nowMs);
  if (timeMs instanceof RecordFailure) return timeMs;
  const isSimplified = project.idMerge === "simplified" && simplifiedId(properties) !== null;
  const distinctId = isSimplified ? "" : checkDistinctId(distinctIdOf(name, properties));
  if (distinctId instanceof RecordFailure) return distinctId;
  const insertId = checkInsertId(properties.$insert_id);
  if (insertId instanceof RecordFailure) return insertId;
  const failure = checkProperties(properties);
  if (failure) return failure;
  if (isIdentityEvent(name)) {
    const pair = identityPair(name, properties);
    if (pair instanceof RecordFailure) return pair;
  }
  const located = locatedEvent(properties, caller);
  return stored(name, timeMs, identified(project, properties, distinctId), insertId, located, nowMs);
}

/** The distinct ID that an event brings; for `$identify` it is inferred from the ID of the user. */
function distinctIdOf(name: string, properties: JsonObject): unknown {
  return name === "$identify" ? (properties.distinct_id ?? properties.$identified_id) : properties.distinct_id;
}

/** Rebuilt, because a `delete` would turn the object into a slow and large one. */
function withoutToken({ token, ...properties }: JsonObject): JsonObject {
  return properties;
}

function mergeEvent(properties: JsonObject, nowMs: number): StoredEvent | RecordFailure {
  const pair = identityPair("$merge", properties);
  if (pair instanceof RecordFailure) return pair;
  const insertId = createHash("sha256").update(pair.join("\n")).digest("hex").slice(0, 36);
  return stored("$merge", readTimeMs(properties.time) ?? nowMs, pair[0], insertId, properties, nowMs);
}

/** The event as it is stored. A time in the future is replaced by the current time, so the same event sent later has a different time. */
function stored(
  event: string,
  sentMs: number,
  distinctId: string,
  insertId: string,
  properties: JsonObject,
  nowMs: number,
): StoredEvent {
  const timeMs = Math.min(sentMs, nowMs);
  shareTexts(properties);
  properties.time = Math.floor(timeMs / 1000);
  const sharedId = sharedText(distinctId);
  properties.distinct_id = sharedId;
  properties.$insert_id = insertId;
  properties.mp_processing_time_ms = nowMs;
  return { event: sharedText(event), time: timeMs, distinctId: sharedId, insertId, properties };
}

/** The distinct ID of an event: in Simplified ID Merge it follows from `$user_id` and `$device_id` where these are sent. */
function identified(project: Project, properties: JsonObject, distinctId: string): string {
  if (project.idMerge !== "simplified") return distinctId;
  return simplifiedId(properties)?.distinctId ?? distinctId;
}

function eventName(value: unknown): string | RecordFailure {
  if (typeof value === "string" && value !== "") return value.length > 255 ? value.slice(0, 255) : value;
  return new RecordFailure("event", "must be a non-empty string");
}

function insertIdOf(record: unknown): string {
  if (!isJsonObject(record) || !isJsonObject(record.properties)) return "";
  const { $insert_id: id } = record.properties;
  return typeof id === "string" || typeof id === "number" ? String(id) : "";
}

/** The distinct ID of an event that has none and is located by the caller's address (`ip=1`). */
function addressId(address: string): string {
  return createHash("sha256").update(address).digest("hex").slice(0, 32);
}

/** An insert ID for an event that was tracked without one: no two of them are duplicates. */
function contentId(record: JsonObject, context: RouteContext): string {
  return createHash("sha256")
    .update(`${JSON.stringify(record)}${context.clock.now()}${context.random()}`)
    .digest("hex")
    .slice(0, 36);
}
