import { isRecord, type JsonObject } from "../../records/json";
import { MAX_INSERT_ID_BYTES } from "../insertId";
import { checkEventIds, checkLink } from "./eventIds";
import { walkProperties } from "./properties";
import { isRefusedId } from "./refusedIds";
import { MAX_EVENT_NAME_CHARACTERS } from "./rule";
import { checkSize, jsonBytesBound } from "./size";
import { EARLIEST_TIME_MS, MAX_AHEAD_MS, timeInMs } from "./time";
import { type Violation, Violations } from "./violations";

/** An event that names two users, and needs no time and no distinct ID: https://developer.mixpanel.com/reference/identity-merge */
const MERGE_EVENT = "$merge";

const INSERT_ID = /^[A-Za-z0-9-]*$/;

const violations = new Violations();

const isName = (name: unknown): name is string => typeof name === "string" && name !== "";

/** Whether a value has the shape of an event: an object with a name and properties. */
export const isEvent = (value: unknown): value is { event: string; properties: JsonObject } =>
  isRecord(value) && isName(value.event) && isRecord(value.properties);

function checkName(name: unknown): void {
  if (!isName(name)) violations.add("event_name", "event", name);
  // Counts characters only if there are more UTF-16 units than allowed, which are faster to count.
  else if (name.length > MAX_EVENT_NAME_CHARACTERS) {
    const characters = [...name].length;
    if (characters > MAX_EVENT_NAME_CHARACTERS)
      violations.addCounted("event_name_length", "event", `${characters} characters`);
  }
}

function checkTime(time: unknown, now: number): void {
  const field = "properties.time";
  if (time === undefined || time === null || time === "") violations.add("time_missing", field, time);
  else if (typeof time !== "number" || !Number.isFinite(time)) violations.add("time_type", field, time);
  else {
    const ms = timeInMs(time);
    if (ms < EARLIEST_TIME_MS) violations.add("time_too_early", field, time);
    else if (ms > now + MAX_AHEAD_MS) violations.add("time_too_late", field, time);
  }
}

/** In projects with Simplified ID Merge, Mixpanel derives the distinct ID from $user_id or $device_id, so it may be missing. */
function checkDistinctId({ distinct_id: id, $user_id: user, $device_id: device }: JsonObject): void {
  const field = "properties.distinct_id";
  if (id === undefined || id === null) {
    if (!user && !device) violations.add("distinct_id_missing", field, id);
  } else if ((typeof id === "string" || typeof id === "number") && isRefusedId(String(id)))
    violations.add("distinct_id_refused", field, id);
}

function checkInsertId(id: unknown): void {
  const field = "properties.$insert_id";
  if (id === undefined || id === null || id === "") violations.add("insert_id_missing", field, id);
  else if (Number.isSafeInteger(id)) violations.add("insert_id_type", field, id);
  else if (typeof id !== "string") return;
  else if (isRefusedId(id)) violations.add("insert_id_refused", field, id);
  else {
    const plain = INSERT_ID.test(id);
    if (!plain) violations.add("insert_id_charset", field, id);
    // Letters, digits and hyphens take one byte each.
    const bytes = plain ? id.length : Buffer.byteLength(id);
    if (bytes > MAX_INSERT_ID_BYTES) violations.addCounted("insert_id_length", field, `${bytes} bytes`);
  }
}

/** Reserved property names: Mixpanel accepts the event, but drops it or hides the property. */
function checkReserved(properties: JsonObject): void {
  if (properties.$ignore !== undefined) violations.add("event_ignored", "properties.$ignore", properties.$ignore);
  for (const name of ["bucket", "$bucket"]) {
    if (properties[name] !== undefined) violations.add("property_reserved", `properties.${name}`, properties[name]);
  }
}

function checkProperties(record: JsonObject, properties: JsonObject, now: number): void {
  const { event } = record;
  const isMerge = event === MERGE_EVENT;
  if (!isMerge) checkTime(properties.time, now);
  checkEventIds(event, properties, violations);
  if (!isMerge) {
    checkDistinctId(properties);
    checkInsertId(properties.$insert_id);
  }
  checkLink(event, properties, violations);
  checkReserved(properties);
  let bound = walkProperties(properties, violations);
  // Mixpanel counts the whole record.
  for (const key in record) bound += jsonBytesBound(key) + (key === "properties" ? 0 : jsonBytesBound(record[key]));
  checkSize(record, "event_size", bound, violations);
}

/** Checks whether a value has the shape of an event. @returns the violations */
export function validateShape(event: unknown): readonly Violation[] {
  if (!isRecord(event)) violations.add("event_object", "", event);
  else {
    if (!isName(event.event)) checkName(event.event);
    if (!isRecord(event.properties)) violations.add("properties_object", "properties", event.properties);
  }
  return violations.take();
}

/** Checks an event's IDs against the rules that are always checked. @returns the violations */
export function validateIds({ event, properties }: { event: unknown; properties: JsonObject }): readonly Violation[] {
  checkEventIds(event, properties, violations);
  return violations.take();
}

/**
 * Checks an event against every rule that Mixpanel documents for /import, as it would be sent: with its insert ID filled in.
 * One pass, without allocating memory for a valid event with flat properties.
 *
 * @param now milliseconds since 1970
 * @returns the violations, at most MAX_VIOLATIONS; always the same empty list if there are none
 * @see https://developer.mixpanel.com/reference/import-events
 */
export function validateEvent(event: unknown, { now }: { now: number }): readonly Violation[] {
  if (!isRecord(event)) violations.add("event_object", "", event);
  else {
    checkName(event.event);
    if (isRecord(event.properties)) checkProperties(event, event.properties, now);
    else violations.add("properties_object", "properties", event.properties);
  }
  return violations.take();
}
