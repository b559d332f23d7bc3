import type { Effect } from "../endpoint";
import { type FailedRecord, MixpanelError, MixpanelTooLargeError, MixpanelValidationError } from "../errors";
import { type Batch, Batcher, halve } from "./batches";
import { type BatchLimits, DEFAULT_CONCURRENCY, MAX_BYTES_IN_FLIGHT, PROGRESS_INTERVAL_MS } from "./limits";
import { Pacer, type Waiting } from "./pacer";
import { addRecords, emptyResult, type IngestResult } from "./result";
import { isBlockwise } from "./source";

/** A record on its way: its JSON as text or UTF-8, or why it cannot be sent. */
export type Encoded = string | Buffer | Omit<FailedRecord, "index">;

/** How a run may be steered. */
export interface IngestTuning {
  /** Requests in flight at once. */
  concurrency?: number;
  /** Reads and checks every record, and sends none. */
  validateOnly?: boolean;
  /** Share of Mixpanel's documented rate that the run keeps under; Infinity for no pacing. */
  rateShare?: number;
  /** Told how far the run is, every few seconds at the most. */
  onProgress?(result: Readonly<IngestResult>): void;
}

export interface IngestOptions<T> extends IngestTuning {
  operation: string;
  /** What the records are, in the plural: `events`. */
  noun: string;
  records: Iterable<T> | AsyncIterable<T>;
  /** Makes a record ready to be sent. */
  encode(record: T, index: number): Encoded;
  limits: BatchLimits;
  clock: Waiting;
  /**
   * Sends one batch; throws MixpanelValidationError where Mixpanel refused some or all of it.
   *
   * @param told `retried` of each repetition, `dropped` of records that Mixpanel left out without naming them
   */
  send(batch: Batch, effect: Effect, told: { retried(): void; dropped(records: number): void }): Promise<void>;
  /** What sending a record does; of a batch, the worst of its records counts. */
  effectOf?(record: T): Effect;
  /** Whose record it is: records of one owner are never in two requests at once, so that they take effect in the order they came. */
  ownerOf?(record: T): string;
  /** Whether a body is copied before it is sent (compressed), and its memory can be written over afterwards. */
  reuseBodies?: boolean;
}

/** Requests of unknown outcome after which a run ends: by then it is no accident. */
const MAX_BROKEN_OFF = 3;

const isFailure = (encoded: Encoded): encoded is Omit<FailedRecord, "index"> =>
  typeof encoded !== "string" && !Buffer.isBuffer(encoded);

/** Failures of a batch as failures of the input: Mixpanel counts within the request. */
function refusedRecords({ indexes }: Batch, error: MixpanelValidationError): FailedRecord[] {
  if (error.failedRecords.length === 0) return indexes.map((index) => ({ index, message: error.message }));
  const refused = new Map<number, FailedRecord>();
  for (const record of error.failedRecords) {
    const index = indexes[record.index] ?? record.index;
    const known = refused.get(index);
    // A record with two faults is one record.
    refused.set(index, known ? { ...known, message: `${known.message}; ${record.message}` } : { ...record, index });
  }
  // Some faults, an identity event that the project does not know among them, have Mixpanel refuse the request whole.
  if (error.imported === 0)
    for (const index of indexes) if (!refused.has(index)) refused.set(index, { index, message: error.message });
  return [...refused.values()];
}

const byIndex = (a: FailedRecord, b: FailedRecord) => a.index - b.index;

/** What is known of a batch beside its bytes. */
interface Packed {
  batch: Batch;
  effect: Effect;
  owners: Set<string>;
}

/** A run over any number of records: reads them as they are needed, packs them, sends them, and keeps the account. */
class Run<T> {
  private readonly result = emptyResult();
  private readonly limits: BatchLimits;
  private readonly pacer: Pacer;
  private readonly concurrency: number;
  private readonly begun: number;
  private reported: number;

  /** Of the records that are being packed. */
  private effect: Effect = "idempotentWrite";
  private owners = new Set<string>();
  private readonly batcher: Batcher;
  private readonly spare: Buffer[] = [];
  private readonly ready: Packed[] = [];

