import type { MixpanelClient } from "../client";
import { downloadData } from "../endpoints/events";
import { isOutOfTime, MixpanelError } from "../errors";
import { BadLines } from "../export/badLines";
import { readBlocks } from "../export/lineBlocks";
import { type ExportOptions, exportRetries, openExport } from "../export/open";
import type { RangeParameters } from "../export/range";
import { repeat } from "../http/retries";
import type { Present } from "../ingest/completeEvent";
import { type ImportOptions, sendImport } from "../ingest/events";
import type { IngestResult } from "../ingest/result";
import type { IngestionPace } from "../limits/pace";
import { type CopyRecord, copyRecords } from "./records";

export interface WindowCopy extends ExportOptions {
  /** Its deadline is that of the copy. */
  source: MixpanelClient;
  destination: MixpanelClient;
  destinationProjectId?: string;
  importing?: Pick<ImportOptions, "concurrency" | "geolocate">;
  /** Holds all windows of the copy together to the rate that Mixpanel imports at. */
  pace: IngestionPace;
  /** Told how far the window's import is, every few seconds at the most. */
  onProgress?(window: CopiedWindow): void;
  /** Whether $identify, $create_alias and $merge are copied. */
  identityEvents: boolean;
  toUtc?(localMs: number): number;
}

/** What became of a window. */
export interface CopiedWindow {
  imported: Readonly<IngestResult>;
  /** Identity events that were left out. */
  skipped: number;
}

/** A failure of the export, as it passes through the import, which would else take it for its own and add its account to it. */
class ReadingFailure extends Error {}

/** One reading of a window's export. */
class Reading {
  skipped = 0;

  constructor(
    private readonly blocks: AsyncIterable<Buffer>,
    private readonly copy: WindowCopy,
    private readonly present: Present,
  ) {}

  async *records(): AsyncGenerator<CopyRecord> {
    const { destination, identityEvents, toUtc, pace, badLines } = this.copy;
    const { operation } = downloadData;
    // What every event has to be given keeps none of them as it came.
    const source = destination.options.integrationId;
    const asLines = toUtc === undefined && source === undefined;
    const skipsBadLines = badLines !== undefined;
    const options = { operation, identityEvents, toUtc, asLines, source, present: this.present, skipsBadLines };
    try {
      for await (const block of this.blocks) {
        const { records, skipped } = copyRecords(block, options);
        this.skipped += skipped;
        const asking = { share: pace.rateShare, clock: destination.transport.clock, accepts: () => true };
        await pace.limiter.take([records.length, block.length], asking);
        yield* records;
      }
    } catch (cause) {
      throw new ReadingFailure("the export failed", { cause });
    }
  }
}

/**
 * Copies one window of days: what the export brings goes out as an import at once. An export that breaks off is read again from the
 * window's start, and what it had brought already is imported a second time under the same insert IDs, of which Mixpanel keeps one.
 * Nothing has to be remembered for that, however large the window is, and it does not rely on the order that Mixpanel sends events in.
 *
 * @returns counts of the last reading alone; undefined where time ended it before its end
 * @throws MixpanelError of the export or of the import, told apart by its `operation`
 */
export async function copyWindow(parameters: RangeParameters, copy: WindowCopy): Promise<CopiedWindow | undefined> {
  const { source, destination, destinationProjectId } = copy;
  const retries = exportRetries(source);
  /** What times become that lie ahead: the same in each reading, so that Mixpanel keeps one of the copies. */
  let clampToMs: number | undefined;
  const once = async (): Promise<CopiedWindow | undefined> => {
    // Those of a reading that breaks off come again.
    const badLines = copy.badLines && new BadLines();
    const opened = await openExport(source, { ...parameters, time_in_ms: true }, { ...copy, badLines });
    const nowMs = destination.transport.clock.now();
    clampToMs ??= nowMs;
    const present = { nowMs, clampToMs };
    const reading = new Reading(readBlocks(...opened), copy, present);
    const imported = await sendImport(destination, reading.records(), {
      ...copy.importing,
      // The reading is paced already.
      rateShare: Number.POSITIVE_INFINITY,
      onProgress: (imported) => copy.onProgress?.({ imported, skipped: reading.skipped }),
      projectId: destinationProjectId,
      present,
      unaltered: true,
      // Old events may bear insert IDs that an import refuses today.
      replaceInsertIds: true,
    });
    if (imported.stopped_by !== null) return undefined;
    if (badLines) copy.badLines?.addAll(badLines);
    return { imported, skipped: reading.skipped };
  };
  const again = async (error: unknown) => {
    // What the import failed with, it has repeated by itself.
    if (!(error instanceof ReadingFailure)) throw error;
    await retries.again(error.cause);
  };
  try {
    return await repeat({ again }, once);
  } catch (error) {
    const isOfExport = error instanceof MixpanelError && error.operation === downloadData.operation;
    if (isOfExport && isOutOfTime(error)) return undefined;
    throw error;
  }
}
