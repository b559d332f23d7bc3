import { availableParallelism, cpus, loadavg } from "node:os";
import { PINNING } from "./cores";

/** Where and under which conditions the results were measured. */
export interface Machine {
  node: string;
  cores: number;
  processor: string;
  pinning: string;
  /** Load averages over one minute; whoever shares the machine adds to them. */
  loadBefore: number;
  loadAfter?: number;
}

export const loadNow = () => Number((loadavg()[0] ?? 0).toFixed(1));

export const machineNow = (): Machine => ({
  node: process.version,
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? "unknown",
  pinning: PINNING.note,
  loadBefore: loadNow(),
});

/** A load that leaves no core for the benchmark makes its speeds, unlike its CPU times, those of the other programs. */
export const isBusy = ({ cores, loadBefore }: Pick<Machine, "cores" | "loadBefore">) => loadBefore > cores - 1.5;

export function machineText(machine: Machine): string {
  const { node, cores, processor, pinning, loadBefore, loadAfter } = machine;
  const load = loadAfter === undefined ? `${loadBefore}` : `${loadBefore} before and ${loadAfter} after the run`;
  const busy = isBusy(machine)
    ? " Other programs kept the machine busy: only the ratios of CPU time can be relied on."
    : "";
  return `${cores} cores of ${processor}, Node ${node.slice(1)}; ${pinning}; load average ${load}.${busy}`;
}
