import { InputError } from "../errors";
import { parseExact, stringifyExact } from "../records/exactNumbers";
import { ExactRecord } from "../records/exactRecord";
import { isRecord, type JsonObject } from "../records/json";

/** One schema of an upload. */
export interface SchemaEntry {
  /** As Mixpanel takes it, all of its keys and digits kept. */
  json: JsonObject;
  /** Size as JSON, in UTF-8 bytes. */
  bytes: number;
  /** How much it counts toward the limit of events and properties per minute. */
  weight: number;
}

/** Label of the input, for errors. */
export const SCHEMAS_INPUT = "Schemas";

const isFilled = (value: unknown) => typeof value === "string" && value.trim() !== "";

/** How many events and properties a schema updates: itself and each of its properties. */
export function weightOf(schema: unknown): number {
  const properties = isRecord(schema) ? schema.properties : undefined;
  return 1 + (isRecord(properties) ? Object.keys(properties).length : 0);
}

function fault(entry: unknown): string | undefined {
  if (!isRecord(entry)) return "that is not a JSON object";
  if (!isFilled(entry.entityType)) return "without entityType, such as event or profile";
  if (!isFilled(entry.name)) return "without name";
  return isRecord(entry.schemaJson) ? undefined : "whose schemaJson is not a JSON object";
}

function parsed(record: unknown): unknown {
  if (record instanceof ExactRecord) return parseExact(record.json);
  if (!Buffer.isBuffer(record)) return record;
  try {
    return parseExact(record.toString("utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Reads one schema of an upload: parsed, exact or a line of NDJSON.
 *
 * @param index position in the input, from 0
 * @throws InputError if Mixpanel would reject the request because of it
 */
export function readEntry(record: unknown, index: number): SchemaEntry {
  const json = parsed(record);
  const wrong = fault(json);
  if (wrong !== undefined || !isRecord(json)) {
    throw new InputError({
      input: SCHEMAS_INPUT,
      got: `an entry ${wrong} at position ${index} (counted from 0)`,
      expected: "an object with entityType, name and schemaJson",
      fix: "Pass the list itself, such as results of List Lexicon Schemas.",
    });
  }
  return { json, bytes: Buffer.byteLength(stringifyExact(json)), weight: weightOf(json.schemaJson) };
}
