/** Experiments as the sandbox keeps them, and what can become of them, after Mixpanel's Experiments description. */
import { z } from "zod";
import { refusal } from "./appApi";
import { Collection, idOf } from "./collection";
import { Person } from "./shown";
import { Slice } from "./slice";

const Json = z.record(z.string(), z.unknown());
export const ExperimentStatus = z.enum(["draft", "active", "concluded", "success", "fail"]);
export type ExperimentStatus = z.infer<typeof ExperimentStatus>;

/** Times are milliseconds since epoch. */
const Experiment = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  hypothesis: z.string().nullable(),
  status: ExperimentStatus,
  settings: Json,
  variants: z.array(z.unknown()),
  metrics: z.array(z.unknown()),
  exposures_cache: Json,
  results_cache: Json,
  tags: z.array(z.string()),
  isShared: z.boolean(),
  startMs: z.number().nullable(),
  endMs: z.number().nullable(),
  createdMs: z.number(),
  modifiedMs: z.number(),
  archivedMs: z.number().nullable(),
  creator: Person,
  modifier: Person,
});
export type Experiment = z.infer<typeof Experiment>;

/** The experiments of a project. */
const slice = new Slice("experiments", z.object({ experiments: z.array(Experiment).default([]) }));
export const allExperiments = new Collection(
  { name: "Experiment", errorType: "not_found", records: (project) => slice.of(project).experiments },
  idOf,
);

/** What each status may become. A decision ends an experiment for good. */
const NEXT: Record<ExperimentStatus, readonly ExperimentStatus[]> = {
  draft: ["active"],
  active: ["concluded"],
  concluded: ["success", "fail"],
  success: [],
  fail: [],
};

/**
 * Moves an experiment to another status. Launching sets its start, unless that was set before; concluding sets its end.
 *
 * @param nowMs Milliseconds since epoch.
 * @throws SandboxError 400 when the status cannot follow the one the experiment has.
 */
export function moveTo(experiment: Experiment, status: ExperimentStatus, nowMs: number): void {
  if (!NEXT[experiment.status].includes(status)) {
    const message = `An experiment that is ${experiment.status} cannot become ${status}`;
    throw refusal(400, message, "invalid_state");
  }
  experiment.status = status;
  if (status === "active") experiment.startMs ??= nowMs;
  if (status === "concluded") experiment.endMs = Math.min(experiment.endMs ?? nowMs, nowMs);
}

/** An experiment as it stands at `nowMs`: concluded when its end has passed. */
export function asOf(nowMs: number, experiment: Experiment): Experiment {
  const { status, endMs } = experiment;
  if (status === "active" && endMs !== null && endMs <= nowMs) experiment.status = "concluded";
  return experiment;
}
