import { compress } from "../../http/compression";
import { INGESTION } from "../../limits/documented";
import { Limiter } from "../../limits/limiter";
import type { Batch } from "./batch";
import type { Delivery } from "./delivery";
import { InFlight } from "./inFlight";
import { DEFAULT_CONCURRENCY } from "./limits";
import type { IngestOptions } from "./options";
import { ownersOf } from "./parts";
import type { Tally } from "./tally";
import type { TimeLeft } from "./timeLeft";

interface DispatchOptions
  extends Pick<IngestOptions<unknown>, "clock" | "concurrency" | "gzip" | "limiter" | "rateShare"> {
  delivery: Delivery;
  tally: Tally;
  time: TimeLeft;
  /** Receives buffers of finished batches, to be reused. */
  spare: Buffer[];
  /** Called after each request. */
  report(): void;
}

/** The packed batches of a run: has them sent, within the limits on concurrent requests, bytes in flight, rate and time. */
export class Dispatch {
  /** Whether the time left is too short to read more records. */
  isTimeShort = false;
  private readonly ready: Batch[] = [];
  /** Whether a batch was packed that nothing waits for yet. */
  private hasPacked = false;
  /** Settles when the batches packed so far have been sent, or cannot be; never rejects. */
  private dispatched: Promise<void> = Promise.resolve();
  private readonly stop = new AbortController();
  private readonly inFlight: InFlight;
  private readonly limiter: Limiter;

  constructor(private readonly options: DispatchOptions) {
    this.inFlight = new InFlight(options.concurrency ?? DEFAULT_CONCURRENCY);
    this.limiter = options.limiter ?? new Limiter(INGESTION);
  }

  /** Aborted when nothing more can be sent, so that a slow source is not waited for. */
  get stopped(): AbortSignal {
    return this.stop.signal;
  }

  /** Settles when all batches packed so far are under way. */
  get done(): Promise<void> {
    return this.dispatched;
  }

  /** Positions of the records that are packed, but not sent. */
  get unsent(): number[] {
    return this.ready.flatMap(({ indexes }) => indexes);
  }

  add(batch: Batch): void {
    const { gzip, delivery } = this.options;
    if (gzip && !delivery.failure) {
      batch.compressed = compress(batch.body);
      // An error is handled when the batch is sent. If it never is, it must not become an unhandled rejection.
      batch.compressed.catch(() => {});
    }
    this.ready.push(batch);
    this.hasPacked = true;
  }

  /**
   * Has newly packed batches sent when it is their turn.
   *
   * @returns undefined if there are none; otherwise, when reading may go on: when the batches before them are under way. So one batch is packed
   * while another waits, unless it would not fit beside the bytes in flight.
   */
  next(): Promise<void> | undefined {
    if (!this.hasPacked) return undefined;
    this.hasPacked = false;
    const before = this.dispatched;
    const last = this.ready.at(-1);
    this.dispatched = before
      .then(() => this.send(last))
      .catch((error: unknown) => {
        this.options.delivery.failure ??= { error };
      });
    const waiting = this.ready.reduce((bytes, { body }) => bytes + body.length, 0);
    return this.inFlight.hasSpace(waiting + (last?.body.length ?? 0)) ? before : this.dispatched;
  }

  /** Sends what is left. If time is short, the records that were read first are sent first. */
  async finish(): Promise<void> {
    await this.dispatched;
    this.ready.sort((a, b) => (a.indexes[0] ?? 0) - (b.indexes[0] ?? 0));
    await this.send();
  }

  /** Waits until no request is under way. */
  async end(): Promise<void> {
    await this.dispatched;
    await this.inFlight.end();
  }

  /** @param last the last batch to send; by default, all are sent */
  private async send(last?: Batch): Promise<void> {
    const { delivery, tally, time, clock, rateShare: share = 1 } = this.options;
    for (let batch = this.ready[0]; batch && !delivery.failure; batch = this.ready[0]) {
      const bytes = batch.body.length;
      await this.inFlight.room(bytes);
      const late = await this.limiter.take([batch.indexes.length, bytes], {
        share,
        clock,
        accepts: (waitMs) => waitMs <= time.untilLastRequestMs,
      });
      const mayGo = late === undefined;
      this.isTimeShort ||= !mayGo || time.isShort;
      if (this.isTimeShort || delivery.failure) this.stop.abort();
      if (!mayGo || delivery.failure) return;
      this.ready.shift();
      tally.reach(batch.indexes.at(-1) ?? 0);
      this.inFlight.begin({ owners: ownersOf(batch), bytes }, () => this.launch(batch));
      if (batch === last) return;
    }
  }

  private async launch(batch: Batch): Promise<void> {
    const { delivery, gzip, spare, report } = this.options;
    try {
      const taken = await delivery.deliver(batch);
      // Reuse the body's memory only if no connection can still be reading it: after an accepted or a compressed request.
      await batch.compressed?.catch(() => {});
      if (taken || gzip) spare.push(Buffer.from(batch.body.buffer));
      report();
    } catch (error) {
      delivery.failure ??= { error };
    }
  }
}
