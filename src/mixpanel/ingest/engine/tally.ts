import { type FailedRecord, MixpanelError, type MixpanelValidationError } from "../../errors";
import { addRecords, emptyResult, type IngestResult } from "../result";
import type { Batch } from "./batch";
import { explainRunFailure } from "./failure";
import { MAX_LISTED_REQUESTS, MAX_LISTED_UNKNOWN } from "./limits";
import { isDoubled } from "./parts";
import { countWithin, verdictOf } from "./verdict";

const byIndex = (a: FailedRecord, b: FailedRecord) => a.index - b.index;

/** How a run ended. */
export interface Ending {
  /** Positions of records that were read, and were in no request that was begun. */
  unsent: readonly number[];
  /** Whether there may be more records than were read. */
  cut: boolean;
  /** Whether the time was up. */
  byTime: boolean;
}

const WHOLE: Ending = { unsent: [], cut: false, byTime: false };

/** Keeps the tally of a run: what became of each record, in numbers and, where it was not taken, by its position in the input. */
export class Tally {
  readonly result: IngestResult = emptyResult();
  /** Position of the last record that was stored, or may have been, and that a second run would do again; -1 without any. */
  private lastDoubled = -1;
  /** Position behind the last record that has its fate or is on its way. */
  private end: number;
  /** Records that Mixpanel surely does not have, through no fault of theirs. */
  private untakenRecords: FailedRecord[] = [];

  /**
   * @param noun what the records are, in the plural: `events`
   * @param doubles what a second run would do to those that were stored and that it does not leave as they are
   * @param options.first position of the first record of this run
   * @param options.dropsInvalid whether Mixpanel drops invalid records without naming them, as it does where it is not strict
   */
  constructor(
    private readonly operation: string,
    private readonly noun: string,
    private readonly doubles = "would store some of them a second time",
    private readonly options: { first?: number; dropsInvalid?: boolean } = {},
  ) {
    this.end = this.first;
  }

  private get first(): number {
    return this.options.first ?? 0;
  }

  /** Whether no record has met its fate yet. */
  get isEmpty(): boolean {
    return this.end === this.first;
  }

  /** Takes the next record in. @returns its position in the input */
  receive(): number {
    return this.first + this.result.received++;
  }

  /** Everything up to this position is accounted for, or will be. */
  reach(index: number): void {
    this.end = Math.max(this.end, index + 1);
  }

  /** A record that cannot be sent. */
  invalid(index: number, failure: Omit<FailedRecord, "index">): void {
    this.reach(index);
    addRecords(this.result, "failed", [{ ...failure, index }]);
  }

  /** A request was taken. @param stored records of it that Mixpanel says it stored, where it says so */
  taken(batch: Batch, stored?: number): void {
    const sent = batch.indexes.length;
    const imported = countWithin(stored, sent) ?? sent;
    this.answered(batch, imported);
    this.unconfirmed(batch, sent - imported);
  }

  /** Some or all records of a request were refused. */
  refused(batch: Batch, error: MixpanelValidationError): void {
    const { imported, refused, unconfirmed } = verdictOf(batch.indexes, error);
    this.answered(batch, imported);
    addRecords(this.result, "failed", refused);
    this.unconfirmed(batch, unconfirmed, error.message);
  }

  /** A record that no request can carry. */
  tooLarge(index: number, what: string): void {
    this.invalid(index, {
      rule: "record_too_large",
      message: `${what.replace(/\.$/, "")}; a record of this size cannot be sent`,
    });
  }

  /** Records that are not sent, for a reason of their own. */
  failed(indexes: readonly number[], message: string): void {
    addRecords(this.result, "failed", listOf(indexes, message));
  }

  /** A request failed for good: nobody knows whether its records were taken, or they surely were not. */
  ended(batch: Batch, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof MixpanelError && !error.mayHaveLanded) this.untaken(batch.indexes, message);
    else this.unknown(batch, message);
  }

  /** Records of which nobody knows whether they were taken. */
  unknown(batch: Batch, message: string): void {
    if (isDoubled(batch)) this.doubled(batch);
    addRecords(this.result, "unknown", listOf(batch.indexes, message));
  }

  /** Records that were not taken, through no fault of theirs: the next run begins with the first of them, or they are listed. */
  untaken(indexes: readonly number[], message: string): void {
    for (const record of listOf(indexes, message)) this.untakenRecords.push(record);
  }

  close(durationMs: number, ending: Ending = WHOLE): IngestResult {
    const { result } = this;
    this.untaken(ending.unsent, "not sent: the run ended before its turn");
    const resumeFrom = this.resumeFrom(ending);
    if (resumeFrom !== undefined) {
      const read = this.untakenRecords.length;
      this.untakenRecords = this.untakenRecords.filter(({ index }) => index < resumeFrom);
      result.received -= read - this.untakenRecords.length;
      result.resume_from = resumeFrom;
      result.stopped_by = ending.byTime ? "time" : null;
    }
    // All of them, as only that tells which to send again.
    addRecords(result, "failed", this.untakenRecords, MAX_LISTED_UNKNOWN);
    result.failed_records.sort(byIndex);
    result.unknown_records.sort(byIndex);
    result.unconfirmed_requests.sort((a, b) => a.first - b.first);
    result.duration_ms = durationMs;
    return result;
  }

  /**
   * What the next run begins with, where there is anything left for it. After a time limit that is the first record that was not sent,
   * though later ones may have been: those are sent again, unless that would double one of them.
   */
  private resumeFrom({ unsent, cut, byTime }: Ending): number | undefined {
    const { end, first, lastDoubled, untakenRecords } = this;
    if (!byTime) return cut || unsent.some((index) => index >= end) ? end : undefined;
    let next = cut ? first + this.result.received : Number.POSITIVE_INFINITY;
    for (const { index } of untakenRecords) if (index > lastDoubled) next = Math.min(next, index);
    return next === Number.POSITIVE_INFINITY ? undefined : next;
  }

  /** Names what had been done when a request failed for good, so that nothing stays half-done in silence. */
  explain(error: unknown): unknown {
    const { operation, noun, doubles, result, untakenRecords: untaken } = this;
    if (!(error instanceof MixpanelError)) return error;
    return explainRunFailure(error, { operation, noun, doubles, result, untaken, isRepeatable: this.lastDoubled < 0 });
  }

  private answered(batch: Batch, imported: number): void {
    this.result.sent += batch.indexes.length;
    this.result.imported += imported;
    if (imported > 0 && isDoubled(batch)) this.doubled(batch);
  }

  private doubled({ indexes }: Batch): void {
    this.lastDoubled = Math.max(this.lastDoubled, indexes.at(-1) ?? 0);
  }

  /** Records of an answered request that Mixpanel neither stored by its own count nor named. */
  private unconfirmed({ indexes }: Batch, records: number, message?: string): void {
    if (records === 0) return;
    if (this.options.dropsInvalid) {
      this.result.failed += records;
      return;
    }
    this.result.unconfirmed += records;
    const { unconfirmed_requests: listed } = this.result;
    if (listed.length === MAX_LISTED_REQUESTS) return;
    const range = { first: indexes[0] ?? 0, last: indexes.at(-1) ?? 0 };
    listed.push({ ...range, sent: indexes.length, unconfirmed: records, ...(message !== undefined && { message }) });
  }
}

const listOf = (indexes: readonly number[], message: string): FailedRecord[] =>
  indexes.map((index) => ({ index, message }));
