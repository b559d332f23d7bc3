import { InputError } from "../errors";
import { LEXICON_ENTRIES_PER_MINUTE } from "../limits/documented";
import type { JsonObject } from "../records/json";
import type { RecordSource } from "../records/source";
import { readEntry, SCHEMAS_INPUT } from "./entry";

/** Mixpanel takes bodies of at most 8 MB: https://developer.mixpanel.com/reference/rate-limits */
export const MAX_BODY_BYTES = 8_000_000;
/** The keys, brackets and options around the entries of a body. */
const FRAME_BYTES = 64;
const MAX_ENTRY_BYTES = MAX_BODY_BYTES - FRAME_BYTES;

/** The entries of one request. */
export interface SchemaBatch {
  entries: JsonObject[];
  /** Position of the first one in the input, from 0. */
  first: number;
  /** Events and properties in all of them. */
  weight: number;
  bytes: number;
}

const emptyBatch = (first: number): SchemaBatch => ({ entries: [], first, weight: 0, bytes: 0 });

/**
 * Splits schemas into requests, one at a time, so that only one is in memory. Each has at most 8 MB, and at most the events and properties
 * that Lexicon updates in a minute; an entry with more properties than that is sent alone.
 *
 * @param options.first position of the first schema to send
 * @param options.share share of the limit of a minute that a request may use
 * @throws InputError for an entry that cannot be sent
 */
export async function* batchesOf(
  schemas: RecordSource,
  { first, share = 1 }: { first: number; share?: number },
): AsyncGenerator<SchemaBatch> {
  const maxWeight = Math.floor(LEXICON_ENTRIES_PER_MINUTE * Math.min(1, share));
  let batch = emptyBatch(first);
  let index = -1;
  for await (const record of schemas) {
    index++;
    if (index < first) continue;
    const { json, bytes, weight } = readEntry(record, index);
    if (bytes > MAX_ENTRY_BYTES) {
      const got = `an entry of ${bytes} bytes at position ${index} (counted from 0)`;
      throw new InputError({ input: SCHEMAS_INPUT, got, expected: "at most 8 MB, which is Mixpanel's limit" });
    }
    const isFull = batch.bytes + bytes + 1 > MAX_ENTRY_BYTES || batch.weight + weight > maxWeight;
    if (isFull && batch.entries.length > 0) {
      yield batch;
      batch = emptyBatch(index);
    }
    batch.entries.push(json);
    batch.weight += weight;
    // With its comma.
    batch.bytes += bytes + 1;
  }
  if (batch.entries.length > 0) yield batch;
}
