import { type FailedRecord, MixpanelError, MixpanelTooLargeError, MixpanelValidationError } from "../errors";
import { type Batch, batches, halve } from "./batches";
import { type BatchLimits, DEFAULT_CONCURRENCY } from "./limits";
import { addFailures, emptyResult, type IngestResult } from "./result";

export interface IngestOptions {
  operation: string;
  /** What the records are, in the plural: `events`. */
  noun: string;
  /** Serialised records in the order they came. */
  records: Iterable<string> | AsyncIterable<string>;
  limits: BatchLimits;
  /** Sends one batch. Resolves where Mixpanel took it whole; throws MixpanelValidationError where it refused some or all. */
  send(batch: Batch): Promise<void>;
  /** Requests in flight at once. */
  concurrency?: number;
}

/** Failures of a batch as failures of the input: Mixpanel counts within the request. */
function refusedRecords(batch: Batch, error: MixpanelValidationError): FailedRecord[] {
  if (error.failedRecords.length === 0) return batch.indexes.map((index) => ({ index, message: error.message }));
  return error.failedRecords.map((record) => ({ ...record, index: batch.indexes[record.index] ?? record.index }));
}

/** Names what had been done when a request failed for good, so that nothing stays half-done in silence. */
function withProgress(
  error: MixpanelError,
  { operation, noun }: IngestOptions,
  result: IngestResult,
  batch: Batch,
): MixpanelError {
  const [first, last] = [batch.indexes[0], batch.indexes.at(-1)];
  const unclear = error.mayHaveLanded ? "may or may not have been taken" : "were not taken";
  error.message += ` Until then ${result.imported} ${noun} had been taken by ${operation}; records ${first} to ${last} ${unclear}; those after them were not sent or are not confirmed.`;
  return error;
}

/**
 * Sends any number of records: batches within the limits, a bounded number of requests in flight, no more records read than are needed
 * for the next request. A batch that is too large is halved and sent again; records that Mixpanel refuses are listed by their position
 * in the input, and the others go on. A request that fails for good ends the run.
 *
 * @throws MixpanelError of the first request that failed for good, its message telling how far the run had come
 */
export async function ingest(options: IngestOptions): Promise<IngestResult> {
  const { records, limits, send, concurrency = DEFAULT_CONCURRENCY } = options;
  const result = emptyResult();
  const inFlight = new Set<Promise<void>>();
  let failure: MixpanelError | undefined;

  async function* numbered() {
    for await (const text of records) yield { index: result.received++, text };
  }

  const tooLarge = (index: number, what: string) =>
    addFailures(result, [{ index, message: `${what}; a record of this size cannot be sent` }]);

  async function deliver(batch: Batch): Promise<void> {
    try {
      result.batches++;
      await send(batch);
      result.sent += batch.texts.length;
      result.imported += batch.texts.length;
    } catch (error) {
      if (error instanceof MixpanelValidationError) {
        const refused = refusedRecords(batch, error);
        result.sent += batch.texts.length;
        result.imported += batch.texts.length - refused.length;
        addFailures(result, refused);
      } else if (error instanceof MixpanelTooLargeError && batch.texts.length > 1) {
        for (const half of halve(batch)) await deliver(half);
      } else if (error instanceof MixpanelTooLargeError) {
        for (const index of batch.indexes) tooLarge(index, error.message);
      } else if (error instanceof MixpanelError) {
        failure ??= withProgress(error, options, result, batch);
      } else {
        throw error;
      }
    }
  }

  for await (const batch of batches(numbered(), limits, ({ index, bytes }) => tooLarge(index, `${bytes} bytes`))) {
    const delivery = deliver(batch).finally(() => inFlight.delete(delivery));
    inFlight.add(delivery);
    if (inFlight.size >= concurrency) await Promise.race(inFlight);
    if (failure) break;
  }
  await Promise.all(inFlight);
  if (failure) throw failure;
  return result;
}
