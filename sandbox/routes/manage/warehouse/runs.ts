/** The runs of a warehouse import, counted off on the sandbox's clock. */
import { randomUuid } from "../../../state/random";
import type { WarehouseImport } from "./imports";

const NANOSECONDS_PER_MS = 1_000_000;
/** How long a sync takes here. */
const RUN_MS = 5 * 60_000;
/** As many runs as the history shows. */
const MAX_RUNS = 30;

/** Starts a run at a moment, and returns its id. */
export function startRun(warehouseImport: WarehouseImport, startMs: number, random: () => number): string {
  const run = { id: randomUuid(random), startMs, endMs: startMs + RUN_MS, canceled: false };
  warehouseImport.runs = [...warehouseImport.runs, run].slice(-MAX_RUNS);
  return run.id;
}

/** Lets an import do the runs that were due by `nowMs` (milliseconds since epoch). */
export function advance(warehouseImport: WarehouseImport, nowMs: number, random: () => number): void {
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

/** When an import runs next: at once for a schedule or a single sync, never for one that waits to be triggered. */
export function firstRunMs(sync_mode: string, run_every: number, nowMs: number): number | null {
  return run_every > 0 || sync_mode === "one_time" ? nowMs : null;
}

/** Pauses or resumes: a run under way is cancelled by a pause, and a schedule begins anew with the resumption. */
export function setPaused(warehouseImport: WarehouseImport, paused: boolean, nowMs: number): void {
  if (paused) {
    for (const run of warehouseImport.runs.filter(({ endMs }) => endMs > nowMs)) {
      run.canceled = true;
      run.endMs = nowMs;
    }
  }
  const resumes = warehouseImport.paused && !paused;
  if (resumes && warehouseImport.run_every > 0) warehouseImport.nextRunMs = nowMs;
  warehouseImport.paused = paused;
}

/** The history as Mixpanel shows it, newest run first. Times are seconds since epoch. */
export function historyOf(warehouseImport: WarehouseImport, nowMs: number) {
  return warehouseImport.runs.toReversed().map((run) => {
    const isRunning = run.endMs > nowMs;
    const ended = run.canceled ? "CANCELLED" : "SUCCEEDED";
    return {
      status: isRunning ? "RUNNING" : ended,
      start_time: Math.floor(run.startMs / 1000),
      end_time: isRunning ? null : Math.floor(run.endMs / 1000),
      // No warehouse stands behind the sandbox: a sync that ends has found no rows.
      num_events_imported: isRunning ? null : 0,
    };
  });
}
