import { type FailedRecord, MixpanelError, type MixpanelValidationError } from "../errors";
import type { Batch } from "./batches";
import { isDoubled } from "./parts";
import { addRecords, emptyResult, type IngestResult } from "./result";

/** Failures of a request as failures of the input: Mixpanel counts within the request. */
function refusedRecords(indexes: readonly number[], error: MixpanelValidationError): FailedRecord[] {
  if (error.failedRecords.length === 0) return indexes.map((index) => ({ index, message: error.message }));
  const refused = new Map<number, FailedRecord>();
  for (const record of error.failedRecords) {
    const index = indexes[record.index] ?? record.index;
    const known = refused.get(index);
    // A record with two faults is one record.
    refused.set(index, known ? { ...known, message: `${known.message}; ${record.message}` } : { ...record, index });
  }
  // Some faults, an identity event that the project does not know among them, have Mixpanel refuse the request whole.
  if (error.imported === 0) {
    for (const index of indexes) if (!refused.has(index)) refused.set(index, { index, message: error.message });
  }
  return [...refused.values()];
}

const byIndex = (a: FailedRecord, b: FailedRecord) => a.index - b.index;

/** Keeps the account of a run: what became of each record, in numbers and, where it was not taken, by its position in the input. */
export class Account {
  readonly result: IngestResult = emptyResult();
  /** Whether anything was stored, or may have been, that a second run would do again. */
  private doubled = false;

  /**
   * @param noun what the records are, in the plural: `events`
   * @param doubles what a second run would do to those that were stored and that it does not leave as they are
   */
  constructor(
    private readonly operation: string,
    private readonly noun: string,
    private readonly doubles = "would store some of them a second time",
  ) {}

  /** A request was taken. @param dropped records of it that Mixpanel left out without naming them */
  taken(batch: Batch, dropped: number): void {
    this.answered(batch, dropped);
    this.result.failed += dropped;
  }

  /** Some or all records of a request were refused; the others were taken. */
  refused(batch: Batch, error: MixpanelValidationError): void {
    const refused = refusedRecords(batch.indexes, error);
    this.answered(batch, refused.length);
    addRecords(this.result, "failed", refused);
  }

  /** A request failed for good. */
  ended(batch: Batch, error: unknown): void {
    this.doubled ||= error instanceof MixpanelError && error.mayHaveLanded && isDoubled(batch);
  }

  /** Records that no request can carry. */
  tooLarge(indexes: readonly number[], what: string): void {
    const message = `${what.replace(/\.$/, "")}; a record of this size cannot be sent`;
    addRecords(
      this.result,
      "failed",
      indexes.map((index) => ({ index, message })),
    );
  }

  /** Records of which nobody knows whether they were taken. */
  unknown(indexes: readonly number[], message: string): void {
    addRecords(
      this.result,
      "unknown",
      indexes.map((index) => ({ index, message })),
    );
  }

  close(durationMs: number): IngestResult {
    this.result.failed_records.sort(byIndex);
    this.result.unknown_records.sort(byIndex);
    this.result.duration_ms = durationMs;
    return this.result;
  }

  /** Names what had been done when a request failed for good, so that nothing stays half-done in silence. */
  explain(error: unknown): unknown {
    if (!(error instanceof MixpanelError)) return error;
    error.progress = this.result;
    const { batches, imported, failed, unknown, unknown_records } = this.result;
    // What went wrong before the first request left nothing half-done.
    if (batches === 0) return error;
    const repeated = this.doubled
      ? `running all of it again ${this.doubles}.`
      : "running it again stores nothing twice.";
    const unclear =
      unknown === 0
        ? `The rest was not taken, or only in part; ${repeated}`
        : `Of ${unknown} ${this.noun} (from record ${unknown_records[0]?.index} on) it is not known whether they were taken; look at them before sending them again.`;
    error.happened ??= error.message;
    error.message += ` ${this.operation} had then stored ${imported} ${this.noun}, and ${failed} were refused. ${unclear}`;
    return error;
  }

  private answered(batch: Batch, refused: number): void {
    const sent = batch.indexes.length;
    this.result.sent += sent;
    this.result.imported += sent - refused;
    this.doubled ||= refused < sent && isDoubled(batch);
  }
}
