import { digitsOf, hasLongNumber, parseExact, stringifyExact } from "../exactNumbers";
import { isRecord } from "../json";
import { ExactRecord } from "./exactRecord";
import type { ProfileKind } from "./profileKinds";

/** Changes a record before it is looked at. */
export type MapRecord = (record: unknown) => unknown;

export const asItIs: MapRecord = (record) => record;

/** What a record holds. */
interface Update {
  /** As JSON.parse has it; undefined for a line that is no JSON. */
  value: unknown;
  /** As parseExact has it, where it has numbers that are rounded in the value. */
  exact?: unknown;
}

/** A line, or a record of its own JSON, as text; undefined for what is parsed already. */
function jsonOf(record: unknown): string | undefined {
  if (record instanceof ExactRecord) return record.json;
  return Buffer.isBuffer(record) ? record.toString("utf8") : undefined;
}

/** The update of JSON with long numbers, as parseExact has it, but for its IDs: these are text, as Mixpanel's own are. */
function exactUpdate(json: string, { ids }: ProfileKind, map: MapRecord): unknown {
  const update = map(digitsOf(parseExact(json)));
  if (!isRecord(update)) return update;
  return { ...update, ...Object.fromEntries(ids.map((id) => [id, digitsOf(update[id])])) };
}

/** Reads the update that a record is, parsed, exact or a line of NDJSON, or that `map` makes of it. */
export function readUpdate(record: unknown, kind: ProfileKind, map: MapRecord): Update {
  const json = jsonOf(record);
  if (json === undefined) return { value: map(record) };
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return { value: undefined };
  }
  if (!hasLongNumber(json)) return { value: map(parsed) };
  const exact = exactUpdate(json, kind, map);
  // Not what was parsed: IDs are looked at as they are sent.
  return { value: JSON.parse(stringifyExact(exact)), exact };
}
