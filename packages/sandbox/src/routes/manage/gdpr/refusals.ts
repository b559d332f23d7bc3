/** The two kinds of 429 of the GDPR API: too many requests, and too many outstanding scans. */
import type { RouteContext } from "../../../context";
import { SandboxError } from "../../../errors";
import type { Project } from "../../../types";
import { retrievals, slice, statusOf } from "./tasks";

const DAY_MS = 86_400_000;
/** "We also limit the maximum number of outstanding scans for a single project to approximately 5 years." */
const MAX_OUTSTANDING_DAYS = 5 * 365;

/** Mixpanel documents no words for either. */
const WORDS = {
  rate: "Rate limit exceeded. Retry later.",
  scans: "Too many outstanding scans for this project. Retry later.",
} as const;

function refusal(kind: keyof typeof WORDS, retryAfter?: number): SandboxError {
  const extra = retryAfter === undefined ? {} : { headers: { "Retry-After": String(retryAfter) } };
  return new SandboxError(429, WORDS[kind], extra);
}

/** Throws 429 as long as `PUT /_sandbox/gdpr` says so. @param creates whether the request starts a task */
export function refuseOnDemand(project: Project, nowMs: number, creates: boolean): void {
  const { refusal: demanded } = slice.of(project);
  if (!demanded || nowMs >= demanded.untilMs || (demanded.kind === "scans" && !creates)) return;
  throw refusal(demanded.kind, demanded.retryAfter);
}

/** A retrieval scans each day since the project's first event. */
function daysToScan(project: Project, nowMs: number): number {
  for (const { time } of project.events.range()) return Math.max(1, Math.ceil((nowMs - time) / DAY_MS));
  return 1;
}

/**
 * Throws 429 for a retrieval that would exceed the limit of outstanding scans. One retrieval at a time is always possible, however
 * many days it has to scan: https://developer.mixpanel.com/reference/gdpr-api
 */
export function refuseTooManyScans(project: Project, { clock, limits }: RouteContext): void {
  if (!limits.enabled) return;
  const nowMs = clock.now();
  const unfinished = retrievals
    .list(project)
    .filter((task) => ["PENDING", "STAGING", "STARTED"].includes(statusOf(task, nowMs)));
  if (unfinished.length === 0) return;
  if ((unfinished.length + 1) * daysToScan(project, nowMs) > MAX_OUTSTANDING_DAYS) throw refusal("scans");
}
