import { InputError, MixpanelTimeoutError, SourceError } from "../../errors";
import { compress } from "../../http/compression";
import { INGESTION } from "../../limits/documented";
import { Limiter } from "../../limits/limiter";
import { isBlockwise } from "../../records/lines";
import type { IngestResult } from "../result";
import type { Batch } from "./batch";
import { Delivery } from "./delivery";
import { InFlight } from "./inFlight";
import { type BatchLimits, DEFAULT_CONCURRENCY } from "./limits";
import type { IngestOptions } from "./options";
import { Packer } from "./packer";
import { ownersOf } from "./parts";
import { nowAndThen } from "./progress";
import { Tally } from "./tally";
import { TimeLeft } from "./timeLeft";
import { untilAborted } from "./untilAborted";

/** Records that are packed before other tasks of the process can run: for records of usual size, that takes two milliseconds. */
const RECORDS_A_TURN = 256;

/** A run over any number of records: reads them when needed, packs them into batches, sends these, and counts the outcomes. */
class Run<T> {
  private readonly tally: Tally;
  private readonly delivery: Delivery;
  private readonly limiter: Limiter;
  private readonly time: TimeLeft;
  private readonly begun: number;
  private readonly report: () => void;

  private readonly packer: Packer<T>;
  private readonly spare: Buffer[] = [];
  private readonly ready: Batch[] = [];

  private readonly inFlight: InFlight;
  /** Settles when the batches packed so far have been sent, or cannot be; never rejects. */
  private dispatched: Promise<void> = Promise.resolve();
  /** Whether a batch was packed that nothing waits for yet. */
  private hasPacked = false;
  /** Ends reading when nothing more can be sent, so that a slow source is not waited for. */
  private readonly stop = new AbortController();
  private packedInTurn = 0;
  /** Records that are still to be skipped. */
  private toSkip: number;
  /** Whether the time left is too short to read more records. */
  private isTimeShort = false;
  /** Whether reading ended before the end of the records. */
  private isCut = false;

  constructor(private readonly options: IngestOptions<T>) {
    const { noun, doubles, resumeFrom: first = 0, dropsInvalid, watch, clock, send } = options;
    this.tally = new Tally(noun, doubles, { first, dropsInvalid, watch });
    this.toSkip = first;
    const limits: BatchLimits = { ...options.limits };
    this.time = new TimeLeft(options.leftMs ?? (() => Number.POSITIVE_INFINITY), options.signal);
    this.delivery = new Delivery({ send, tally: this.tally, limits, time: this.time });
    this.inFlight = new InFlight(options.concurrency ?? DEFAULT_CONCURRENCY);
    this.limiter = options.limiter ?? new Limiter(INGESTION);
    this.begun = clock.now();
    this.report = nowAndThen(
      clock,
      () => options.onProgress?.({ ...this.tally.result, duration_ms: clock.now() - this.begun }),
      options.progressMs,
    );
    this.packer = new Packer(options, {
      limits,
      tally: this.tally,
      packed: (batch) => this.enqueue(batch),
      spare: this.spare,
    });
  }

