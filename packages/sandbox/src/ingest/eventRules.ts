/** The rules for one event, with the messages that Mixpanel uses for rejected events. See the reference of `/import`. */
import { isJsonObject, type JsonObject } from "../types";

/** Fewer than this many properties, keys of a nested object, elements of an array. */
const ENTRIES_LIMIT = 255;
const MAX_NESTING_DEPTH = 3;
const MAX_STRING_CHARACTERS = 255;
const MAX_INSERT_ID_BYTES = 36;
const MAX_EVENT_BYTES = 1024 * 1024;
/** Worst cases of one JSON value in bytes: an escaped UTF-16 unit, a number, and the punctuation around an entry. */
const MAX_BYTES_PER_CHARACTER = 6;
const MAX_BYTES_PER_SCALAR = 30;

/** 1971-01-01 in seconds; as milliseconds since epoch no earlier value is possible, as seconds no later one likely. */
const EARLIEST_TIME_SECONDS = 31_536_000;
const FIRST_MILLISECOND_VALUE = EARLIEST_TIME_SECONDS * 1000;
export const MAX_AHEAD_MS = 3_600_000;

const INSERT_ID = /^[A-Za-z0-9-]+$/;

const REFUSED_IDS: ReadonlySet<string> = new Set([
  "00000000-0000-0000-0000-000000000000",
  "anon",
  "anonymous",
  "nil",
  "none",
  "null",
  "n/a",
  "na",
  "undefined",
  "unknown",
  "<nil>",
  "0",
  "-1",
  "true",
  "false",
  "[]",
  "{}",
]);

/** Why a record was rejected, as an entry of `failed_records`. */
export class RecordFailure {
  constructor(
    readonly field: string,
    readonly reason: string,
  ) {}

  /** Mixpanel's sentence: `'properties.time' is invalid: must be …`. */
  get message(): string {
    return this.field === "" ? this.reason : `'${this.field}' is invalid: ${this.reason}`;
  }
}

/** Milliseconds since epoch of a `time` given in seconds or milliseconds; null when it is neither. */
export function readTimeMs(value: unknown): number | null {
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  return Math.floor(value >= FIRST_MILLISECOND_VALUE ? value : value * 1000);
}

/** The instant of an event for /import, in milliseconds since epoch: after 1971 and at most an hour ahead. */
export function checkTime(value: unknown, nowMs: number): number | RecordFailure {
  const timeMs = readTimeMs(value);
  if (timeMs === null) return new RecordFailure("properties.time", "must be specified as seconds since epoch");
  if (timeMs < FIRST_MILLISECOND_VALUE) return new RecordFailure("properties.time", "must be after 1971-01-01");
  if (timeMs > nowMs + MAX_AHEAD_MS) {
    return new RecordFailure("properties.time", "must not be more than one hour in the future");
  }
  return timeMs;
}

/** A distinct ID as text. The empty one is allowed: its events are left out of reports on users. */
export function checkDistinctId(value: unknown): string | RecordFailure {
  const field = "properties.distinct_id";
  if (value === undefined || value === null) return new RecordFailure(field, "must be specified");
  if (typeof value !== "string" && typeof value !== "number") return new RecordFailure(field, "must be a string");
  const text = String(value);
  return isRefusedId(text) ? new RecordFailure(field, `must not be '${text}'`) : text;
}

/** An insert ID: at most 36 bytes of letters, digits and hyphens. */
export function checkInsertId(value: unknown): string | RecordFailure {
  const field = "properties.$insert_id";
  if (value === undefined || value === null || value === "") return new RecordFailure(field, "must be specified");
  if (typeof value !== "string") return new RecordFailure(field, "must be a string");
  if (value.length > MAX_INSERT_ID_BYTES) return new RecordFailure(field, "must be at most 36 bytes long");
  if (isRefusedId(value)) return new RecordFailure(field, `must not be '${value}'`);
  if (!INSERT_ID.test(value)) return new RecordFailure(field, "must contain only letters, digits and hyphens");
  return value;
}

/** Whether an ID is one of the placeholders that broken clients send for every user. */
export function isRefusedId(id: string): boolean {
  // Fast for real IDs: every rejected ID except the zero UUID is short.
  return (id.length <= 9 || id.length === 36) && REFUSED_IDS.has(id.toLowerCase());
}

/** What a walk over an event's properties adds up: an upper bound of their size as JSON, and what cutting strings took off it. */
interface Measure {
  bytes: number;
  cutBytes: number;
}

/** Checks sizes and nesting of an event's properties and cuts long strings in place. Null when all is well. */
export function checkProperties(properties: JsonObject): RecordFailure | null {
  const measure: Measure = { bytes: 0, cutBytes: 0 };
  const failure = checkEntries(properties, "properties", 0, measure);
  if (failure) return failure;
  // The upper bound is far above real sizes, so few events have to be measured exactly. The size counts as it was sent.
  const isTooLarge = measure.bytes > MAX_EVENT_BYTES && jsonBytes(properties) + measure.cutBytes >= MAX_EVENT_BYTES;
  return isTooLarge ? new RecordFailure("properties", "must be smaller than 1 MB of JSON") : null;
}

function checkEntries(value: JsonObject, field: string, depth: number, measure: Measure): RecordFailure | null {
  let entries = 0;
  for (const key in value) {
    entries += 1;
    const item = value[key];
    measure.bytes += key.length * MAX_BYTES_PER_CHARACTER + MAX_BYTES_PER_SCALAR;
    if (typeof item === "string") {
      measure.bytes += item.length * MAX_BYTES_PER_CHARACTER;
      if (item.length > MAX_STRING_CHARACTERS) value[key] = cut(item, measure);
    } else if (typeof item === "object" && item !== null) {
      const failure = checkContainer(item, `${field}.${key}`, depth + 1, measure);
      if (failure) return failure;
    }
  }
  const kind = depth === 0 ? "properties" : "keys";
  return entries >= ENTRIES_LIMIT ? new RecordFailure(field, `must have fewer than ${ENTRIES_LIMIT} ${kind}`) : null;
}

function checkContainer(value: object, field: string, depth: number, measure: Measure): RecordFailure | null {
  if (depth > MAX_NESTING_DEPTH)
    return new RecordFailure(field, `must not be nested more than ${MAX_NESTING_DEPTH} deep`);
  if (!Array.isArray(value)) return isJsonObject(value) ? checkEntries(value, field, depth, measure) : null;
  if (value.length >= ENTRIES_LIMIT) return new RecordFailure(field, `must have fewer than ${ENTRIES_LIMIT} elements`);
  for (let index = 0; index < value.length; index += 1) {
    const item: unknown = value[index];
    measure.bytes += MAX_BYTES_PER_SCALAR;
    if (typeof item === "string") {
      measure.bytes += item.length * MAX_BYTES_PER_CHARACTER;
      if (item.length > MAX_STRING_CHARACTERS) value[index] = cut(item, measure);
    } else if (typeof item === "object" && item !== null) {
      // An object in a list is on the list's level; a list in a list is one level deeper.
      const failure = checkContainer(item, `${field}.${index}`, Array.isArray(item) ? depth + 1 : depth, measure);
      if (failure) return failure;
    }
  }
  return null;
}

/** Cuts a string at 255 characters without leaving half of a character behind. */
function cut(text: string, measure: Measure): string {
  const last = text.charCodeAt(MAX_STRING_CHARACTERS - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  const kept = text.slice(0, splitsPair ? MAX_STRING_CHARACTERS - 1 : MAX_STRING_CHARACTERS);
  measure.cutBytes += jsonBytes(text) - jsonBytes(kept);
  return kept;
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
