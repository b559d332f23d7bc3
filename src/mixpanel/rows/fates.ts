import type { FailedRecord } from "../errors";
import type { RecordWatch } from "../ingest/engine/options";
import type { IngestResult } from "../results";

/** What became of a record that was read. `unknown`: Mixpanel may have stored it. */
export type Fate = "stored" | "rejected" | "unknown";

/** Notes what became of each record of a run. A record without a fate was not sent. */
export class Fates implements RecordWatch {
  failed: { result: IngestResult; isRepeatable: boolean } | undefined;
  private readonly fates = new Map<number, Fate>();

  /** @param other is told, too */
  constructor(private readonly other?: RecordWatch) {}

  of(index: number): Fate | undefined {
    return this.fates.get(index);
  }

  rejected(records: readonly FailedRecord[]): void {
    for (const { index } of records) this.fates.set(index, "rejected");
    this.other?.rejected(records);
  }

  held(records: readonly FailedRecord[], outcome: "not_sent" | "unknown"): void {
    if (outcome === "unknown") for (const { index } of records) this.fates.set(index, "unknown");
    this.other?.held(records, outcome);
  }

  settled(indexes: readonly number[]): void {
    for (const index of indexes) if (!this.fates.has(index)) this.fates.set(index, "stored");
    this.other?.settled(indexes);
  }

  stopped(result: IngestResult, isRepeatable: boolean): void {
    this.failed = { result, isRepeatable };
    this.other?.stopped(result, isRepeatable);
  }

  /** Takes back what Mixpanel did not confirm: it says how many records it stored, and not which. */
  confirm({ unconfirmed, unconfirmed_requests: requests }: IngestResult): void {
    if (unconfirmed === 0) return;
    const named = requests.reduce((sum, request) => sum + request.unconfirmed, 0);
    const isOpen = (index: number) =>
      named < unconfirmed || requests.some(({ first, last }) => index >= first && index <= last);
    for (const [index, fate] of this.fates) if (fate === "stored" && isOpen(index)) this.fates.set(index, "unknown");
  }

  count(fate: Fate): number {
    return [...this.fates.values()].filter((one) => one === fate).length;
  }
}