  private readonly inFlight = new Set<Promise<void>>();
  private readonly deliveries = new Map<string, Promise<void>>();
  private bytesInFlight = 0;
  /** Bytes of the largest body that was not too large for Mixpanel in this run. */
  private largestTaken = 0;
  private brokenOff = 0;
  /** Whether anything was stored that a repetition would do twice. */
  private counted = false;
  private failure: { error: unknown } | undefined;

  constructor(private readonly options: IngestOptions<T>) {
    this.limits = { ...options.limits };
    this.concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
    this.pacer = new Pacer(options.rateShare ?? 1, options.clock);
    this.begun = options.clock.now();
    this.reported = this.begun;
    const sink = {
      batch: (batch: Batch) => {
        this.ready.push({ batch, effect: this.effect, owners: this.owners });
        this.effect = "idempotentWrite";
        this.owners = new Set();
      },
      oversized: (index: number, bytes: number) => this.tooLarge([index], `${bytes} bytes`),
    };
    this.batcher = new Batcher(this.limits, sink, this.spare);
  }

  async finish(): Promise<IngestResult> {
    try {
      await this.read(this.options.records);
      this.batcher.flush();
      await this.dispatch();
    } catch (error) {
      this.failure ??= { error };
    }
    await Promise.all(this.inFlight);
    this.result.failed_records.sort(byIndex);
    this.result.unknown_records.sort(byIndex);
    this.result.duration_ms = this.options.clock.now() - this.begun;
    if (this.failure) throw this.withProgress(this.failure.error);
    return this.result;
  }

  private async read(records: Iterable<T> | AsyncIterable<T>): Promise<void> {
    if (Symbol.iterator in records) return this.readBlock(records);
    if (isBlockwise(records)) {
      for await (const block of records.blocks()) {
        await this.readBlock(block);
        if (this.failure) return;
      }
      return;
    }
    for await (const record of records) {
      this.pack(record);
      if (this.ready.length > 0) await this.dispatch();
      if (this.failure) return;
    }
  }

  /** What is in memory is not awaited element by element, which would cost more than packing does. */
  private async readBlock(records: Iterable<T>): Promise<void> {
    for (const record of records) {
      this.pack(record);
      if (this.ready.length > 0) await this.dispatch();
      if (this.failure) return;
    }
  }

  private pack(record: T): void {
    const { encode, effectOf, ownerOf } = this.options;
    const index = this.result.received++;
    const encoded = encode(record, index);
    if (isFailure(encoded)) {
      addRecords(this.result, "failed", [{ ...encoded, index }]);
      return;
    }
    if (this.options.validateOnly) return;
    // A batch that is full goes out before the record is taken in: what follows is of the batch that the record is in.
    this.batcher.add(index, encoded);
    if (effectOf?.(record) === "write") this.effect = "write";
    if (ownerOf) this.owners.add(ownerOf(record));
  }

  /** Sends what is packed, as far as requests and bytes in flight allow. */
  private async dispatch(): Promise<void> {
    for (let packed = this.ready.shift(); packed && !this.failure; packed = this.ready.shift()) {
      const bytes = packed.batch.body.length;
      const full = () => this.inFlight.size >= this.concurrency || this.bytesInFlight + bytes > MAX_BYTES_IN_FLIGHT;
      while (this.inFlight.size > 0 && full()) await Promise.race(this.inFlight);
      await this.pacer.take(packed.batch.indexes.length, bytes);
      this.launch(packed, bytes);
      // Lets the request get onto the wire before the next one is packed.
      await new Promise(setImmediate);
    }
  }

