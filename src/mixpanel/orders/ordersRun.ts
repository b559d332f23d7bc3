import type { MixpanelClient } from "../client";
import { MixpanelError } from "../errors";
import { MAX_LISTED_FAILURES } from "../ingest/engine/limits";
import type { IngestTuning } from "../ingest/engine/options";
import { sendImport } from "../ingest/events";
import { emptyResult } from "../ingest/result";
import type { IngestResult } from "../results";
import { appendCharges, missingCharges } from "./charges";
import type { Chunk } from "./chunk";
import type { RefusedOrder } from "./readOrder";
import type { HeldOrder, OrderOptions, OrdersResult, RejectedOrder } from "./types";

/** A run over any number of orders, of which a chunk at a time is in memory. */
export class OrdersRun {
  private readonly rejectedOrders: RejectedOrder[] = [];
  private heldOrders: HeldOrder[] = [];
  private readonly sums = { imported: 0, rejected: 0, held: 0, events: 0, batches: 0, retries: 0, bytes: 0 };
  private readonly charged = new Set<string>();
  private readonly charges = { charges_added: 0, charges_present: 0 };
  private failure: { error: unknown } | undefined;
  private isOutOfTime = false;

  constructor(
    private readonly client: MixpanelClient,
    private readonly options: OrderOptions,
  ) {}

  /** Sends the orders of a chunk. @returns whether the run may go on */
  async send(chunk: Chunk): Promise<boolean> {
    const { validateOnly, projectId, onProgress } = this.options;
    if (validateOnly || chunk.size === 0) return true;
    const events = chunk.watchEvents();
    const result = await this.attempt(chunk, (tuning) =>
      sendImport(this.client, chunk.events, { ...tuning, projectId, watch: events.watch, onProgress }),
    );
    this.sums.events += result.imported;
    events.end(result);
    if (this.options.profileRevenue) await this.sendCharges(chunk);
    const { imported, rejected, held } = chunk.counts;
    this.sums.imported += imported;
    this.sums.rejected += rejected;
    this.sums.held += held;
    this.heldOrders = chunk.heldOrders();
    this.list(chunk.rejectedOrders);
    return held === 0 && this.failure === undefined;
  }

  reject(position: number, { orderId, reason, item }: RefusedOrder): void {
    this.sums.rejected++;
    this.list([{ position, order_id: orderId, item, ...reason }]);
  }

  /** @throws the error that ended the run, if that is asked for, or if nothing was stored and a later run cannot do better */
  result(received: number): Omit<OrdersResult, "duration_ms"> {
    const { failure, sums, heldOrders, charges, isOutOfTime } = this;
    const isDone = failure === undefined && heldOrders.length === 0;
    const isRetryable = failure?.error instanceof MixpanelError && failure.error.retryable;
    const isHopeless = sums.events === 0 && !isRetryable;
    if (failure !== undefined && (isHopeless || this.options.failOnOutage)) throw failure.error;
    return {
      received,
      ...sums,
      ...charges,
      rejected_orders: this.rejectedOrders.sort((a, b) => a.position - b.position),
      held_orders: heldOrders,
      resume_from: heldOrders[0]?.position ?? null,
      stopped_by: isDone ? null : isOutOfTime ? "time" : "outage",
      outage: failure === undefined ? null : outageOf(failure.error),
    };
  }

  /** Adds the amounts of orders to their users' profiles, each order once. */
  private async sendCharges(chunk: Chunk): Promise<void> {
    const { charged } = this;
    // An order that comes twice has one charge.
    const charges = chunk.charges().filter(({ insertId }) => !charged.has(insertId) && charged.add(insertId));
    if (charges.length === 0) return;
    const missing = this.failure === undefined ? await this.missing(charges) : charges;
    this.charges.charges_present += charges.length - missing.length;
    const watched = chunk.watchCharges(missing);
    if (missing.length > 0 && this.failure === undefined) {
      const { watch } = watched;
      const result = await this.attempt(chunk, (tuning) => appendCharges(this.client, missing, { ...tuning, watch }));
      this.charges.charges_added += result.imported;
    }
    watched.end();
  }

  /** The charges that are not on profiles yet; all of them if the profiles cannot be read. */
  private async missing(charges: ReturnType<Chunk["charges"]>): Promise<typeof charges> {
    try {
      return await missingCharges(this.client, charges);
    } catch (error) {
      this.failure = { error };
      return charges;
    }
  }

  /** Sends records, and remembers the error if that ends early. */
  private async attempt(chunk: Chunk, send: (tuning: IngestTuning) => Promise<IngestResult>): Promise<IngestResult> {
    const { concurrency, rateShare } = this.options;
    chunk.stopped = undefined;
    let result: IngestResult;
    try {
      result = await send({ concurrency, rateShare });
    } catch (error) {
      this.failure = { error };
      result = chunk.stopped ?? emptyResult();
    }
    this.isOutOfTime ||= result.stopped_by === "time";
    this.sums.batches += result.batches;
    this.sums.retries += result.retries;
    this.sums.bytes += result.bytes;
    return result;
  }

  private list(orders: readonly RejectedOrder[]): void {
    this.rejectedOrders.push(...orders.slice(0, MAX_LISTED_FAILURES - this.rejectedOrders.length));
  }
}

function outageOf(error: unknown): NonNullable<OrdersResult["outage"]> {
  if (error instanceof MixpanelError) return { code: error.code, message: error.message };
  return { code: "unknown", message: String(error) };
}