  async finish(): Promise<IngestResult> {
    const { tally, delivery, options } = this;
    let unread: { error: unknown } | undefined;
    try {
      unread = await this.readAll(options.records);
      this.packer.flush();
      await this.dispatched;
      // If time is short, the records that were read first are sent first.
      this.ready.sort((a, b) => (a.indexes[0] ?? 0) - (b.indexes[0] ?? 0));
      await this.dispatch();
    } catch (error) {
      // What was packed before is sent nevertheless.
      await this.dispatched;
      this.fail(error);
    }
    await this.inFlight.end();
    // Records that were read but not sent, if the run ended early.
    this.packer.flush();
    const unsent = this.ready.flatMap(({ indexes }) => indexes);
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
    const stop = AbortSignal.any(signal ? [signal, this.stop.signal] : [this.stop.signal]);
    const onCut = () => {
      this.isCut = true;
    };
    if (isBlockwise(records)) {
      for await (const block of untilAborted(records.blocks(), stop, onCut)) {
        await this.readBlock(block);
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
      if (pause) await pause;
      // Nothing is packed ahead of a source that may be slow.
      if (pause) await this.dispatched;
      this.watchTime();
      // Do not wait for the next record, which may take long to arrive.
      this.isCut = this.isTimeShort || this.delivery.failure !== undefined;
      if (this.isCut) return;
    }
  }

  /** Reads records in memory without awaiting each one, which would take longer than packing them. */
  private async readBlock(records: Iterable<T>): Promise<void> {
    for (const record of records) {
      if (this.isTimeShort) {
        this.isCut = true;
        return;
      }
      if (this.toSkip > 0) {
        this.toSkip--;
        continue;
      }
      const pause = this.take(record);
      if (pause) await pause;
      if (this.delivery.failure) {
        this.isCut = true;
        return;
      }
    }
  }

  private watchTime(): void {
    this.isTimeShort ||= this.time.isShort;
  }

  /** Packs a record. @returns a promise to await before the next record, if any */
  private take(record: T): Promise<unknown> | undefined {
    this.packer.add(record);
    if (this.hasPacked) return this.dispatchAhead();
    if (++this.packedInTurn < RECORDS_A_TURN) return;
    this.packedInTurn = 0;
    this.watchTime();
    // Also a run that only checks its records, and so sends nothing after which to report.
    this.report();
    return new Promise(setImmediate);
  }

  private enqueue(batch: Batch): void {
    if (this.options.gzip && !this.delivery.failure) {
      batch.compressed = compress(batch.body);
      // An error is handled when the batch is sent. If it never is, it must not become an unhandled rejection.
      batch.compressed.catch(() => {});
    }
    this.ready.push(batch);
    this.hasPacked = true;
  }

  /**
   * Sends the packed batches when it is their turn.
   *
   * @returns when reading may go on: when the batches before them are sent. So one batch is packed while another waits, unless it would not
   * fit beside the bytes in flight.
   */
  private dispatchAhead(): Promise<void> {
    this.hasPacked = false;
    const before = this.dispatched;
    const last = this.ready.at(-1);
    this.dispatched = before.then(() => this.dispatch(last)).catch((error: unknown) => this.fail(error));
    const waiting = this.ready.reduce((bytes, { body }) => bytes + body.length, 0);
    return this.inFlight.hasSpace(waiting + (last?.body.length ?? 0)) ? before : this.dispatched;
  }

  private fail(error: unknown): void {
    this.isCut = true;
    this.delivery.failure ??= { error };
  }

  /**
   * Sends the packed batches, within the limits on concurrent requests, bytes in flight, rate and time.
   *
   * @param last the last one to send; by default, all are sent
   */
  private async dispatch(last?: Batch): Promise<void> {
    for (let batch = this.ready[0]; batch && !this.delivery.failure; batch = this.ready[0]) {
      const bytes = batch.body.length;
      await this.inFlight.room(bytes);
      const late = await this.limiter.take([batch.indexes.length, bytes], {
        share: this.options.rateShare ?? 1,
        clock: this.options.clock,
        accepts: (waitMs) => waitMs <= this.time.untilLastRequestMs,
      });
      const mayGo = late === undefined;
      this.isTimeShort ||= !mayGo || this.time.isShort;
      if (this.isTimeShort || this.delivery.failure) this.stop.abort();
      if (!mayGo || this.delivery.failure) return;
      this.ready.shift();
      this.tally.reach(batch.indexes.at(-1) ?? 0);
      this.inFlight.begin({ owners: ownersOf(batch), bytes }, () => this.launch(batch));
      if (batch === last) return;
    }
  }

  private async launch(batch: Batch): Promise<void> {
    try {
      const taken = await this.delivery.deliver(batch);
      // Reuse the body's memory only if no connection can still be reading it: after an accepted or a compressed request.
      await batch.compressed?.catch(() => {});
      if (taken || this.options.gzip) this.spare.push(Buffer.from(batch.body.buffer));
      this.report();
    } catch (error) {
      this.delivery.failure ??= { error };
    }
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
