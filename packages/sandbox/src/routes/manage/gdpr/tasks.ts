/** Retrievals and deletions of personal data: tasks that move on with the sandbox's clock. */
import { z } from "zod";
import type { Project } from "../../../types";
import { Collection, idOf } from "../collection";
import { Slice } from "../slice";
import { personalData } from "./personalData";
import { Refusal, Settings } from "./settings";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How old a task is when it leaves each state. */
const PENDING_MS = MINUTE_MS;
const STAGING_MS = 60 * MINUTE_MS;

const Task = z.object({
  id: z.string(),
  distinctIds: z.array(z.string()),
  compliance: z.enum(["GDPR", "CCPA"]),
  disclosure: z.enum(["Data", "Categories", "Sources"]).default("Data"),
  requestedMs: z.number(),
  durationMs: z.number().default(DAY_MS),
  /** Status in which the task ends. */
  outcome: z.string().default("SUCCESS"),
  /** Status that `PUT /_sandbox/gdpr/tasks/{id}` forces on the task. */
  forced: z.string().nullable().default(null),
  revoked: z.boolean(),
  /** Whether the data has been deleted or retrieved. */
  done: z.boolean(),
  /** What a retrieval found: file name -> content. */
  files: z.record(z.string(), z.string()).default({}),
});
export type Task = z.infer<typeof Task>;

/** The tasks of a project, and how its GDPR API behaves. */
export const slice = new Slice(
  "gdpr",
  z.object({
    retrievals: z.array(Task).default([]),
    deletions: z.array(Task).default([]),
    settings: Settings.prefault({}),
    refusal: Refusal.nullable().default(null),
  }),
);

export const retrievals = new Collection(
  { name: "Retrieval", records: (project) => slice.of(project).retrievals },
  idOf,
);
export const deletions = new Collection({ name: "Deletion", records: (project) => slice.of(project).deletions }, idOf);

/**
 * Status of a task at `nowMs` (milliseconds since epoch): PENDING, STAGING, STARTED, then its outcome; REVOKED once it was
 * cancelled.
 */
export function statusOf(task: Task, nowMs: number): string {
  if (task.revoked) return "REVOKED";
  if (task.forced !== null) return task.forced;
  const ageMs = nowMs - task.requestedMs;
  if (task.done || ageMs >= task.durationMs) return task.outcome;
  if (ageMs < PENDING_MS) return "PENDING";
  return ageMs < STAGING_MS ? "STAGING" : "STARTED";
}

/** Whether a task can still be cancelled: until it starts. */
export function isCancellable(task: Task, nowMs: number): boolean {
  return ["PENDING", "STAGING"].includes(statusOf(task, nowMs));
}

/** The IDs under which the project stores the users of a task. */
function storedIds(project: Project, { distinctIds }: Task): Set<string> {
  if (!slice.of(project).settings.wholeCluster) return new Set(distinctIds);
  return new Set(distinctIds.map((id) => project.identities.get(id) ?? id));
}

function erase(project: Project, ids: Set<string>): void {
  project.events.removeWhere(({ distinctId }) => ids.has(distinctId));
  for (const id of ids) project.profiles.delete(id);
}

/**
 * Does the work of the tasks that ended by `nowMs`, in the order in which they ended; of two that ended together, the retrieval
 * first, so that data can be requested and erased at once. What arrives afterwards stays.
 */
export function carryOut(project: Project, nowMs: number): void {
  if (!project.slices.has("gdpr")) return;
  const isDue = (task: Task) => !task.done && statusOf(task, nowMs) === "SUCCESS";
  const due = [
    ...retrievals
      .list(project)
      .filter(isDue)
      .map((task) => ({ task, isRetrieval: true })),
    ...deletions
      .list(project)
      .filter(isDue)
      .map((task) => ({ task, isRetrieval: false })),
  ];
  const endOf = ({ requestedMs, durationMs }: Task) => Math.min(requestedMs + durationMs, nowMs);
  for (const { task, isRetrieval } of due.sort((a, b) => endOf(a.task) - endOf(b.task))) {
    const ids = storedIds(project, task);
    if (isRetrieval) task.files = personalData(project, ids, task);
    else erase(project, ids);
    task.done = true;
  }
}