  private launch(packed: Packed, bytes: number): void {
    const before = new Set([...packed.owners].map((owner) => this.deliveries.get(owner)));
    const delivery = Promise.all(before)
      .then(() => (this.failure ? undefined : this.deliver(packed.batch, packed.effect)))
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => {
        this.inFlight.delete(delivery);
        this.bytesInFlight -= bytes;
        for (const owner of packed.owners) if (this.deliveries.get(owner) === delivery) this.deliveries.delete(owner);
        if (this.options.reuseBodies) this.spare.push(Buffer.from(packed.batch.body.buffer));
        this.report();
      });
    for (const owner of packed.owners) this.deliveries.set(owner, delivery);
    this.inFlight.add(delivery);
    this.bytesInFlight += bytes;
  }

  private async deliver(batch: Batch, effect: Effect): Promise<void> {
    const { result } = this;
    const count = batch.indexes.length;
    try {
      result.batches++;
      result.bytes += batch.body.length;
      let dropped = 0;
      await this.options.send(batch, effect, {
        retried: () => result.retries++,
        dropped: (records) => {
          dropped = records;
        },
      });
      result.sent += count;
      result.imported += count - dropped;
      result.failed += dropped;
      this.counted ||= effect === "write";
      this.largestTaken = Math.max(this.largestTaken, batch.body.length);
    } catch (error) {
      if (error instanceof MixpanelValidationError) {
        const refused = refusedRecords(batch, error);
        result.sent += count;
        result.imported += count - refused.length;
        this.counted ||= effect === "write" && refused.length < count;
        this.largestTaken = Math.max(this.largestTaken, batch.body.length);
        addRecords(result, "failed", refused);
      } else if (error instanceof MixpanelTooLargeError && count > 1) {
        // The project's limit is lower than the documented one: the batches after this one keep to it. It is not lower than what
        // was taken: a 413 for other reasons, now and then, would else make the batches ever smaller.
        const learnt = Math.max(Math.ceil(batch.body.length / 2), this.largestTaken);
        this.limits.maxBytes = Math.min(this.limits.maxBytes, learnt);
        for (const half of halve(batch)) if (!this.failure) await this.deliver(half, effect);
      } else if (error instanceof MixpanelTooLargeError) {
        this.tooLarge(batch.indexes, error.message);
      } else if (error instanceof MixpanelError) {
        this.fail(error, batch, effect);
      } else {
        throw error;
      }
    }
  }

  private fail(error: MixpanelError, { indexes }: Batch, effect: Effect): void {
    if (effect === "write" && error.mayHaveLanded) {
      addRecords(
        this.result,
        "unknown",
        indexes.map((index) => ({ index, message: error.message })),
      );
      if (++this.brokenOff < MAX_BROKEN_OFF) return;
    }
    this.failure ??= { error };
  }

  private tooLarge(indexes: number[], what: string): void {
    const message = `${what}; a record of this size cannot be sent`;
    addRecords(
      this.result,
      "failed",
      indexes.map((index) => ({ index, message })),
    );
  }

  private report(): void {
    const now = this.options.clock.now();
    if (now - this.reported < PROGRESS_INTERVAL_MS) return;
    this.reported = now;
    this.options.onProgress?.({ ...this.result, duration_ms: now - this.begun });
  }

  /** Names what had been done when a request failed for good, so that nothing stays half-done in silence. */
  private withProgress(error: unknown): unknown {
    if (!(error instanceof MixpanelError)) return error;
    const { operation, noun } = this.options;
    const { imported, failed, unknown, unknown_records } = this.result;
    const repeated = this.counted
      ? "running all of it again would count up or append a second time what was stored."
      : "running it again stores nothing twice.";
    const unclear =
      unknown === 0
        ? `The rest was not taken, or only in part; ${repeated}`
        : `Of ${unknown} ${noun} (from record ${unknown_records[0]?.index} on) it is not known whether they were taken; look at them before sending them again.`;
    error.message += ` ${operation} had then stored ${imported} ${noun}, and ${failed} were refused. ${unclear}`;
    return error;
  }
}

/**
 * Sends any number of records: batches within the limits, a bounded number of requests and bytes in flight, under a share of Mixpanel's
 * rate, with no more records read than are needed for the next requests. A batch that is too large is halved and sent again; records
 * that Mixpanel refuses are listed by their position in the input, and the others go on. A request that fails for good ends the run.
 *
 * @throws MixpanelError of the first request that failed for good, its message telling how far the run had come
 */
export async function ingest<T>(options: IngestOptions<T>): Promise<IngestResult> {
  return new Run(options).finish();
}
