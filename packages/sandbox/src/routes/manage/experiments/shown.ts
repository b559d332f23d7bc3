/** How the Experiments API shows an experiment. */
import type { Project } from "../../../types";
import type { Experiment } from "../experimentState";
import { allFlags, shownFlag } from "../flags/state";

function time(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** An experiment as the API answers it, with the feature flag that names it. */
export function shownExperiment(project: Project, experiment: Experiment, nowMs: number) {
  const { createdMs, modifiedMs, archivedMs, startMs, endMs, creator, modifier, isShared, ...fields } = experiment;
  const flag = allFlags.list(project).find((each) => each.experiment_id === fields.id && each.deletedMs === null);
  return {
    ...fields,
    content_type: "experiments",
    created: time(createdMs),
    creator_id: creator.id,
    creator_name: creator.name,
    creator_email: creator.email,
    modified: time(modifiedMs),
    last_modified_by_id: modifier.id,
    last_modified_by_name: modifier.name,
    last_modified_by_email: modifier.email,
    deleted: time(archivedMs),
    is_favorited: false,
    pinned_date: null,
    can_view: true,
    can_update_basic: true,
    can_update_restricted: true,
    can_update_visibility: true,
    can_share: true,
    is_superadmin: false,
    allow_staff_override: false,
    is_shared_with_project: isShared,
    start_date: time(startMs),
    end_date: time(endMs),
    feature_flag: flag ? shownFlag(project, flag, nowMs) : null,
  };
}
