import type { Effect } from "../endpoint";
import { parseJson } from "../records/boundedJson";
import { hasLongNumber, parseExact, stringifyExact } from "../records/exactNumbers";
import { ExactRecord } from "../records/exactRecord";
import { isRecord } from "../records/json";
import { textOf } from "../records/utf8";
import { type MapRow, notJson, RefusedRecord } from "./engine/options";
import { idText, textIds } from "./idText";
import type { ProfileKind } from "./profileKinds";
import { soundEffect } from "./validate";

/** Changes a parsed record before it is checked. */
export type MapRecord = (record: unknown) => unknown;

export const asItIs: MapRecord = (record) => record;

/** An update that was read from a record. */
interface Update {
  /** The update as JSON.parse returns it, with IDs as text. */
  value: unknown;
  /** The update from parseExact, if `value` has numbers that were rounded. */
  exact?: unknown;
  /** The effect of sending it, if it is known to keep the rules that are always checked. */
  effect?: Effect;
}

/** The JSON of a line or an ExactRecord; undefined for a parsed record. @throws TypeError for a line that is not UTF-8 */
function jsonOf(record: unknown): string | undefined {
  if (record instanceof ExactRecord) return record.json;
  return Buffer.isBuffer(record) ? textOf(record) : undefined;
}

/** Turns an update's IDs into text, because Mixpanel's IDs are text. */
function withTextIds(update: unknown, { ids }: ProfileKind): unknown {
  try {
    return isRecord(update) && !(update instanceof RefusedRecord) ? { ...update, ...textIds(update, ids) } : update;
  } catch (error) {
    // A record that a program made may fail when it is read.
    return new RefusedRecord(notJson(error));
  }
}

/** @param value as `map` returned it */
function updateOf(value: unknown, kind: ProfileKind): Update {
  const effect = soundEffect(value, kind);
  return effect === undefined ? { value: withTextIds(value, kind) } : { value, effect };
}

/**
 * Reads an update from a record (a parsed value, an ExactRecord or a line of NDJSON), after `map` has changed it.
 *
 * @returns undefined for a line that is not JSON in UTF-8
 */
export function readUpdate(record: unknown, kind: ProfileKind, map: MapRow, index: number): Update | undefined {
  let json: string | undefined;
  let parsed = record;
  try {
    json = jsonOf(record);
    if (json !== undefined) parsed = parseJson(json);
  } catch {
    return undefined;
  }
  if (json === undefined || !hasLongNumber(json)) return updateOf(map(parsed, index), kind);
  const exact = withTextIds(map(idText(parseExact(json)), index), kind);
  if (exact === undefined || exact instanceof RefusedRecord) return { value: exact };
  try {
    // Parsed again, so that IDs are checked exactly as they are sent.
    return { value: JSON.parse(stringifyExact(exact)), exact };
  } catch (error) {
    return { value: new RefusedRecord(notJson(error)) };
  }
}
