import { isUtf8 } from "node:buffer";
import type { Effect } from "../endpoint";
import { hasLongNumber, parseExact, stringifyExact } from "../exactNumbers";
import { isRecord, type JsonObject } from "../json";
import { ExactRecord, roundedOf } from "./exactRecord";
import { isIdentityEvent } from "./identityEvents";
import { contentInsertId, isInsertId } from "./insertId";
import { type Encoded, noJson } from "./options";
import type { Violation } from "./validate";

/** An event as Mixpanel takes it. */
export interface MixpanelEvent {
  event: string;
  properties: JsonObject;
}

/** What is filled in where an event lacks it. */
export interface EventDefaults {
  /** Project token, which /track needs in every event. */
  token?: string;
  /** Project token, which Mixpanel needs in a `$merge`: https://developer.mixpanel.com/reference/identity-merge */
  mergeToken?: string;
  /** The connection's Integration ID, for events without a `$source`. */
  source?: string;
  /** Milliseconds since epoch for an event without a time. */
  now?: number;
  /** Whether an insert ID that Mixpanel would refuse is replaced by its hash. */
  replaceInsertIds?: boolean;
}

export interface EventEncoding extends EventDefaults {
  /** Lines of NDJSON go out byte for byte: nothing is filled in, nothing checked but their ends. Records of a list are none. */
  unaltered?: boolean;
  /** What sending an event does that may have no insert ID of Mixpanel's liking: a repetition would be stored beside it. */
  effectWithoutId?: Effect;
  /** The rules to hold each event against before it is sent. */
  check?(event: unknown): readonly Violation[];
}

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const MERGE = "$merge";
/** The whole sentence, as the connection and not the record is to be corrected. */
const MERGE_WITHOUT_TOKEN = {
  field: "properties.token",
  rule: "token_missing",
  message:
    "properties.token: got nothing, expected the project token, which Mixpanel needs in a $merge. Fill in Project Token on the Mixpanel connection.",
};

const isMissing = (value: unknown) => value === undefined || value === null || value === "";

/** Why a value is no event at all, or undefined. */
export function eventFault(value: unknown): string | undefined {
  if (!isRecord(value)) return Array.isArray(value) ? "an array" : value === null ? "null" : `a ${typeof value}`;
  if (typeof value.event !== "string" || value.event === "") return 'no "event" name';
  return isRecord(value.properties) ? undefined : 'no "properties" object';
}

function insertIdOf(event: string, properties: JsonObject, occurrence: number[], replace: boolean): string | undefined {
  const given = properties.$insert_id;
  if (isMissing(given)) return contentInsertId(event, properties, ...occurrence);
  return replace && !isInsertId(given) ? contentInsertId(given) : undefined;
}

/** An event with what it lacks filled in; itself where it lacks nothing. */
export function completeEvent(value: MixpanelEvent, index: number, defaults: EventDefaults): MixpanelEvent {
  const { event, properties } = value;
  const { source, now, replaceInsertIds = false } = defaults;
  const token = event === MERGE ? (defaults.token ?? defaults.mergeToken) : defaults.token;
  const added: JsonObject = {};
  if (source !== undefined && isMissing(properties.$source)) added.$source = source;
  if (token !== undefined && isMissing(properties.token)) added.token = token;
  // Two equal events without a time are two happenings: their position tells them apart.
  const untimed = now !== undefined && isMissing(properties.time);
  if (untimed) added.time = now;
  const identity = untimed ? { ...properties, time: now } : properties;
  const insertId = insertIdOf(event, identity, untimed ? [index] : [], replaceInsertIds);
  if (insertId !== undefined) added.$insert_id = insertId;
  return Object.keys(added).length === 0 ? value : { ...value, properties: { ...properties, ...added } };
}

function failure(value: unknown, violations: readonly Violation[]): Encoded {
  const insertId = isRecord(value) && isRecord(value.properties) ? value.properties.$insert_id : undefined;
  return {
    ...(typeof insertId === "string" ? { insert_id: insertId } : {}),
    field: violations[0]?.field,
    rule: violations[0]?.rule,
    message: violations.map(({ message }) => message).join("; "),
  };
}

/** Makes the function that turns a record, parsed, exact or a line of NDJSON, into an event ready to be sent. */
export function eventEncoder({
  unaltered = false,
  effectWithoutId,
  check,
  ...defaults
}: EventEncoding): (record: unknown, index: number) => Encoded {
  /** The event of a line whose long numbers would be rounded as it is parsed. */
  const exactEvent = (line: Buffer | undefined, index: number): Buffer | undefined => {
    const text = line?.toString("utf8") ?? "";
    if (!hasLongNumber(text)) return undefined;
    // The line was an event when it was parsed the usual way.
    return Buffer.from(stringifyExact(completeEvent(parseExact(text) as MixpanelEvent, index, defaults)));
  };
  const encode = (record: unknown, index: number, line?: Buffer): Encoded => {
    const fault = eventFault(record);
    if (fault !== undefined) return { message: `${fault}; expected {"event": …, "properties": {…}}` };
    // eventFault has looked.
    const given = record as MixpanelEvent;
    let event: MixpanelEvent;
    try {
      event = completeEvent(given, index, defaults);
    } catch (error) {
      return { message: noJson(error) };
    }
    const violations = check?.(event) ?? [];
    if (violations.length > 0) return failure(event, violations);
    const identity = isIdentityEvent(event.event) || undefined;
    if (identity && event.event === MERGE && isMissing(event.properties.token)) return MERGE_WITHOUT_TOKEN;
    // A line that lacks nothing is JSON already, and of any precision; bytes that are no text were mended as it was parsed.
    const value = line !== undefined && event === given && isUtf8(line) ? line : (exactEvent(line, index) ?? event);
    const isSound = effectWithoutId === undefined || isInsertId(event.properties.$insert_id);
    const renewed = defaults.now !== undefined && isMissing(given.properties.time) ? true : undefined;
    return { value, effect: isSound ? undefined : effectWithoutId, renewed, identity };
  };
  return (record, index) => {
    if (record instanceof ExactRecord) return encode(roundedOf(record), index, Buffer.from(record.json));
    if (!Buffer.isBuffer(record)) return encode(record, index);
    const line = trimmed(record);
    if (unaltered) {
      const whole = line[0] === OPEN_BRACE && line[line.length - 1] === CLOSE_BRACE;
      if (!whole) return { message: "the line is no JSON object" };
      const refused = check && refusalOf(line, check);
      return refused ?? { value: line, effect: effectWithoutId };
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(line.toString("utf8"));
    } catch {
      return { message: "the line is no JSON" };
    }
    return encode(parsed, index, line);
  };
}

/** What the rules say of a line that is sent as it is, with nothing filled in. */
function refusalOf(line: Buffer, check: (event: unknown) => readonly Violation[]): Encoded | undefined {
  let event: unknown;
  try {
    event = JSON.parse(line.toString("utf8"));
  } catch {
    return { message: "the line is no JSON" };
  }
  const violations = check(event);
  return violations.length > 0 ? failure(event, violations) : undefined;
}

/** A line without a carriage return or blanks at its ends. */
function trimmed(line: Buffer): Buffer {
  let [start, end] = [0, line.length];
  while (start < end && (line[start] ?? 0) <= 0x20) start++;
  while (end > start && (line[end - 1] ?? 0) <= 0x20) end--;
  return start === 0 && end === line.length ? line : line.subarray(start, end);
}
