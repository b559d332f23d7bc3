import { MixpanelNetworkError } from "../../../../src/mixpanel/errors";
import type { Batch, Note } from "../../../../src/mixpanel/ingest/engine/batch";
import type { RecordWatch } from "../../../../src/mixpanel/ingest/engine/options";
import { Tally } from "../../../../src/mixpanel/ingest/engine/tally";

export const batchOf = (indexes: number[], notes?: Note[]): Batch => ({ body: Buffer.from("[]"), indexes, notes });
export const unreached = () => new MixpanelNetworkError({ message: "unreached.", mayHaveLanded: false });
export const broke = () => new MixpanelNetworkError({ message: "broke.", mayHaveLanded: true });

/** A tally, and what its watch is told. */
export function watched(options: { first?: number; dropsInvalid?: boolean } = {}) {
  const told: unknown[] = [];
  const watch: RecordWatch = {
    rejected: (records) => told.push(["rejected", ...records.map(({ index }) => index)]),
    held: (records, outcome) => told.push([outcome, ...records.map(({ index }) => index)]),
    settled: (indexes) => told.push(["settled", ...indexes]),
    stopped: (_result, isRepeatable) => told.push(["stopped", isRepeatable]),
  };
  return { told, tally: new Tally("things", undefined, { ...options, watch }) };
}
