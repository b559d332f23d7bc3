/** The runs of a warehouse import, counted off on the sandbox's clock. */
import { randomUuid } from "../../../state/random";
import type { WarehouseImport } from "./imports";

const NANOSECONDS_PER_MS = 1_000_000;
/** How long a sync takes here. */
const RUN_MS = 5 * 60_000;
/** As many runs as the history shows. */
const MAX_RUNS = 30;

/** What a sync does when it ends: imports the rows and tells how many. A throw is a run that failed. */
export type Sync = (warehouseImport: WarehouseImport) => number;

/** Starts a run at a moment, and returns its id. */
export function startRun(warehouseImport: WarehouseImport, startMs: number, random: () => number): string {
  const run = { id: randomUuid(random), startMs, endMs: startMs + RUN_MS, result: null, rows: 0 };
  warehouseImport.runs = [...warehouseImport.runs, run].slice(-MAX_RUNS);
  return run.id;
}

function startDueRuns(warehouseImport: WarehouseImport, nowMs: number, random: () => number): void {
  const periodMs = warehouseImport.run_every / NANOSECONDS_PER_MS;
  const { nextRunMs, paused } = warehouseImport;
  if (paused || nextRunMs === null || nextRunMs > nowMs) return;
  if (periodMs === 0 || warehouseImport.sync_mode === "one_time") {
    startRun(warehouseImport, nextRunMs, random);
    warehouseImport.nextRunMs = null;
    return;
  }
  const due = Math.floor((nowMs - nextRunMs) / periodMs) + 1;
  // Of an import that nobody looked at for long, only the runs that the history keeps are made up for.
  for (let index = Math.max(0, due - MAX_RUNS); index < due; index += 1) {
    startRun(warehouseImport, nextRunMs + index * periodMs, random);
  }
  warehouseImport.nextRunMs = nextRunMs + due * periodMs;
}

/** Lets an import begin and end the runs that were due by `nowMs` (milliseconds since epoch). */
export function advance(warehouseImport: WarehouseImport, nowMs: number, random: () => number, sync: Sync): void {
  startDueRuns(warehouseImport, nowMs, random);
  for (const run of warehouseImport.runs) {
    if (run.result !== null || run.endMs > nowMs) continue;
    try {
      run.rows = sync(warehouseImport);
      run.result = "SUCCEEDED";
    } catch {
      run.result = "FAILED";
    }
  }
}

/** When an import runs next: at once for a schedule or a single sync, never for one that waits to be triggered. */
export function firstRunMs(sync_mode: string, run_every: number, nowMs: number): number | null {
  return run_every > 0 || sync_mode === "one_time" ? nowMs : null;
}

/** Pauses or resumes: a run under way is cancelled by a pause, and a schedule begins anew with the resumption. */
export function setPaused(warehouseImport: WarehouseImport, paused: boolean, nowMs: number): void {
  if (paused) {
    for (const run of warehouseImport.runs.filter(({ result }) => result === null)) {
      run.result = "CANCELLED";
      run.endMs = nowMs;
    }
  }
  const resumes = warehouseImport.paused && !paused;
  if (resumes && warehouseImport.run_every > 0) warehouseImport.nextRunMs = nowMs;
  warehouseImport.paused = paused;
}

/** The history as Mixpanel shows it, newest run first. Times are seconds since epoch. */
export function historyOf(warehouseImport: WarehouseImport) {
  return warehouseImport.runs.toReversed().map(({ startMs, endMs, result, rows }) => ({
    status: result ?? "RUNNING",
    start_time: Math.floor(startMs / 1000),
    end_time: result === null ? null : Math.floor(endMs / 1000),
    num_events_imported: result === null ? null : rows,
  }));
}
