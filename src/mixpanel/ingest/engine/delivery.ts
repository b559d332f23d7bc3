import type { Effect } from "../../endpoint";
import { MixpanelError, MixpanelTooLargeError, MixpanelValidationError } from "../../errors";
import { IdentityLane } from "../identityEvents";
import type { Batch } from "./batch";
import { type BatchLimits, MAX_IN_DOUBT, MAX_UNKNOWN } from "./limits";
import type { IngestOptions } from "./options";
import { apart, effectOf, halve } from "./parts";
import type { Tally } from "./tally";
import type { TimeLeft } from "./timeLeft";
import { isRefusedWhole } from "./verdict";

interface DeliveryOptions {
  send: IngestOptions<unknown>["send"];
  tally: Tally;
  /** Lowered if Mixpanel accepts less than it documents. */
  limits: BatchLimits;
  time: TimeLeft;
}

/** Whether the request was too large for Mixpanel. If instead the response was too large for us, Mixpanel has processed the request. */
const isRefusedSize = (error: unknown): error is MixpanelTooLargeError =>
  error instanceof MixpanelTooLargeError && !error.mayHaveLanded;

/** Sends batches, and reports the outcome of each record to the tally. */
export class Delivery {
  /** The error that ended the run. */
  failure: { error: unknown } | undefined;
  /** The error of a request for which there was no time left to retry. */
  outOfTime: { error: unknown } | undefined;
  /** Bytes of the largest body that was not too large for Mixpanel in this run. */
  private largestTaken = 0;
  /** Number of consecutive requests with an unknown outcome. */
  private inDoubt = 0;
  private readonly identity = new IdentityLane();

  constructor(private readonly options: DeliveryOptions) {}

  /** @returns whether Mixpanel accepted the request at the first attempt */
  async deliver(batch: Batch): Promise<boolean> {
    const { tally, send } = this.options;
    if (this.failure) {
      tally.untaken(batch.indexes, "not sent: the run ended before its turn");
      return false;
    }
    if (batch.identity && this.identity.closed !== undefined) {
      tally.failed(batch.indexes, this.identity.closed);
      return false;
    }
    const effect = effectOf(batch);
    const { result } = tally;
    result.batches++;
    result.bytes += batch.body.length;
    let wasRetried = false;
    let stored: number | undefined;
    try {
      await send(batch, effect, {
        retried: () => {
          wasRetried = true;
          result.retries++;
        },
        stored: (records) => {
          stored = records;
        },
      });
    } catch (error) {
      await this.undelivered(error, batch, effect);
      return false;
    }
    tally.taken(batch, stored);
    this.answered(batch);
    if (batch.identity) this.identity.accepted();
    return !wasRetried;
  }

  private async undelivered(error: unknown, batch: Batch, effect: Effect): Promise<void> {
    const { tally, limits, time } = this.options;
    const { body, indexes } = batch;
    if (error instanceof MixpanelValidationError) {
      this.answered(batch);
      await this.refused(error, batch);
    } else if (isRefusedSize(error) && indexes.length > 1) {
      // The project's limit is lower than the documented one, so later batches are smaller. They are never made smaller than a batch that
      // was accepted: otherwise an occasional 413 for another reason would make batches smaller and smaller.
      limits.maxBytes = Math.min(limits.maxBytes, Math.max(Math.ceil(body.length / 2), this.largestTaken));
      for (const half of halve(batch)) await this.deliver(half);
    } else if (isRefusedSize(error)) {
      tally.tooLarge(indexes[0] ?? 0, error.message);
    } else if (error instanceof MixpanelError && error.mayHaveLanded && effect === "write") {
      const [doubtful, sound] = apart(batch);
      tally.unknown(doubtful, error.message);
      this.inDoubt++;
      if (time.isShort) this.outOfTime ??= { error };
      else if (this.inDoubt >= MAX_IN_DOUBT || tally.result.unknown > MAX_UNKNOWN) this.failure ??= { error };
      if (sound) await this.deliver(sound);
    } else {
      tally.ended(batch, error);
      if (error instanceof MixpanelError && error.retryable && time.isShort) this.outOfTime ??= { error };
      else this.failure ??= { error };
    }
  }

  /** One rejected identity event can make Mixpanel reject the whole request: sending it in halves finds the event. */
  private async refused(error: MixpanelValidationError, batch: Batch): Promise<void> {
    const { tally } = this.options;
    const sent = batch.indexes.length;
    const isUnclear = batch.identity === true && isRefusedWhole(sent, error);
    if (isUnclear && sent > 1) {
      for (const half of halve(batch)) await this.deliver(half);
      return;
    }
    tally.refused(batch, error);
    if (isUnclear) this.identity.refused(error.message);
  }

  /**
   * A request that was not too large shows how large a batch may be, so the limit is raised to its size if a 413 lowered it too far. If a
   * gateway counts compressed bytes, batches below this limit can still be too large; they are halved, and no record is lost.
   */
  private answered({ body }: Batch): void {
    const { limits } = this.options;
    this.inDoubt = 0;
    this.largestTaken = Math.max(this.largestTaken, body.length);
    limits.maxBytes = Math.max(limits.maxBytes, this.largestTaken);
  }
}
