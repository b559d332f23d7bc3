import type { Effect } from "../endpoint";
import { parseJson } from "../records/boundedJson";
import { CLOSING_BRACE, OPENING_BRACE } from "../records/bytes";
import { hasLongNumber, parseExact, parseKeepingDigits, stringifyExact } from "../records/exactNumbers";
import { ExactRecord } from "../records/exactRecord";
import { isRecord } from "../records/json";
import { textOf } from "../records/utf8";
import {
  completeEvent,
  type EventDefaults,
  MERGE,
  type MixpanelEvent,
  type WrittenEvent,
  writeEvent,
} from "./completeEvent";
import {
  type Encoded,
  JsonText,
  type MapRow,
  notJson,
  type Ready,
  type Refused,
  RefusedRecord,
  refusal,
  withOthers,
} from "./engine/options";
import { isIdentityEvent } from "./identityEvents";
import { textIds } from "./idText";
import { isInsertId } from "./insertId";
import { isEvent, type Violation, validateIds, validateShape, violationOf } from "./validate";
import { idFieldsOf } from "./validate/eventIds";

export interface EventEncoding extends EventDefaults {
  /** Sends lines of NDJSON byte for byte: nothing is filled in, and only their first and last byte are checked. Does not apply to lists. */
  unaltered?: boolean;
  /** The effect of sending an event whose insert ID is missing or not accepted by Mixpanel: a retry could store it twice. */
  effectWithoutId?: Effect;
  /** Makes an event of each record, which is then a parsed value. */
  map?: MapRow;
  /** Changes each event before it is completed, or says why it cannot be sent. Returns an event itself if nothing has to change. */
  prepare?(event: MixpanelEvent): MixpanelEvent | RefusedRecord;
  /** Further rules that each event must satisfy before it is sent. */
  check?(event: unknown): readonly Violation[];
  /**
   * Promises that `check` and `prepare` leave an event alone that keeps every rule of /import at this time, in milliseconds since 1970, and
   * whose time is a number that is not in the future then.
   */
  soundAt?: number;
}

/** Not built from a rule like other messages, because the connection must be corrected, not the record. */
const MERGE_WITHOUT_TOKEN = {
  field: "properties.token",
  rule: "token_missing",
  message:
    "properties.token: got nothing, expected the project token, which Mixpanel requires in a $merge event. Fill in Project Token on the Mixpanel connection.",
};

const NO_JSON = violationOf("invalid_json", "", "a line that is not JSON in UTF-8");
const NO_OBJECT = violationOf("event_object", "", "a line that is not a JSON object");

/** Whether a second run would send the event with a different time, so that Mixpanel stores a duplicate. */
const isRenewed = (sent: MixpanelEvent, given: MixpanelEvent) =>
  Object.is(sent.properties.time, given.properties.time) ? undefined : true;

function refusedEvent(event: unknown, violations: readonly Violation[]): Refused {
  return refusal(violations, isRecord(event) && isRecord(event.properties) ? event.properties.$insert_id : undefined);
}

/** Parses a line; undefined if it is not JSON in UTF-8. */
function parsed(line: Buffer): { value: unknown; text: string } | undefined {
  try {
    const text = textOf(line);
    return { value: parseJson(text), text };
  } catch {
    return undefined;
  }
}

/** As above, with integers beyond 2^53 as text. */
function parsedKeepingDigits(record: Buffer | ExactRecord): { value: unknown } | undefined {
  try {
    return { value: parseKeepingDigits(Buffer.isBuffer(record) ? textOf(record) : record.json) };
  } catch {
    return undefined;
  }
}

