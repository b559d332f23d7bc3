import { InputError } from "../errors";
import { parseJson } from "../records/boundedJson";
import { contentHash, HASH_LENGTH } from "../records/hash";
import { decodeIds, encodeIds } from "../records/idList";
import { isRecord, type JsonObject } from "../records/json";
import type { SyncOptions } from "./types";

/** Maximum number of rows of a mirror of profiles. With UUIDs as keys, their state takes 14.6 MB. */
export const MAX_MIRROR_ROWS = 400_000;
/** Maximum size of the state of one mirror, of the 64 MiB that all states of an instance may have together. */
export const MAX_MIRROR_STATE_BYTES = 16 * 1024 * 1024;

const INPUT = "Previous State";
const VERSION = 1;

/** Stands for what Mixpanel has of a row when that is not known: no hash has a dot. */
export const UNKNOWN_HASH = ".".repeat(HASH_LENGTH);

/** What a mirror remembers of the table for its next run: JSON, without a value of a row except the IDs of the profiles. */
export interface MirrorState extends JsonObject {
  version: typeof VERSION;
  /** A hash of what the state belongs to: the project, the kind of target, and the table. */
  of: string;
  /** A hash of the mapping. */
  mapping: string;
  rows: number;
  /** The properties that were sent. */
  properties: string[];
  /** The IDs of the profiles, compressed. */
  keys: string;
  /** The hash of each row, in the order of the keys; of a lookup table, its only hash. */
  hashes: string;
}

/** A state that was read. */
export interface Memory extends Pick<MirrorState, "mapping" | "properties" | "rows"> {
  /** The hash of each row by its key. */
  rowHashes: Map<string, string>;
  tableHash: string;
}

/** How the rows become records: under another mapping, each row may become another record. */
export const mappingHash = ({ mapping, zone, whenNull, emptyIsNull }: Omit<SyncOptions, "target">): string =>
  contentHash([mapping, zone ?? "UTC", whenNull, emptyIsNull]);

const isText = (value: unknown): value is string => typeof value === "string";

const refused = (got: string, cause?: unknown) =>
  new InputError({
    input: INPUT,
    got,
    expected: "the state that the last run of the same mirror returned",
    fix: "Pass it unchanged, or leave it empty to start anew: then all rows are sent, and nothing is removed.",
    cause,
  });

/** @throws Error if they are damaged */
function hashesByKey(keys: string, hashes: string): Map<string, string> {
  const found = new Map<string, string>();
  let at = 0;
  for (const key of decodeIds(keys)) {
    found.set(key, hashes.slice(at, at + HASH_LENGTH));
    at += HASH_LENGTH;
  }
  if (at !== hashes.length) throw new Error("keys and hashes differ in number");
  return found;
}

function parsed(value: unknown): unknown {
  if (!isText(value)) return value;
  if (value.trim() === "") return undefined;
  try {
    return parseJson(value);
  } catch (error) {
    throw refused("text that is not JSON", error);
  }
}

/**
 * Reads the state of the last run.
 *
 * @param given the state, also as JSON text; undefined, null, `""` or `{}` if there is none
 * @param of what the mirror belongs to
 * @throws InputError if it is damaged, or belongs to something else
 */
export function readMirrorState(given: unknown, { of, isTable }: { of: string; isTable: boolean }): Memory | undefined {
  const state = parsed(given) ?? undefined;
  if (state === undefined || (isRecord(state) && Object.keys(state).length === 0)) return undefined;
  if (!isRecord(state) || !("version" in state)) throw refused("a value that is no state of a mirror");
  if (state.version !== VERSION) throw refused(`a state of version ${JSON.stringify(state.version)?.slice(0, 20)}`);
  if (state.of !== of) throw refused("the state of a mirror of another project or target");
  const { mapping, rows, properties, keys, hashes } = state;
  if (!isText(mapping) || !isText(keys) || !isText(hashes) || !Array.isArray(properties) || !Number.isInteger(rows))
    throw refused("a damaged state");
  try {
    return {
      mapping,
      rows: Number(rows),
      properties: properties.filter(isText),
      rowHashes: isTable ? new Map() : hashesByKey(keys, hashes),
      tableHash: hashes,
    };
  } catch (error) {
    throw refused("a damaged state", error);
  }
}

/** Writes keys for a state. @throws InputError if the state would be too large */
export function encodeKeys(keys: ReadonlySet<string>): string {
  const encoded = encodeIds(keys);
  const bytes = encoded.length + keys.size * HASH_LENGTH;
  if (bytes <= MAX_MIRROR_STATE_BYTES) return encoded;
  throw new InputError({
    input: "Rows",
    got: `${keys.size} rows, whose keys and hashes take ${bytes} bytes`,
    expected: `at most ${MAX_MIRROR_STATE_BYTES} bytes, because the next run has to compare them`,
    fix: TOO_MANY,
  });
}

/** What to do about a table that is too large. */
export const TOO_MANY =
  "Divide the table among several mirrors, such as one for each region, or use the mode Upsert with only the rows that have changed.";

/** Writes the state for the next run. @param keysText what `encodeKeys` wrote, if it was for the same keys */
export function writeMirrorState(
  memory: Omit<Memory, "rows" | "tableHash">,
  { of, keysText }: { of: string; keysText?: string },
): MirrorState {
  const { mapping, properties, rowHashes } = memory;
  const keys = [...rowHashes.keys()].sort();
  return {
    version: VERSION,
    of,
    mapping,
    rows: keys.length,
    properties,
    keys: keysText ?? encodeIds(new Set(keys)),
    hashes: keys.map((key) => rowHashes.get(key)).join(""),
  };
}

/** Writes the state of a lookup table. */
export const writeTableState = (
  memory: Pick<Memory, "mapping" | "properties" | "rows" | "tableHash">,
  of: string,
): MirrorState => ({
  version: VERSION,
  of,
  mapping: memory.mapping,
  rows: memory.rows,
  properties: memory.properties,
  keys: "",
  hashes: memory.tableHash,
});
