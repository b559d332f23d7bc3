import { InputError, MixpanelTimeoutError, SourceError } from "../../errors";
import { isBlockwise } from "../../records/lines";
import { isOpenable } from "../../records/opened";
import { isTextBlock } from "../../records/recordRun";
import type { IngestResult } from "../result";
import { Delivery } from "./delivery";
import { Dispatch } from "./dispatch";
import type { BatchLimits } from "./limits";
import type { IngestOptions } from "./options";
import { Packer } from "./packer";
import { nowAndThen } from "./progress";
import { Tally } from "./tally";
import { TimeLeft } from "./timeLeft";
import { untilAborted } from "./untilAborted";
import { VerbatimPacker } from "./verbatim";

/** Records that are packed before other tasks of the process can run: for records of usual size, that takes two milliseconds. */
const RECORDS_A_TURN = 256;

/** A run over any number of records: reads them when needed, packs them into batches, sends these, and counts the outcomes. */
class Run<T> {
  private readonly tally: Tally;
  private readonly delivery: Delivery;
  private readonly time: TimeLeft;
  private readonly begun: number;
  private readonly report: () => void;

  private readonly packer: Packer<T>;
  private readonly verbatim: VerbatimPacker<T>;
  private readonly dispatch: Dispatch;
  private leftInTurn = RECORDS_A_TURN;
  /** Records that are still to be skipped. */
  private toSkip: number;
  /** Whether reading ended before the end of the records. */
  private isCut = false;

  constructor(private readonly options: IngestOptions<T>) {
    const { noun, doubles, resumeFrom: first = 0, dropsInvalid, watch, clock, send } = options;
    this.tally = new Tally(noun, doubles, { first, dropsInvalid, watch });
    this.toSkip = first;
    const limits: BatchLimits = { ...options.limits };
    this.time = new TimeLeft(options.leftMs ?? (() => Number.POSITIVE_INFINITY), options.signal);
    this.delivery = new Delivery({ send, tally: this.tally, limits, time: this.time });
    this.begun = clock.now();
    this.report = nowAndThen(
      clock,
      () => options.onProgress?.({ ...this.tally.result, duration_ms: clock.now() - this.begun }),
      options.progressMs,
    );
    const { tally, delivery, time, report } = this;
    const spare: Buffer[] = [];
    this.dispatch = new Dispatch({ ...options, tally, delivery, time, spare, report });
    this.packer = new Packer(options, { limits, tally, packed: (batch) => this.dispatch.add(batch), spare });
    this.verbatim = new VerbatimPacker(options, this.packer);
  }

  async finish(): Promise<IngestResult> {
    const { tally, delivery, dispatch, options } = this;
    let unread: { error: unknown } | undefined;
    try {
      unread = await this.readAll(options.records);
      this.packer.flush();
      await dispatch.finish();
    } catch (error) {
      // What was packed before is sent nevertheless.
      await dispatch.done;
      this.isCut = true;
      delivery.failure ??= { error };
    }
    await dispatch.end();
    // Records that were read but not sent, if the run ended early.
    this.packer.flush();
    const { unsent } = dispatch;
    delivery.failure ??= unread;
    const byTime = !delivery.failure;
    const result = tally.close(options.clock.now() - this.begun, { unsent, cut: this.isCut, byTime });
    const failure = delivery.failure ?? this.withoutProgress(result);
    if (failure) throw tally.explain(failure.error);
    return result;
  }

  /** The error to throw if the time limit was reached before anything was sent. Who ends a run early expects to find it unfinished. */
  private withoutProgress({ sent, resume_from }: IngestResult): { error: unknown } | undefined {
    if (this.time.isInterrupted) return undefined;
    if (this.delivery.outOfTime) return sent === 0 ? this.delivery.outOfTime : undefined;
    if (resume_from === null || !this.tally.isEmpty) return undefined;
    const { operation, noun } = this.options;
    const message = `${operation}: the time limit was reached before the first request. Raise the Time Limit of the connection, or send fewer ${noun} per run.`;
    return { error: new MixpanelTimeoutError({ operation, mayHaveLanded: false, message }) };
  }

