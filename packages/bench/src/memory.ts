import { readFileSync, writeFileSync } from "node:fs";

const SAMPLE_MS = 10;
/** Highest resident set since the kernel was asked to forget the last one; undefined where the system does not tell. */
function kernelPeakBytes(): number | undefined {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
    return line === null ? undefined : Number(line[1]) * 1024;
  } catch {
    return undefined;
  }
}

/** @returns a function that ends the watch and tells the highest resident set since it began */
export function watchMemory(): () => number {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Only Linux has this; elsewhere samples have to do.
  }
  const begun = process.memoryUsage.rss();
  if ((kernelPeakBytes() ?? Number.POSITIVE_INFINITY) < begun * 1.05) return () => kernelPeakBytes() ?? begun;
  // Each sample takes a quarter of a millisecond from what is measured.
  let highest = begun;
  const timer = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, SAMPLE_MS);
  return () => {
    clearInterval(timer);
    return highest;
  };
}
