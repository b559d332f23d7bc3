import type { FaultRequest } from "mixpanel-sandbox";
import { seededRandom } from "../../packages/sandbox/src/state/random";

/** What can go wrong with any call, in the ways of the field: refused, never begun, done and not answered, answered with rubbish. */
export const FAULTS: readonly FaultRequest[] = [
  { kind: "status", status: 429 },
  { kind: "status", status: 429, retryAfter: 2 },
  { kind: "status", status: 500 },
  { kind: "status", status: 502 },
  { kind: "status", status: 503 },
  { kind: "status", status: 500, afterProcessing: true },
  { kind: "status", status: 503, afterProcessing: true },
  { kind: "html", status: 502 },
  { kind: "reset" },
  { kind: "reset", afterProcessing: true },
  { kind: "slow", delayMs: 30 },
  { kind: "halfJson" },
  { kind: "truncate" },
];

/** A request that is too large, by a limit that Mixpanel does not document. */
export const TOO_LARGE: FaultRequest = { kind: "status", status: 413 };

/** No answer at all, before and after the work was done. Each costs a time-out, in real time. */
export const STALLS: readonly FaultRequest[] = [{ kind: "stall" }, { kind: "stall", afterProcessing: true }];

/** Enough for any run here; what is left over strikes nobody. */
const SCHEDULED = 2_000;

const ONE_IN_FIVE = 0.2;
/** For runs of a few requests, which would meet hardly any else. */
export const ONE_IN_TWO = 0.5;

/**
 * Faults for one path at seeded chance; none comes a second time before each has come once.
 *
 * @param rate part of the calls that meet one
 * @returns orders that the sandbox carries out one after the other
 */
export function seededFaults(
  seed: number,
  path: string,
  { faults = [...FAULTS, TOO_LARGE], rate = ONE_IN_FIVE }: { faults?: readonly FaultRequest[]; rate?: number } = {},
): FaultRequest[] {
  const random = seededRandom(seed);
  const schedule: FaultRequest[] = [];
  while (schedule.length < SCHEDULED) {
    const deck = faults.map((fault) => ({ fault, at: random() })).sort((a, b) => a.at - b.at);
    for (const { fault } of deck) {
      // Calls between two faults of a chance that has no memory.
      const after = Math.floor(Math.log(1 - random()) / Math.log(1 - rate));
      schedule.push({ ...fault, path, after });
    }
  }
  return schedule;
}

/** The stalls, once each, among the first calls of a schedule. */
export function withStalls(schedule: readonly FaultRequest[], path: string): FaultRequest[] {
  return [...STALLS.map((fault) => ({ ...fault, path, after: 3 })), ...schedule];
}
