/** Retrievals and deletions of personal data: tasks that the sandbox's clock moves on. */
import { z } from "zod";
import type { Project } from "../../../types";
import { Collection, idOf } from "../collection";
import { Slice } from "../slice";

const MINUTE_MS = 60_000;
/** How old a task is when it leaves each state. Mixpanel takes hours to weeks; here every task is done after a day. */
const PENDING_MS = MINUTE_MS;
const STAGING_MS = 60 * MINUTE_MS;
const STARTED_MS = 24 * 60 * MINUTE_MS;

const Task = z.object({
  id: z.string(),
  distinctIds: z.array(z.string()),
  compliance: z.enum(["GDPR", "CCPA"]),
  requestedMs: z.number(),
  revoked: z.boolean(),
  /** A deletion that removed what it was to remove. */
  done: z.boolean(),
});
export type Task = z.infer<typeof Task>;

/** The tasks of a project. */
const slice = new Slice(
  "gdpr",
  z.object({ retrievals: z.array(Task).default([]), deletions: z.array(Task).default([]) }),
);

export const retrievals = new Collection(
  { name: "Retrieval", records: (project) => slice.of(project).retrievals },
  idOf,
);
export const deletions = new Collection({ name: "Deletion", records: (project) => slice.of(project).deletions }, idOf);

export type TaskStatus = "PENDING" | "STAGING" | "STARTED" | "SUCCESS" | "REVOKED";

/** Where a task stands at `nowMs` (milliseconds since epoch). */
export function statusOf(task: Task, nowMs: number): TaskStatus {
  if (task.revoked) return "REVOKED";
  const ageMs = nowMs - task.requestedMs;
  if (task.done || ageMs >= STARTED_MS) return "SUCCESS";
  if (ageMs < PENDING_MS) return "PENDING";
  return ageMs < STAGING_MS ? "STAGING" : "STARTED";
}

/** Whether a task can still be cancelled: until it is started. */
export function isCancellable(task: Task, nowMs: number): boolean {
  return ["PENDING", "STAGING"].includes(statusOf(task, nowMs));
}

/** The ids as the project stores them: a merged id stands for the id it was merged into. */
export function storedIds(project: Project, distinctIds: string[]): Set<string> {
  return new Set(distinctIds.map((id) => project.identities.get(id) ?? id));
}

/** Removes the events and profiles that deletions of a project were due to remove by `nowMs`. */
export function carryOut(project: Project, nowMs: number): void {
  if (!project.slices.has("gdpr")) return;
  const due = deletions.list(project).filter((task) => !task.done && statusOf(task, nowMs) === "SUCCESS");
  if (due.length === 0) return;
  const ids = storedIds(
    project,
    due.flatMap(({ distinctIds }) => distinctIds),
  );
  project.events.removeWhere(({ distinctId }) => ids.has(distinctId));
  for (const id of ids) project.profiles.delete(id);
  for (const task of due) task.done = true;
}
