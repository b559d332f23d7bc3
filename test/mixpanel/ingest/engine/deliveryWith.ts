import { MixpanelNetworkError, MixpanelValidationError } from "../../../../src/mixpanel/errors";
import type { Batch } from "../../../../src/mixpanel/ingest/engine/batch";
import { Delivery } from "../../../../src/mixpanel/ingest/engine/delivery";
import type { IngestOptions } from "../../../../src/mixpanel/ingest/engine/options";
import { Tally } from "../../../../src/mixpanel/ingest/engine/tally";
import { TimeLeft } from "../../../../src/mixpanel/ingest/engine/timeLeft";
import { numbers, recordsOf } from "./runWith";

export type Send = IngestOptions<unknown>["send"];

export const batchOf = (count: number, more: Partial<Batch> = {}): Batch => ({
  body: Buffer.from(JSON.stringify(numbers(count))),
  indexes: numbers(count),
  ...more,
});

export const broke = () => new MixpanelNetworkError({ message: "broke.", mayHaveLanded: true });
export const rejected = () => new MixpanelValidationError({ message: "rejected." });

/** A delivery whose requests end with these outcomes, one after another: an error, or nothing if they are accepted. */
export function delivery(outcomes: (Error | undefined)[] = []) {
  const sent: unknown[] = [];
  const state = { isShort: false };
  const limits = { maxRecords: 9, maxBytes: 100 };
  const tally = new Tally("things");
  const send: Send = async (batch, effect) => {
    sent.push([recordsOf(batch), effect]);
    const outcome = outcomes.shift();
    if (outcome) throw outcome;
  };
  const time = new TimeLeft(() => (state.isShort ? 0 : 1_000_000));
  return { delivery: new Delivery({ send, tally, limits, time }), sent, state, limits, tally };
}
