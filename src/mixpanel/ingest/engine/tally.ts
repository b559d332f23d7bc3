import { type FailedRecord, MixpanelError, type MixpanelValidationError } from "../../errors";
import { addRecords, emptyResult, type IngestResult } from "../result";
import type { Batch } from "./batch";
import { explainRunFailure } from "./failure";
import { MAX_LISTED_REQUESTS, MAX_LISTED_UNKNOWN } from "./limits";
import type { RecordWatch } from "./options";
import { isDoubled } from "./parts";
import { countWithin, verdictOf } from "./verdict";

const byIndex = (a: FailedRecord, b: FailedRecord) => a.index - b.index;

/** How a run ended. */
export interface Ending {
  /** Positions of records that were read, and were in no request that was begun. */
  unsent: readonly number[];
  /** Whether there may be more records than were read. */
  cut: boolean;
  /** Whether the time limit was reached. */
  byTime: boolean;
}

const WHOLE: Ending = { unsent: [], cut: false, byTime: false };

/** Counts the outcomes of a run's records, and lists those that were not accepted by their position in the input. */
export class Tally {
  readonly result: IngestResult = emptyResult();
  /** Position of the last record that was or may have been stored, and that a second run would duplicate; -1 if there is none. */
  private lastDoubled = -1;
  /** Position after the last record whose outcome is known or that is being sent. */
  private end: number;
  /** Valid records that Mixpanel certainly does not have, because the run ended before. */
  private untakenRecords: FailedRecord[] = [];

  /**
   * @param noun what the records are, as a plural: `events`
   * @param doubles what a second run would do to records already stored, if it changes them: `would store some of them a second time`
   * @param options.first position of the first record of this run
   * @param options.dropsInvalid whether Mixpanel drops invalid records without naming them, as it does without strict mode
   */
  constructor(
    private readonly noun: string,
    private readonly doubles = "would store some of them a second time",
    private readonly options: { first?: number; dropsInvalid?: boolean; watch?: RecordWatch } = {},
  ) {
    this.end = this.first;
  }

  private get first(): number {
    return this.options.first ?? 0;
  }

  /** Whether no record has an outcome yet. */
  get isEmpty(): boolean {
    return this.end === this.first;
  }

  /** Counts the next records. @returns the position of the first of them in the input */
  receive(records = 1): number {
    const index = this.first + this.result.received;
    this.result.received += records;
    return index;
  }

  /** Notes that every record up to this position has an outcome, or is being sent. */
  reach(index: number): void {
    this.end = Math.max(this.end, index + 1);
  }

  /** A record that cannot be sent. */
  invalid(index: number, failure: Omit<FailedRecord, "index">): void {
    this.reach(index);
    this.reject([{ ...failure, index }]);
    this.options.watch?.settled([index]);
  }

  /** A request was accepted. @param stored how many of its records Mixpanel says it stored, if it says so */
  taken(batch: Batch, stored?: number): void {
    const sent = batch.indexes.length;
    const imported = countWithin(stored, sent) ?? sent;
    this.answered(batch, imported);
    this.unconfirmed(batch, sent - imported);
    this.options.watch?.settled(batch.indexes);
  }

  /** Some or all records of a request were rejected. */
  refused(batch: Batch, error: MixpanelValidationError): void {
    const { imported, refused, unconfirmed } = verdictOf(batch.indexes, error);
    this.answered(batch, imported);
    this.reject(refused);
    this.unconfirmed(batch, unconfirmed, error.message);
    this.options.watch?.settled(batch.indexes);
  }

  /** A record that is too large for any request. */
  tooLarge(index: number, what: string): void {
    this.invalid(index, {
      rule: "record_too_large",
      message: `${what.replace(/\.$/, "")}: the record is too large to be sent`,
    });
  }

  /** Records that are not sent, for the given reason. */
  failed(indexes: readonly number[], message: string): void {
    this.reject(listOf(indexes, message));
    this.options.watch?.settled(indexes);
  }

  /** A request failed after all retries: its records may have been stored, or certainly were not. */
  ended(batch: Batch, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof MixpanelError && !error.mayHaveLanded) this.untaken(batch.indexes, message);
    else this.unknown(batch, message);
  }

  /** Records that may or may not have been stored. */
  unknown(batch: Batch, message: string): void {
    if (isDoubled(batch)) this.doubled(batch);
    const records = listOf(batch.indexes, message);
    addRecords(this.result, "unknown", records);
    this.options.watch?.held(records, "unknown");
    this.options.watch?.settled(batch.indexes);
  }

  /** Valid records that were not sent or not stored: the next run begins with the first of them, or they are listed. */
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
    this.options.watch?.held(this.untakenRecords, "not_sent");
    // List all of them, because the caller must know which ones to send again.
    addRecords(result, "failed", this.untakenRecords, MAX_LISTED_UNKNOWN);
    result.failed_records.sort(byIndex);
    result.unknown_records.sort(byIndex);
    result.unconfirmed_requests.sort((a, b) => a.first - b.first);
    result.duration_ms = durationMs;
    return result;
  }

  /**
   * Where the next run begins, if records are left. After a time limit, that is the first record that was not sent; later records that were
   * sent are then sent again, unless that would duplicate one of them.
   */
  private resumeFrom({ unsent, cut, byTime }: Ending): number | undefined {
    const { end, first, lastDoubled, untakenRecords } = this;
    if (!byTime) return cut || unsent.some((index) => index >= end) ? end : undefined;
    let next = cut ? first + this.result.received : Number.POSITIVE_INFINITY;
    for (const { index } of untakenRecords) if (index > lastDoubled) next = Math.min(next, index);
    return next === Number.POSITIVE_INFINITY ? undefined : next;
  }

  /** Adds to the error of a failed request what has been stored so far and what has not. */
  explain(error: unknown): unknown {
    const { noun, doubles, result, untakenRecords: untaken } = this;
    const isRepeatable = this.lastDoubled < 0;
    this.options.watch?.stopped(result, isRepeatable);
    if (!(error instanceof MixpanelError)) return error;
    return explainRunFailure(error, { noun, doubles, result, untaken, isRepeatable });
  }

  private reject(records: readonly FailedRecord[]): void {
    addRecords(this.result, "failed", records);
    this.options.watch?.rejected(records);
  }

  private answered(batch: Batch, imported: number): void {
    this.result.sent += batch.indexes.length;
    this.result.imported += imported;
    if (imported > 0 && isDoubled(batch)) this.doubled(batch);
  }

  private doubled({ indexes }: Batch): void {
    this.lastDoubled = Math.max(this.lastDoubled, indexes.at(-1) ?? 0);
  }

  /** Records that Mixpanel reported neither as stored nor as rejected. */
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
