import { InputError, MixpanelError, SourceError } from "../errors";
import type { IngestResult } from "../results";
import type { Outcomes } from "./outcomes";
import type { Rows } from "./rows";
import type { SyncResult } from "./types";

/** A failure before which nothing was stored, and that no later run can be without: it is an error, and no result. */
const isHopeless = (error: unknown, { imported }: IngestResult) =>
  imported === 0 && !(error instanceof MixpanelError && error.retryable);

const isOfSource = (error: unknown) =>
  !(error instanceof MixpanelError) || error instanceof InputError || error instanceof SourceError;

/** How a run ended, and what it had done by then. */
export interface RowsEnding extends Pick<SyncResult, "stopped_by" | "outage"> {
  result: IngestResult;
}

/**
 * Waits for the end of a run.
 *
 * @param watch knows how far the run came if it failed
 * @throws the error of a run that no later run can go on with
 */
export async function endOf(run: Promise<IngestResult>, watch: Pick<Outcomes, "failed">): Promise<RowsEnding> {
  try {
    const result = await run;
    return { result, stopped_by: result.stopped_by, outage: null };
  } catch (error) {
    if (watch.failed === undefined || isHopeless(error, watch.failed.result)) throw error;
    const code = error instanceof MixpanelError ? error.code : "source_failed";
    const outage = { code, message: error instanceof Error ? error.message : String(error) };
    return { result: watch.failed.result, stopped_by: isOfSource(error) ? "source" : "outage", outage };
  }
}

/** The result of a run that has ended. */
export function syncResult(rows: Rows, outcomes: Outcomes, { result, ...ending }: RowsEnding): SyncResult {
  const { received, imported, unconfirmed, batches, retries, bytes, duration_ms, resume_from } = result;
  const target = rows.options.target.kind;
  const found = outcomes.result(resume_from);
  const isTable = target === "table" && !rows.options.validateOnly;
  return {
    target,
    mode: rows.mode,
    received,
    imported,
    unconfirmed,
    ...found,
    ...(isTable && keptBack(received - imported - found.rejected)),
    batches,
    retries,
    bytes,
    duration_ms,
    warnings: rows.properties.warnings,
    ...ending,
  };
}

/** The sound rows of a table that was not replaced: none of them is in Mixpanel, and all have to be sent again. */
const keptBack = (held: number) => ({ held, held_rows_truncated: held > 0, resume_from: held > 0 ? 0 : null });
