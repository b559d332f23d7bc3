import type { BatchLimits } from "./limits";

/** Records of one request, each serialised once. */
export interface Batch {
  /** JSON texts, in the order they came. */
  texts: string[];
  /** Position of each in the input, from 0. */
  indexes: number[];
  /** UTF-8 bytes of the whole body. */
  bytes: number;
}

/** A record on its own as large as this cannot be sent at all. */
export interface Oversized {
  index: number;
  bytes: number;
}

/** `[` and `]`, and the comma that each record may bring. */
const BRACKETS_BYTES = 2;
const COMMA_BYTES = 1;

/**
 * Cuts records into batches that break neither limit. Order is kept, nothing is dropped.
 *
 * @param records JSON texts with their position in the input
 * @param onOversized told of a record that alone is over the byte limit; it goes into no batch
 */
export async function* batches(
  records: Iterable<{ index: number; text: string }> | AsyncIterable<{ index: number; text: string }>,
  { maxRecords, maxBytes }: BatchLimits,
  onOversized: (record: Oversized) => void,
): AsyncGenerator<Batch> {
  let batch: Batch = { texts: [], indexes: [], bytes: BRACKETS_BYTES };
  for await (const { index, text } of records) {
    const bytes = Buffer.byteLength(text) + COMMA_BYTES;
    if (bytes + BRACKETS_BYTES > maxBytes) {
      onOversized({ index, bytes });
      continue;
    }
    if (batch.texts.length === maxRecords || batch.bytes + bytes > maxBytes) {
      yield batch;
      batch = { texts: [], indexes: [], bytes: BRACKETS_BYTES };
    }
    batch.texts.push(text);
    batch.indexes.push(index);
    batch.bytes += bytes;
  }
  if (batch.texts.length > 0) yield batch;
}

/** The two halves of a batch that was too large. */
export function halve(batch: Batch): Batch[] {
  const middle = Math.ceil(batch.texts.length / 2);
  return [
    { texts: batch.texts.slice(0, middle), indexes: batch.indexes.slice(0, middle), bytes: 0 },
    { texts: batch.texts.slice(middle), indexes: batch.indexes.slice(middle), bytes: 0 },
  ].map((half) => ({
    ...half,
    bytes: half.texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, BRACKETS_BYTES),
  }));
}

/** The request body of a batch: a JSON array. */
export function batchBody(batch: Batch): Buffer {
  return Buffer.from(`[${batch.texts.join(",")}]`);
}
