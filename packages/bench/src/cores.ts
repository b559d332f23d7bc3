/** Cores of their own for the contestant and for the server that it sends to, so that neither slows the other down. */
import { type ChildProcess, type ForkOptions, fork, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The core of each side; undefined where the processes are not pinned. */
export interface Pinning {
  contestant?: number;
  sink?: number;
  /** What readers of the results need to know. */
  note: string;
}

/** @param list as the kernel writes it, such as `0-3,6` */
export function coresIn(list: string): number[] {
  return Array.from(list.matchAll(/(\d+)(?:-(\d+))?/g)).flatMap(([, first, last = first]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => Number(first) + at),
  );
}

/**
 * @param cores that this process may use
 * @param hasTaskset whether processes can be pinned at all
 */
export function pinningOn(cores: readonly number[], hasTaskset: boolean): Pinning {
  const [contestant, sink] = cores;
  if (!hasTaskset) return { note: "not pinned: there is no taskset on this system" };
  if (contestant === undefined || sink === undefined) return { note: "not pinned: there is only one core" };
  return { contestant, sink, note: `contestant pinned to core ${contestant}, server to core ${sink}` };
}

function allowedCores(): number[] {
  try {
    return coresIn(/^Cpus_allowed_list:\s*(.+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "");
  } catch {
    return [];
  }
}

export const PINNING = pinningOn(allowedCores(), spawnSync("taskset", ["--version"]).status === 0);

/** The command that runs Node on a core. */
export function nodeOn(core: number | undefined): { command: string; args: string[] } {
  if (core === undefined) return { command: process.execPath, args: [] };
  return { command: "taskset", args: ["-c", String(core), process.execPath] };
}

/** Forks a module that runs on a core, or on any where it is undefined. */
export function forkOn(core: number | undefined, file: string, options: ForkOptions = {}): ChildProcess {
  const { command, args } = nodeOn(core);
  return fork(file, [], { ...options, execPath: command, execArgv: [...args, ...(options.execArgv ?? [])] });
}