/** Creates the function that turns a record (a parsed value, an ExactRecord or a line of NDJSON) into an event ready to be sent. */
export function eventEncoder({
  unaltered = false,
  effectWithoutId,
  check,
  map,
  prepare = (event) => event,
  ...defaults
}: EventEncoding): (record: unknown, index: number) => Encoded {
  /** @param ids violations of the event's IDs. @param ready the value to send if there are no violations */
  const judged = (event: MixpanelEvent, ids: readonly Violation[], { value, renewed }: Ready): Encoded => {
    const violations = check === undefined ? ids : withOthers(ids, check(event));
    if (violations.length > 0) return refusedEvent(event, violations);
    if (event.event === MERGE && !event.properties.token) return MERGE_WITHOUT_TOKEN;
    const isSound = effectWithoutId === undefined || isInsertId(event.properties.$insert_id);
    const identity = isIdentityEvent(event.event) || undefined;
    return { value, effect: isSound ? undefined : effectWithoutId, renewed, identity };
  };

  /** An event without any of the peculiarities that `judged` looks for. */
  const judgedWritten = ({ json, event, isUntimed }: WrittenEvent): Encoded => {
    const violations = check?.(event()) ?? [];
    if (violations.length > 0) return refusedEvent(event(), violations);
    return { value: new JsonText(json), renewed: isUntimed || undefined };
  };

  /** An event whose numbers JSON.parse would round. */
  const encodeExact = (text: string, index: number): Encoded => {
    // JSON.parse has already shown that it is an event.
    const given = prepare(parseExact(text) as MixpanelEvent);
    if (given instanceof RefusedRecord) return given.reason;
    const exact = completeEvent(given, index, defaults);
    const json = stringifyExact(exact);
    const event = JSON.parse(json);
    return judged(event, validateIds(event), { value: Buffer.from(json), renewed: isRenewed(exact, given) });
  };

  /** @param line the event as JSON, if it came as JSON */
  const encode = (given: unknown, index: number, line?: Buffer): Encoded => {
    if (!isEvent(given)) return refusedEvent(given, validateShape(given));
    const prepared = prepare(given);
    if (prepared instanceof RefusedRecord) return prepared.reason;
    let event: MixpanelEvent;
    try {
      const written = writeEvent(prepared, index, defaults);
      if (written && !(line && hasLongNumber(line.toString("utf8")))) return judgedWritten(written);
      event = completeEvent(prepared, index, defaults);
    } catch (error) {
      return notJson(error);
    }
    const ids = validateIds(event);
    if (line !== undefined) {
      // A complete line is sent as it is, so that its numbers keep all digits.
      if (event === given && ids.length === 0) return judged(event, ids, { value: line });
      const text = line.toString("utf8");
      if (hasLongNumber(text)) return encodeExact(text, index);
    }
    return judged(event, ids, { value: event, renewed: isRenewed(event, prepared) });
  };

  const encodeUnaltered = (line: Buffer): Encoded => {
    if (line[0] !== OPENING_BRACE || line[line.length - 1] !== CLOSING_BRACE) return refusal(NO_OBJECT);
    const refused = check && refusedLine(line, check);
    return refused ?? { value: line, effect: effectWithoutId };
  };

  const encodeMapped = (mapped: unknown, index: number): Encoded =>
    mapped instanceof RefusedRecord ? mapped.reason : encode(mapped, index);

  return (record, index) => {
    const isExact = record instanceof ExactRecord;
    if (map !== undefined) {
      const given = isExact || Buffer.isBuffer(record) ? parsedKeepingDigits(record) : { value: record };
      return given === undefined ? refusal(NO_JSON) : encodeMapped(map(given.value, index), index);
    }
    if (!isExact && !Buffer.isBuffer(record)) return encode(record, index);
    const line = isExact ? Buffer.from(record.json) : trimmed(record);
    if (unaltered && !isExact) return encodeUnaltered(line);
    const json = parsed(line);
    return json === undefined ? refusal(NO_JSON) : encode(json.value, index, line);
  };
}

/** Checks a line that is sent unchanged. @returns why it is rejected, if it is */
function refusedLine(line: Buffer, check: (event: unknown) => readonly Violation[]): Refused | undefined {
  const json = parsed(line);
  if (json === undefined) return refusal(NO_JSON);
  const { text } = json;
  // In the line, IDs that are long numbers keep their digits: they must not count as rounded.
  const event = isEvent(json.value) && hasLongNumber(text) ? exactView(text) : json.value;
  const violations = check(event);
  return violations.length > 0 ? refusedEvent(event, violations) : undefined;
}

/** Parses an event whose JSON has long numbers: IDs keep all digits, other numbers may be rounded. */
function exactView(text: string): unknown {
  const { event, properties, ...rest } = parseExact(text) as MixpanelEvent;
  return JSON.parse(
    stringifyExact({ ...rest, event, properties: { ...properties, ...textIds(properties, idFieldsOf(event)) } }),
  );
}

/** A line without blanks and control characters, such as a carriage return, at its start and end. */
function trimmed(line: Buffer): Buffer {
  let [start, end] = [0, line.length];
  while (start < end && (line[start] ?? 0) <= 0x20) start++;
  while (end > start && (line[end - 1] ?? 0) <= 0x20) end--;
  return start === 0 && end === line.length ? line : line.subarray(start, end);
}
