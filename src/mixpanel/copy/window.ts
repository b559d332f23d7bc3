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
import { InBlocks } from "../records/lines";
import { type CopyRecord, copyRecords } from "./records";

export interface WindowCopy extends ExportOptions {
  /** The client of the source project; its deadline is the one of the copy. */
  source: MixpanelClient;
  destination: MixpanelClient;
  destinationProjectId?: string;
  importing?: Pick<ImportOptions, "concurrency" | "geolocate">;
  /** Keeps all windows of the copy together within Mixpanel's ingestion rate. */
  pace: IngestionPace;
  /** Called with the progress of the window, at most every few seconds. */
  onProgress?(window: CopiedWindow): void;
  /** Whether to copy $identify, $create_alias and $merge. */
  identityEvents: boolean;
  toUtc?(localMs: number): number;
}

/** The result of one window. */
export interface CopiedWindow {
  imported: Readonly<IngestResult>;
  /** Identity events that were not copied. */
  skipped: number;
}

/** Wraps an error of the export while it passes through the import, so that the import does not treat it as its own. */
class ReadingFailure extends Error {}

/** One attempt at reading a window's export. */
class Reading {
  skipped = 0;

  constructor(
    private readonly blocks: AsyncIterable<Buffer>,
    private readonly copy: WindowCopy,
    private readonly present: Present,
  ) {}

  /** The records of a piece of the export at a time. */
  async *records(): AsyncGenerator<CopyRecord[]> {
    const { destination, identityEvents, toUtc, pace, badLines } = this.copy;
    const { operation } = downloadData;
    // If every event must be changed, no line can be sent unchanged.
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
        yield records;
      }
    } catch (cause) {
      throw new ReadingFailure("the export failed", { cause });
    }
  }
}

/**
 * Copies one window of days: events are imported while the export is received. If the export fails midway, the window is read again from its
 * start, and its events are imported again with the same insert IDs, so Mixpanel removes the duplicates. This needs no memory, however large
 * the window is, and does not depend on the order in which Mixpanel sends events.
 *
 * @returns counts of the last attempt only; undefined if the time limit was reached before the end of the window
 * @throws MixpanelError of the export or of the import; `operation` says which
 */
export async function copyWindow(parameters: RangeParameters, copy: WindowCopy): Promise<CopiedWindow | undefined> {
  const { source, destination, destinationProjectId } = copy;
  const retries = exportRetries(source);
  /** Replaces times in the future. It is the same in each attempt, so that Mixpanel recognizes the duplicates. */
  let clampToMs: number | undefined;
  const once = async (): Promise<CopiedWindow | undefined> => {
    // A new list per attempt: the bad lines of a failed attempt will be read again.
    const badLines = copy.badLines && new BadLines();
    const opened = await openExport(source, { ...parameters, time_in_ms: true }, { ...copy, badLines });
    const nowMs = destination.transport.clock.now();
    clampToMs ??= nowMs;
    const present = { nowMs, clampToMs };
    const reading = new Reading(readBlocks(...opened), copy, present);
    const imported = await sendImport(destination, new InBlocks<CopyRecord>(reading.records()), {
      ...copy.importing,
      // The speed is already limited while reading.
      rateShare: Number.POSITIVE_INFINITY,
      onProgress: (imported) => copy.onProgress?.({ imported, skipped: reading.skipped }),
      projectId: destinationProjectId,
      present,
      unaltered: true,
      // Old events may have insert IDs that an import rejects today.
      replaceInsertIds: true,
    });
    if (imported.stopped_by !== null) return undefined;
    if (badLines) copy.badLines?.addAll(badLines);
    return { imported, skipped: reading.skipped };
  };
  const again = async (error: unknown) => {
    // The import has already retried its own errors.
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
