/** One measurement, in a process of its own: started by measure.ts with an assignment, ends with its measurement. */
import dns from "node:dns";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { contestantNamed } from "./contestants";
import type { Assignment } from "./contestants/contestant";
import { watchMemory } from "./memory";

/** What a process of its own is to do. */
export interface Job extends Assignment {
  /** Records that are sent before time is taken, and the file of them: what is compiled as it runs is compiled by then, for everybody. */
  warmUp?: { records: number; file: string };
}

/** What one run of a contestant took. */
export interface Measurement {
  records: number;
  seconds: number;
  cpuSeconds: number;
  /** Resident set before anything is sent. */
  baseBytes: number;
  /** The most that the run, and the records before it, added to it. */
  overBaseBytes: number;
  /** Share of all cores' time that the host of a virtual machine gave to others during the run; 0 where the system does not tell. */
  stolen: number;
}

/** Of the kernel's clock for CPU times. */
const TICKS_PER_SECOND = 100;

/** Seconds that the host gave to others since the start, all cores together. */
function stolenSeconds(): number {
  try {
    const [, ticks = 0] = /^cpu +(?:\d+ ){7}(\d+)/.exec(readFileSync("/proc/stat", "utf8")) ?? [];
    return Number(ticks) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

async function measure({ warmUp, ...assignment }: Job): Promise<Measurement> {
  const contestant = contestantNamed(assignment.contestant);
  const warm = warmUp && (await contestant({ ...assignment, fileRecords: undefined, ...warmUp }));
  const run = await contestant(assignment);
  globalThis.gc?.();
  const baseBytes = process.memoryUsage.rss();
  const peakBytes = watchMemory();
  await warm?.();
  const stolenBefore = stolenSeconds();
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  const records = await run();
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const overBaseBytes = Math.max(0, peakBytes() - baseBytes);
  const stolen = (stolenSeconds() - stolenBefore) / (seconds * cpus().length);
  return { records, seconds, cpuSeconds: (user + system) / 1e6, baseBytes, overBaseBytes, stolen };
}

// A contestant that would call out fails instead: names are not looked up here.
dns.lookup = Object.assign(
  () => {
    throw new Error("A benchmark calls 127.0.0.1 alone.");
  },
  { __promisify__: dns.lookup.__promisify__ },
);

process.once("message", (job: Job) => {
  measure(job).then(
    (measurement) => process.send?.({ measurement }, () => process.exit()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
