import { compress } from "../compression";
import type { Effect } from "../endpoint";
import { MixpanelError, MixpanelTooLargeError, MixpanelValidationError } from "../errors";
import { Account } from "./account";
import type { Batch } from "./batches";
import { InFlight } from "./inFlight";
import { type BatchLimits, DEFAULT_CONCURRENCY, MAX_BROKEN_OFF, PROGRESS_INTERVAL_MS } from "./limits";
import { isBlockwise } from "./lines";
import type { IngestOptions } from "./options";
import { Pacer } from "./pacer";
import { Packer } from "./packer";
import { apart, effectOf, halve, ownersOf } from "./parts";
import type { IngestResult } from "./result";

export type { Encoded, IngestOptions, IngestTuning } from "./options";

/** Records that are packed before answers and whatever else the process does have their turn: of usual size, two milliseconds' work. */
const RECORDS_A_TURN = 256;

/** A run over any number of records: reads them as they are needed, packs them, sends them, and keeps the account. */
class Run<T> {
  private readonly account: Account;
  private readonly limits: BatchLimits;
  private readonly pacer: Pacer;
  private readonly begun: number;
  private reported: number;

  private readonly packer: Packer<T>;
  private readonly spare: Buffer[] = [];
  private readonly ready: Batch[] = [];

  private readonly inFlight: InFlight;
  private packedInTurn = 0;
  /** Bytes of the largest body that was not too large for Mixpanel in this run. */
  private largestTaken = 0;
  private brokenOff = 0;
  private failure: { error: unknown } | undefined;

  constructor(private readonly options: IngestOptions<T>) {
    this.account = new Account(options.operation, options.noun, options.doubles);
    this.limits = { ...options.limits };
    this.inFlight = new InFlight(options.concurrency ?? DEFAULT_CONCURRENCY);
    this.pacer = new Pacer(options.rateShare ?? 1, options.clock);
    this.begun = options.clock.now();
    this.reported = this.begun;
    this.packer = new Packer(options, {
      limits: this.limits,
      account: this.account,
      packed: (batch) => this.ready.push(batch),
      spare: this.spare,
    });
  }

  async finish(): Promise<IngestResult> {
    try {
      await this.read(this.options.records);
      this.packer.flush();
      await this.dispatch();
    } catch (error) {
      this.failure ??= { error };
    }
    await this.inFlight.end();
    const result = this.account.close(this.options.clock.now() - this.begun);
    if (this.failure) throw this.account.explain(this.failure.error);
    return result;
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
      const pause = this.take(record);
      if (pause) await pause;
      if (this.failure) return;
    }
  }

  /** What is in memory is not awaited element by element, which would cost more than packing does. */
  private async readBlock(records: Iterable<T>): Promise<void> {
    for (const record of records) {
      const pause = this.take(record);
      if (pause) await pause;
      if (this.failure) return;
    }
  }

  /** @returns what is to be waited for before the next record, if anything */
  private take(record: T): Promise<unknown> | undefined {
    this.packer.add(record);
    if (this.ready.length > 0) return this.dispatch();
    if (++this.packedInTurn < RECORDS_A_TURN) return;
    this.packedInTurn = 0;
    return new Promise(setImmediate);
  }

  /** Sends what is packed, as far as requests and bytes in flight allow. */
  private async dispatch(): Promise<void> {
    for (let batch = this.ready.shift(); batch && !this.failure; batch = this.ready.shift()) {
      const bytes = batch.body.length;
      if (this.options.gzip) {
        batch.compressed = compress(batch.body);
        // Whoever sends it meets the failure, if anybody does.
        batch.compressed.catch(() => {});
      }
      await this.inFlight.room(bytes);
      await this.pacer.take(batch.indexes.length, bytes);
      this.inFlight.begin({ owners: ownersOf(batch), bytes }, () => this.launch(batch));
    }
  }

  private async launch(batch: Batch): Promise<void> {
    try {
      const taken = !this.failure && (await this.deliver(batch));
      // A connection may still hold a body that broke off on its way, unless it was compressed; one that was taken has been read whole.
      await batch.compressed?.catch(() => {});
      if (taken || this.options.gzip) this.spare.push(Buffer.from(batch.body.buffer));
      this.report();
    } catch (error) {
      this.failure ??= { error };
    }
  }

  /** @returns whether Mixpanel took the request at the first attempt */
  private async deliver(batch: Batch): Promise<boolean> {
    const effect = effectOf(batch);
    const { result } = this.account;
    result.batches++;
    result.bytes += batch.body.length;
    let [dropped, retries] = [0, 0];
    try {
      await this.options.send(batch, effect, {
        retried: () => {
          retries++;
          result.retries++;
        },
        dropped: (records) => {
          dropped = records;
        },
      });
    } catch (error) {
      await this.undelivered(error, batch, effect);
      return false;
    }
    this.account.taken(batch, dropped);
    this.took(batch);
    return retries === 0;
  }

  private async undelivered(error: unknown, batch: Batch, effect: Effect): Promise<void> {
    const { body, indexes } = batch;
    if (error instanceof MixpanelValidationError) {
      this.account.refused(batch, error);
      this.took(batch);
    } else if (error instanceof MixpanelTooLargeError && indexes.length > 1) {
      // The project's limit is lower than the documented one: the batches after this one keep to it. It is not lower than what was
      // taken: a 413 for other reasons, now and then, would else make the batches ever smaller.
      this.limits.maxBytes = Math.min(this.limits.maxBytes, Math.max(Math.ceil(body.length / 2), this.largestTaken));
      for (const half of halve(batch)) if (!this.failure) await this.deliver(half);
    } else if (error instanceof MixpanelTooLargeError) {
      this.account.tooLarge(indexes, error.message);
    } else if (error instanceof MixpanelError && error.mayHaveLanded && effect === "write") {
      const [doubtful, sound] = apart(batch);
      this.account.unknown(doubtful.indexes, error.message);
      if (sound && !this.failure) await this.deliver(sound);
      if (++this.brokenOff >= MAX_BROKEN_OFF) this.failure ??= { error };
    } else {
      this.account.ended(batch, error);
      this.failure ??= { error };
    }
  }

  /**
   * What is not too large for Mixpanel shows how large a batch may be, whatever a 413 on the way made of the limit. Where a gateway counts
   * compressed bytes, some batches under this limit are halved all the same: that costs requests, and no record.
   */
  private took({ body }: Batch): void {
    this.largestTaken = Math.max(this.largestTaken, body.length);
    this.limits.maxBytes = Math.max(this.limits.maxBytes, this.largestTaken);
  }

  private report(): void {
    const now = this.options.clock.now();
    if (now - this.reported < PROGRESS_INTERVAL_MS) return;
    this.reported = now;
    this.options.onProgress?.({ ...this.account.result, duration_ms: now - this.begun });
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
