/** A sandbox in a process of its own, which tells what it has cost so far. */
import { startSandbox } from "mixpanel-sandbox";
import { watchMemory } from "./memory";

/** What the server tells when it is asked. */
export interface SandboxCost {
  /** Of the process, since it was started. */
  cpuSeconds: number;
  /** Highest resident set since it was last asked. */
  peakBytes: number;
}

/** Time enough for every script of the benchmark. */
const SCRIPT_LIMITS = { timeLimitMs: 600_000 };

async function main(): Promise<void> {
  const sandbox = await startSandbox({ port: 0, limits: false, scriptLimits: SCRIPT_LIMITS });
  let peakBytes = watchMemory();
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    const cost: SandboxCost = { cpuSeconds: (user + system) / 1e6, peakBytes: peakBytes() };
    peakBytes = watchMemory();
    process.send?.(cost);
  });
  process.on("disconnect", () => process.exit());
  process.send?.(sandbox.url);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
