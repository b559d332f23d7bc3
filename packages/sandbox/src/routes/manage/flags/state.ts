/** The feature flags of a project, and how both flag APIs show them. */
import { z } from "zod";
import type { Project } from "../../../types";
import { Collection, idOf } from "../collection";
import { allExperiments, asOf } from "../experimentState";
import { shownHistory, shownTime } from "../shown";
import { Slice } from "../slice";
import { Flag } from "./schemas";

/** The flags of a project, deleted ones among them. */
const slice = new Slice("flags", z.object({ flags: z.array(Flag).default([]) }));
export const allFlags = new Collection(
  { name: "Feature flag", errorType: "not_found", records: (project) => slice.of(project).flags },
  idOf,
);

/** Whether a flag's experiment runs: that of the project when the flag names one, else what the flag was given. */
export function isExperimentActive(project: Project, flag: Flag, nowMs: number): boolean | null {
  const experiment = flag.experiment_id === null ? undefined : allExperiments.find(project, flag.experiment_id);
  return experiment ? asOf(nowMs, experiment).status === "active" : flag.is_experiment_active;
}

/** A flag as the management API answers it. */
export function shownFlag(project: Project, flag: Flag, nowMs: number) {
  const { createdMs, modifiedMs, enabledMs, deletedMs, creator, modifier, ...fields } = flag;
  return {
    ...fields,
    is_experiment_active: isExperimentActive(project, flag, nowMs),
    reset_hash_salt: null,
    workspace_id: project.workspaceId,
    project_id: project.id,
    project_name: project.name,
    content_type: "feature-flags",
    content_environments_id: null,
    ...shownHistory({ createdMs, modifiedMs, deletedMs, creator, modifier }),
    enabled_at: shownTime(enabledMs),
    can_pin: true,
    is_shared_with_project: true,
  };
}
