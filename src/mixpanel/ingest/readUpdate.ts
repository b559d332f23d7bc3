import { hasLongNumber, parseExact, stringifyExact } from "../records/exactNumbers";
import { ExactRecord } from "../records/exactRecord";
import { isRecord } from "../records/json";
import { idText, textIds } from "./idText";
import type { ProfileKind } from "./profileKinds";

/** Changes a record before it is looked at. */
export type MapRecord = (record: unknown) => unknown;

export const asItIs: MapRecord = (record) => record;

/** What a record holds. */
interface Update {
  /** As JSON.parse has it, its IDs as text. */
  value: unknown;
  /** As parseExact has it, where it has numbers that are rounded in the value. */
  exact?: unknown;
}

/** A line, or a record of its own JSON, as text; undefined for what is parsed already. */
function jsonOf(record: unknown): string | undefined {
  if (record instanceof ExactRecord) return record.json;
  return Buffer.isBuffer(record) ? record.toString("utf8") : undefined;
}

/** An update with its IDs as text, as Mixpanel's own are. */
function withTextIds(update: unknown, { ids }: ProfileKind): unknown {
  return isRecord(update) ? { ...update, ...textIds(update, ids) } : update;
}

/**
 * Reads the update that a record is, parsed, exact or a line of NDJSON, or that `map` makes of it.
 *
 * @returns undefined for a line that is no JSON
 */
export function readUpdate(record: unknown, kind: ProfileKind, map: MapRecord): Update | undefined {
  const json = jsonOf(record);
  if (json === undefined) return { value: withTextIds(map(record), kind) };
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!hasLongNumber(json)) return { value: withTextIds(map(parsed), kind) };
  const exact = withTextIds(map(idText(parseExact(json))), kind);
  // Not what was parsed: IDs are looked at as they are sent.
  return { value: JSON.parse(stringifyExact(exact)), exact };
}
