/** How the Experiments API shows an experiment. */
import type { Project } from "../../../types";
import type { Experiment } from "../experimentState";
import { allFlags, shownFlag } from "../flags/state";
import { shownHistory, shownTime } from "../shown";

/** An experiment as the API answers it, with the feature flag that names it. */
export function shownExperiment(project: Project, experiment: Experiment, nowMs: number) {
  const { createdMs, modifiedMs, archivedMs, startMs, endMs, creator, modifier, isShared, ...fields } = experiment;
  const flag = allFlags.list(project).find((each) => each.experiment_id === fields.id && each.deletedMs === null);
  return {
    ...fields,
    content_type: "experiments",
    ...shownHistory({ createdMs, modifiedMs, deletedMs: archivedMs, creator, modifier }),
    can_update_restricted: true,
    can_update_visibility: true,
    is_shared_with_project: isShared,
    start_date: shownTime(startMs),
    end_date: shownTime(endMs),
    feature_flag: flag ? shownFlag(project, flag, nowMs) : null,
  };
}