  /** @returns the error of a source that failed: what it gave before is sent nevertheless */
  private async readAll(records: Iterable<T> | AsyncIterable<T>): Promise<{ error: unknown } | undefined> {
    try {
      await this.read(records);
      return undefined;
    } catch (error) {
      if (!(error instanceof SourceError || error instanceof InputError)) throw error;
      this.isCut = true;
      return { error };
    }
  }

  private async read(records: Iterable<T> | AsyncIterable<T>): Promise<void> {
    if (Symbol.iterator in records) return this.readBlock(records);
    const { signal } = this.options;
    const stop = AbortSignal.any(signal ? [signal, this.dispatch.stopped] : [this.dispatch.stopped]);
    const onCut = () => {
      this.isCut = true;
    };
    if (isOpenable(records)) {
      for await (const opened of untilAborted(records.opened(), signal, onCut)) await this.read(opened);
      return;
    }
    if (isBlockwise(records)) {
      for await (const block of untilAborted(records.blocks(), stop, onCut)) {
        await this.readBlock(block);
        this.isCut ||= this.watchTime();
        if (this.isCut) return;
      }
      return;
    }
    for await (const record of untilAborted(records, signal, onCut)) {
      if (this.toSkip > 0) {
        this.toSkip--;
        continue;
      }
      const pause = this.take(record);
      // Nothing is packed ahead of a source that may be slow.
      if (pause) await pause.then(() => this.dispatch.done);
      // Do not wait for the next record, which may take long to arrive.
      this.isCut = this.watchTime() || this.delivery.failure !== undefined;
      if (this.isCut) return;
    }
  }

  /** Reads records in memory without awaiting each one, which would take longer than packing them. */
  private async readBlock(records: Iterable<T>): Promise<void> {
    const block = isTextBlock(records) ? records : undefined;
    for (const record of records) {
      if (this.dispatch.isTimeShort) {
        this.isCut = true;
        return;
      }
      if (this.toSkip > 0) {
        this.toSkip--;
        continue;
      }
      // After each record that is read by itself, those are taken that are sent as they stand.
      for (let pause = this.take(record); ; ) {
        if (pause) await pause;
        if (this.delivery.failure) {
          this.isCut = true;
          return;
        }
        const packed =
          block === undefined || this.dispatch.isTimeShort ? 0 : this.verbatim.pack(block, this.leftInTurn);
        if (packed === 0) break;
        pause = this.packed(packed);
      }
    }
  }

  /** Also after each block: those of a slow source may be too small for a turn. @returns whether it is too late to read on */
  private watchTime(): boolean {
    this.dispatch.isTimeShort ||= this.time.isShort;
    return this.dispatch.isTimeShort;
  }

  /** Packs a record. @returns a promise to await before the next record, if any */
  private take(record: T): Promise<unknown> | undefined {
    this.packer.add(record);
    return this.packed(1);
  }

  /** Counts what was packed. @returns a promise to await before the next record, if any */
  private packed(records: number): Promise<unknown> | undefined {
    const pause = this.dispatch.next();
    if (pause) return pause;
    this.leftInTurn -= records;
    if (this.leftInTurn > 0) return;
    this.leftInTurn = RECORDS_A_TURN;
    this.watchTime();
    // Also a run that only checks its records, and so sends nothing after which to report.
    this.report();
    return new Promise(setImmediate);
  }
}

/**
 * Sends any number of records in batches, with a limited number of concurrent requests and bytes, within a share of Mixpanel's rate limit.
 * Records are read only as they are needed. A batch that is too large is halved and sent again. Records that Mixpanel rejects are listed by
 * their position in the input, and the run continues. A request that fails after all retries ends the run. When the deadline is near, the
 * records read so far are sent, and `resume_from` says where the next run must continue.
 *
 * @throws MixpanelError of the first request that failed after all retries; its message says how far the run has come
 */
export async function ingest<T>(options: IngestOptions<T>): Promise<IngestResult> {
  return new Run(options).finish();
}
