/** A cohort that is synced to a webhook again and again, and what Mixpanel keeps of it between syncs. */
import { z } from "zod";
import type { Project } from "../../types";
import { Slice } from "../manage/slice";
import type { CallOrder } from "./callOrder";
import { type CohortAction, type CohortMember, type PushOutcome, pushCohort } from "./pushCohort";

/** Time between syncs. */
export const SYNC_INTERVAL_MS = 30 * 60_000;

export const Member = z.looseObject({
  mixpanel_distinct_id: z.union([z.string(), z.number()]),
  email: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
});

const Push = z.object({
  atMs: z.number(),
  action: z.enum(["members", "add_members", "remove_members"]),
  members: z.number(),
  result: z.enum(["delivered", "failed", "paused"]),
  error: z.string().nullable(),
  calls: z.array(z.object({ page: z.number(), status: z.number().nullable() })),
});

export const CohortSync = z.object({
  id: z.number(),
  url: z.string(),
  username: z.string().optional(),
  password: z.string().optional(),
  cohort: z.object({ id: z.string(), name: z.string(), description: z.string() }),
  pageSize: z.number().optional(),
  status: z.enum(["active", "paused"]),
  /** Who the receiver has, as far as the sync knows; null before the first success and after errors: then all are sent again. */
  delivered: z.array(Member).nullable(),
  pushes: z.array(Push),
});
export type CohortSync = z.infer<typeof CohortSync>;

/** The cohort syncs of a project. */
export const cohortSyncSlice = new Slice(
  "cohortSyncs",
  z.object({ lastId: z.number().default(0), syncs: z.array(CohortSync).default([]) }),
);

/** What a sync runs with. */
export interface SyncEnvironment {
  nowMs(): number;
  newSessionId(): string;
  wait(ms: number): Promise<void>;
  /** The order in which the pages of this sync are sent. */
  order?: CallOrder | undefined;
}

/**
 * Brings the receiver up to date: the whole cohort as `members` the first time and after errors, else who came as `add_members`
 * and who left as `remove_members`, both of them even when empty. An error ends the sync; 400, 401, 403 and 404 pause it.
 */
export async function runSync(
  project: Project,
  sync: CohortSync,
  members: CohortMember[],
  environment: SyncEnvironment,
): Promise<void> {
  for (const [action, moved] of movesOf(sync, members)) {
    const outcome = await pushCohort({
      ...sync,
      action,
      members: moved,
      projectId: project.id,
      sessionId: environment.newSessionId(),
      wait: environment.wait,
      order: environment.order,
    });
    note(sync, action, moved.length, outcome, environment.nowMs());
    if (outcome.result !== "delivered") return;
  }
  sync.delivered = members;
}

function movesOf(sync: CohortSync, members: CohortMember[]): [CohortAction, CohortMember[]][] {
  if (sync.delivered === null) return [["members", members]];
  const before = new Set(sync.delivered.map((member) => String(member.mixpanel_distinct_id)));
  const after = new Set(members.map((member) => String(member.mixpanel_distinct_id)));
  return [
    ["add_members", members.filter((member) => !before.has(String(member.mixpanel_distinct_id)))],
    ["remove_members", sync.delivered.filter((member) => !after.has(String(member.mixpanel_distinct_id)))],
  ];
}

function note(sync: CohortSync, action: CohortAction, members: number, outcome: PushOutcome, atMs: number): void {
  sync.pushes.push({ atMs, action, members, ...outcome });
  if (outcome.result === "delivered") return;
  sync.delivered = null;
  if (outcome.result === "paused") sync.status = "paused";
}
