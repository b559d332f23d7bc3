/** Experiments as the sandbox keeps them, and what can become of them, after Mixpanel's Experiments description. */
import { z } from "zod";
import type { Project } from "../../../types";
import { refusal } from "../appApi";
import { Slice } from "../slice";

const Json = z.record(z.string(), z.unknown());
export const ExperimentStatus = z.enum(["draft", "active", "concluded", "success", "fail"]);
export type ExperimentStatus = z.infer<typeof ExperimentStatus>;

const Person = z.object({ id: z.number(), name: z.string(), email: z.string() });

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
export const experimentsSlice = new Slice("experiments", z.object({ experiments: z.array(Experiment).default([]) }));

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

/** The experiment of that id in a project, concluded when its end has passed; undefined when there is none. */
export function experimentOf(project: Project, id: string, nowMs: number): Experiment | undefined {
  const experiment = experimentsSlice.of(project).experiments.find((each) => each.id === id);
  if (experiment?.status === "active" && experiment.endMs !== null && experiment.endMs <= nowMs) {
    experiment.status = "concluded";
  }
  return experiment;
}
