import type { MixpanelClient } from "../client";
import {
  getWarehouseImportHistory,
  runWarehouseImport,
  runWarehouseImportAndWait,
} from "../endpoints/warehouseImports";
import { isOutOfTime, MixpanelError, MixpanelValidationError } from "../errors";
import { reserveMs } from "../http/timeLimits";
import { isRecord, type JsonObject } from "../records/json";

const SECOND_MS = 1_000;
/** The first pause between two looks at the history, its growth and its maximum. Runs take from seconds to 20 hours. */
const FIRST_PAUSE_MS = 5 * SECOND_MS;
const PAUSE_GROWTH = 1.5;
const MAX_PAUSE_MS = 60 * SECOND_MS;
/** How far this machine's clock may be ahead of Mixpanel's. */
const CLOCK_DIFFERENCE_MS = 60 * SECOND_MS;
/** Seconds since 1970 stay below this number for thousands of years; milliseconds and finer units are above it. */
const FINER_UNIT_FROM = 100_000_000_000;

export interface WaitOptions {
  importId: string;
  project_id?: string;
  /** Waits for the run that started at this moment or later (milliseconds since epoch) instead of starting one. */
  resumeFrom?: number;
}

/** Where a run stands. */
export interface AwaitedRun {
  /** Null if an earlier step has started the run. */
  run_id: string | null;
  status: string;
  /** Whether the run has ended. */
  complete: boolean;
  start_time: number | null;
  end_time: number | null;
  num_events_imported: number | null;
  /** What a next step waits from; null for a run that has ended. */
  resume_from: number | null;
}

/** A time of the history in milliseconds since epoch. Mixpanel does not document the unit. */
function epochMs(time: unknown): number | undefined {
  let seconds = typeof time === "number" || typeof time === "string" ? Number(time) : Number.NaN;
  if (!(seconds > 0)) return undefined;
  while (seconds >= FINER_UNIT_FROM) seconds /= 1000;
  return seconds * SECOND_MS;
}

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);

async function runsOf(client: MixpanelClient, { importId, project_id }: WaitOptions): Promise<JsonObject[]> {
  const { results } = await client.call(getWarehouseImportHistory, { importId, project_id });
  return Array.isArray(results.runs) ? results.runs.filter(isRecord) : [];
}

/** The earliest run since a moment. A run in progress may have no start time yet: then the history shows it as RUNNING, and no more. */
function runSince(runs: readonly JsonObject[], sinceMs: number): JsonObject | undefined {
  const dated = runs.flatMap((run) => ({ run, startMs: epochMs(run.start_time) ?? Number.NaN }));
  const since = dated.filter(({ startMs }) => startMs >= sinceMs).sort((a, b) => a.startMs - b.startMs);
  return (
    since[0]?.run ?? runs.find(({ status, start_time }) => status === "RUNNING" && epochMs(start_time) === undefined)
  );
}

/** When the run that is about to be started starts at the earliest, by Mixpanel's clock: after every run that is in the history. */
async function earliestStart(client: MixpanelClient, options: WaitOptions): Promise<number> {
  const starts = (await runsOf(client, options)).map(({ start_time }) => epochMs(start_time) ?? 0);
  return Math.max(Math.floor(client.transport.clock.now()) - CLOCK_DIFFERENCE_MS, ...starts.map((start) => start + 1));
}

function stateOf(run: JsonObject | undefined, run_id: string | null, sinceMs: number): AwaitedRun {
  const status = typeof run?.status === "string" ? run.status : "RUNNING";
  const complete = status !== "RUNNING";
  return {
    run_id,
    status,
    complete,
    start_time: numberOf(run?.start_time),
    end_time: numberOf(run?.end_time),
    num_events_imported: numberOf(run?.num_events_imported),
    resume_from: complete ? null : sinceMs,
  };
}

/** Says of an error while waiting that the run goes on, and how to wait for it. */
function explained(error: unknown, sinceMs: number): unknown {
  if (error instanceof MixpanelError) {
    error.message += ` The run was started, and continues in Mixpanel. To wait for it, run the step again with Resume From ${sinceMs}.`;
  }
  return error;
}

/** Starts a run. Says of an error after which it may have started how to wait for it instead of starting another one. */
async function start(client: MixpanelClient, { importId, project_id }: WaitOptions, sinceMs: number) {
  try {
    return await client.call(runWarehouseImport, { importId, project_id });
  } catch (error) {
    if (error instanceof MixpanelError && error.mayHaveLanded)
      error.message += ` If the run was started, wait for it: run the step again with Resume From ${sinceMs}.`;
    throw error;
  }
}

/**
 * Starts a run of an import, and waits for its end. The history shows no ID of a run, so that the run is found by its start. Pauses between
 * two looks grow to a minute. Ends before the client's deadline, and then returns where the run stands, and from where to go on waiting.
 *
 * @throws MixpanelError if the run cannot be started, or the history cannot be read
 * @see https://developer.mixpanel.com/reference/get-import-history
 */
export async function runAndWait(client: MixpanelClient, options: WaitOptions): Promise<AwaitedRun> {
  const { resumeFrom } = options;
  const { clock } = client.transport;
  const sinceMs = epochMs(resumeFrom) ?? (await earliestStart(client, options));
  const started = resumeFrom === undefined ? await start(client, options, sinceMs) : undefined;
  const { run_id }: JsonObject = isRecord(started?.results) ? started.results : {};
  const runId = typeof run_id === "string" ? run_id : null;
  const reserve = reserveMs(client.transport.leftMs());
  let state = stateOf(undefined, runId, sinceMs);
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * PAUSE_GROWTH, MAX_PAUSE_MS)) {
    try {
      state = stateOf(runSince(await runsOf(client, options), sinceMs), runId, sinceMs);
    } catch (error) {
      if (isOutOfTime(error)) return state;
      throw explained(error, sinceMs);
    }
    const leftMs = client.transport.leftMs() - reserve;
    if (state.complete || leftMs <= 0) return state;
    await clock.sleep(Math.ceil(Math.min(pauseMs, leftMs)));
  }
}

/** @throws MixpanelValidationError for a run that ended without success */
export function assertSucceeded({ status, complete, num_events_imported }: AwaitedRun, importId: string): void {
  if (!complete || status === "SUCCEEDED") return;
  const { operation } = runWarehouseImportAndWait;
  const imported = num_events_imported === null ? "" : ` ${num_events_imported} rows were imported.`;
  throw new MixpanelValidationError({
    operation,
    message: `${operation}: the run of import ${importId} ended as ${status}.${imported} The reason is in the import's Sync History in Mixpanel. Correct it, and run the step again.`,
  });
}
