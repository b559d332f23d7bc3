import type { Effect } from "../endpoint";
import { type FailedRecord, MixpanelError, type MixpanelValidationError } from "../errors";
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
  /** Whether anything was stored that a repetition would do twice. */
  private counted = false;

  /** @param noun what the records are, in the plural: `events` */
  constructor(
    private readonly operation: string,
    private readonly noun: string,
  ) {}

  /** A request was taken. @param dropped records of it that Mixpanel left out without naming them */
  taken(indexes: readonly number[], effect: Effect, dropped: number): void {
    this.answered(indexes.length, dropped, effect);
    this.result.failed += dropped;
  }

  /** Some or all records of a request were refused; the others were taken. */
  refused(indexes: readonly number[], effect: Effect, error: MixpanelValidationError): void {
    const refused = refusedRecords(indexes, error);
    this.answered(indexes.length, refused.length, effect);
    addRecords(this.result, "failed", refused);
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
    const { imported, failed, unknown, unknown_records } = this.result;
    const repeated = this.counted
      ? "running all of it again would count up or append a second time what was stored."
      : "running it again stores nothing twice.";
    const unclear =
      unknown === 0
        ? `The rest was not taken, or only in part; ${repeated}`
        : `Of ${unknown} ${this.noun} (from record ${unknown_records[0]?.index} on) it is not known whether they were taken; look at them before sending them again.`;
    error.message += ` ${this.operation} had then stored ${imported} ${this.noun}, and ${failed} were refused. ${unclear}`;
    error.progress = this.result;
    return error;
  }

  private answered(sent: number, refused: number, effect: Effect): void {
    this.result.sent += sent;
    this.result.imported += sent - refused;
    this.counted ||= effect === "write" && refused < sent;
  }
}
