/** Experiments: `/api/app/workspaces/{workspace_id}/experiments`, after Mixpanel's Experiments description. */
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { RouteFamily } from "../../../context";
import { randomUuid } from "../../../state/random";
import { type Project, projectOf } from "../../../types";
import { ok, operationsOf, read, readPath, refusal } from "../appApi";
import { type Caller, callerOf } from "../caller";
import { allExperiments, asOf, type Experiment, ExperimentStatus, moveTo } from "../experimentState";
import { shownExperiment } from "./shown";

const PATH = "/api/app/workspaces/:workspace_id/experiments";
const Json = z.record(z.string(), z.unknown());
const Instant = z.string().refine((text) => !Number.isNaN(Date.parse(text)), "must be an ISO 8601 date and time");
const FIELDS = {
  description: z.string().max(400).optional(),
  hypothesis: z.string().optional(),
  settings: Json.optional(),
  variants: z.array(z.unknown()).optional(),
  metrics: z.array(z.unknown()).optional(),
  global_access_type: z.string().optional(),
};
const Name = z.string().min(1).max(255);
const NewExperiment = z.object({ name: Name, ...FIELDS });
const ExperimentChange = z.object({
  ...FIELDS,
  name: Name.optional(),
  status: ExperimentStatus.optional(),
  start_date: Instant.optional(),
  end_date: Instant.optional(),
  exposures_cache: Json.optional(),
  results_cache: Json.optional(),
  tags: z.array(z.string()).optional(),
});
const Decision = z.object({ success: z.boolean(), variant: z.string().optional(), message: z.string().optional() });
const Conclusion = z.object({ end_date: Instant.optional() });
const ExperimentPath = z.object({ experiment_id: z.string() });

const route = operationsOf({ family: "experiments", projectIn: "workspace" });

function newExperiment(sent: z.output<typeof NewExperiment>, id: string, caller: Caller, nowMs: number): Experiment {
  const { name, description, hypothesis, settings, variants, metrics, global_access_type } = sent;
  return {
    id,
    name,
    description: description ?? null,
    hypothesis: hypothesis ?? null,
    status: "draft",
    settings: settings ?? {},
    variants: variants ?? [],
    metrics: metrics ?? [],
    exposures_cache: {},
    results_cache: {},
    tags: [],
    isShared: global_access_type !== "off",
    startMs: null,
    endMs: null,
    createdMs: nowMs,
    modifiedMs: nowMs,
    archivedMs: null,
    creator: caller,
    modifier: caller,
  };
}

function change(experiment: Experiment, sent: z.output<typeof ExperimentChange>, nowMs: number): void {
  const { status, start_date, end_date, global_access_type, ...fields } = sent;
  if (status !== undefined && status !== experiment.status) moveTo(experiment, status, nowMs);
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  Object.assign(experiment, Object.fromEntries(given));
  if (start_date !== undefined) experiment.startMs = Date.parse(start_date);
  if (end_date !== undefined) experiment.endMs = Date.parse(end_date);
  if (global_access_type !== undefined) experiment.isShared = global_access_type !== "off";
}

/** The experiment that a request's path names, archived or not. */
function experimentAt(request: FastifyRequest, nowMs: number): Experiment {
  const { experiment_id } = readPath(ExperimentPath, request.params, "not_found");
  return asOf(nowMs, allExperiments.get(projectOf(request), experiment_id));
}

/** The Experiments API: draft, launched (active), concluded, decided (success or fail); archived and back from any of them. */
export const experiments: RouteFamily = (app, { clock, random }) => {
  /** Answers a change of an experiment that is not archived. */
  const changing =
    (apply: (experiment: Experiment, request: FastifyRequest) => void) => async (request: FastifyRequest) => {
      const experiment = experimentAt(request, clock.now());
      if (experiment.archivedMs !== null) throw refusal(400, "The experiment is archived", "invalid_state");
      apply(experiment, request);
      Object.assign(experiment, { modifier: callerOf(request), modifiedMs: clock.now() });
      return ok(shownExperiment(projectOf(request), experiment, clock.now()));
    };

  app.get(PATH, route("list-experiments"), async (request) => {
    const project = projectOf(request);
    const listed = allExperiments.list(project).filter((each) => each.archivedMs === null);
    return ok(listed.map((each) => shownExperiment(project, asOf(clock.now(), each), clock.now())));
  });

  app.post(PATH, route("create-experiment"), async (request, reply) => {
    const project = projectOf(request);
    const sent = read(NewExperiment, request.body, "validation_error");
    const experiment = newExperiment(sent, randomUuid(random), callerOf(request), clock.now());
    allExperiments.add(project, experiment);
    reply.code(201);
    return ok(shownExperiment(project, experiment, clock.now()));
  });

  app.get(`${PATH}/:experiment_id`, route("get-experiment"), async (request) =>
    ok(shownExperiment(projectOf(request), experimentAt(request, clock.now()), clock.now())),
  );

  app.patch(
    `${PATH}/:experiment_id`,
    route("update-experiment"),
    changing((experiment, request) =>
      change(experiment, read(ExperimentChange, request.body, "validation_error"), clock.now()),
    ),
  );

  app.delete(`${PATH}/:experiment_id`, route("delete-experiment"), async (request) => {
    allExperiments.remove(projectOf(request), experimentAt(request, clock.now()));
    return ok({});
  });

  app.put(
    `${PATH}/:experiment_id/launch`,
    route("launch-experiment"),
    changing((experiment) => moveTo(experiment, "active", clock.now())),
  );

  app.put(
    `${PATH}/:experiment_id/force_conclude`,
    route("force-conclude-experiment"),
    changing((experiment, request) => {
      const { end_date } = read(Conclusion, request.body, "validation_error");
      moveTo(experiment, "concluded", clock.now());
      if (end_date !== undefined) experiment.endMs = Date.parse(end_date);
    }),
  );

  app.patch(
    `${PATH}/:experiment_id/decide`,
    route("decide-experiment"),
    changing((experiment, request) => {
      const { success } = read(Decision, request.body, "validation_error");
      moveTo(experiment, success ? "success" : "fail", clock.now());
    }),
  );

  app.post(`${PATH}/:experiment_id/archive`, route("archive-experiment"), async (request) => {
    experimentAt(request, clock.now()).archivedMs ??= clock.now();
    return ok({});
  });

  app.delete(`${PATH}/:experiment_id/archive`, route("unarchive-experiment"), async (request) => {
    const experiment = experimentAt(request, clock.now());
    experiment.archivedMs = null;
    return ok(shownExperiment(projectOf(request), experiment, clock.now()));
  });
};

/** An experiment that runs, in a sample project. */
export function sampleExperiments(project: Project, nowMs: number, random: () => number): void {
  const caller = { id: 0, name: "Sample Data", email: "sample@example.com" };
  const sent = { name: "Checkout layout", hypothesis: "A one-page checkout lifts purchases" };
  const experiment = newExperiment(sent, randomUuid(random), caller, nowMs);
  moveTo(experiment, "active", nowMs);
  allExperiments.add(project, experiment);
}
