/** Data pipelines: `/api/2.0/nessie/pipeline/…`, after Mixpanel's Data Pipelines description. */
import { parse } from "node:querystring";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { RouteFamily } from "../../../context";
import { type Operation, type Project, projectOf } from "../../../types";
import { found, OK_BODY, read, refusal } from "../appApi";
import { Collection } from "../collection";
import { Slice } from "../slice";
import { edit, pipelinesOf } from "./create";
import { Form, oneOf } from "./form";
import { advance, DAY_MS, Pipeline, pause, resume, type TaskView, tasksAt } from "./schedule";

const slice = new Slice("pipelines", z.object({ pipelines: z.array(Pipeline).default([]) }));
const all = new Collection<Pipeline>(
  { name: "Pipeline", records: (project) => slice.of(project).pipelines },
  ({ name }) => name,
);
const PATH = "/api/2.0/nessie/pipeline";
const STATUS_FILTERS = ["pending", "running", "retried", "failed", "canceled", "timed_out"] as const;
/** How Mixpanel writes the end of a task that has not ended. */
const NOT_FINISHED = "0001-01-01T00:00:00Z";

const StatusQuery = z.object({
  name: z.string(),
  summary: z.enum(["true", "false"]).default("false"),
  status: z
    .union([z.enum(STATUS_FILTERS), z.array(z.enum(STATUS_FILTERS))])
    .transform((status) => [status].flat())
    .optional(),
});
const TimelineQuery = z.object({ name: z.string().optional() });

function route(operationId: string, projectIn: "query" | "form"): { config: { operation: Operation } } {
  return {
    config: { operation: { operationId, family: "pipelines", credentials: "serviceAccount", projectIn, limits: [] } },
  };
}

function named(project: Project, name: string | undefined): Pipeline {
  if (name === undefined) throw refusal(400, "name is required");
  return found(all.find(project, name), `Pipeline ${name}`);
}

function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

/** A pipeline in the list of jobs. */
function jobOf(pipeline: Pipeline, nowMs: number): Record<string, string> {
  advance(pipeline, nowMs);
  const last = pipeline.tasks.at(-1);
  const behind = pipeline.nextMs < pipeline.createdMs;
  return {
    name: pipeline.name,
    Dispatcher: behind || pipeline.untilMs !== null ? "backfill" : "live",
    last_dispatched: last ? `${new Date(last.runMs).toISOString().slice(0, 19).replace("T", " ")} UTC` : "",
    frequency: pipeline.frequency,
    sync_enabled: String(pipeline.sync),
  };
}

function taskOf(project: Project, pipeline: Pipeline, task: TaskView): Record<string, string | number> {
  return {
    project_id: project.id,
    name: pipeline.name,
    state: task.state,
    last_finish: task.state === "succeeded" || task.state === "canceled" ? stamp(task.finishMs) : NOT_FINISHED,
    run_at: stamp(task.runMs),
    from_date: stamp(task.fromMs),
    to_date: stamp(task.toMs),
  };
}

/** The syncs of pipelines by the day of the data, as `timeline` shows them. */
function daySyncs(pipelines: readonly Pipeline[], nowMs: number) {
  const days = new Map<string, string[]>();
  for (const pipeline of pipelines) {
    for (const task of tasksAt(pipeline, nowMs)) {
      if (task.state !== "succeeded") continue;
      const date = stamp(task.fromMs).slice(0, 10);
      const finish = new Date(task.finishMs).toISOString();
      const time = `${finish.slice(0, 10)} ${finish.slice(11, 23)}000 +0000 UTC`;
      days.set(date, [...(days.get(date) ?? []), time]);
    }
  }
  return [...days].sort().map(([date, sync_times]) => ({ date, sync_times, status: "synced" }));
}

/** The form that was sent. The server parses bodies too, but keeps the last of repeated names only. */
function formOf(request: FastifyRequest): Form {
  if (!request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) {
    throw refusal(415, "The body must be application/x-www-form-urlencoded");
  }
  return read(Form, { ...parse(request.bodyBytes.toString("utf8")) });
}

function registerWrites(app: FastifyInstance, now: () => number): void {
  const change = (operation: string, apply: (pipeline: Pipeline, form: Form, project: Project) => void) =>
    app.post(`${PATH}/${operation}`, route(`${operation}-warehouse-pipeline`, "form"), async (request) => {
      const form = formOf(request);
      const project = projectOf(request);
      const pipeline = named(project, oneOf(form, "name"));
      apply(pipeline, form, project);
      return OK_BODY;
    });

  app.post(`${PATH}/create`, route("create-warehouse-pipeline", "form"), async (request) => {
    const form = formOf(request);
    const project = projectOf(request);
    const created = pipelinesOf(form, new Set(all.list(project).map(({ name }) => name)), now());
    all.put(project, created);
    const dataset = `${oneOf(form, "gcp_project")}:${oneOf(form, "bq_dataset_name")}`;
    return {
      pipeline_names: created.map(({ name }) => name),
      ...(oneOf(form, "type") === "bigquery" && {
        bigquery_dataset_name: `https://bigquery.cloud.google.com/dataset/${dataset}`,
      }),
    };
  });
  change("edit", edit);
  change("pause", (pipeline) => pause(pipeline, now()));
  change("resume", (pipeline) => resume(pipeline, now()));
  change("cancel", (pipeline, _form, project) => all.remove(project, pipeline));
}

function registerReads(app: FastifyInstance, now: () => number): void {
  app.get(`${PATH}/jobs`, route("list-warehouse-pipeline-jobs", "query"), async (request) => {
    const project = projectOf(request);
    return { [project.id]: all.list(project).map((pipeline) => jobOf(pipeline, now())) };
  });

  app.get(`${PATH}/status`, route("get-warehouse-pipeline-status", "query"), async (request) => {
    const query = read(StatusQuery, request.query);
    const project = projectOf(request);
    const pipeline = named(project, query.name);
    const tasks = tasksAt(pipeline, now());
    const states = query.status ?? ["canceled", "retried", "succeeded", ...tasks.map(({ state }) => state)];
    return Object.fromEntries(
      [...new Set<string>(states)].map((state) => {
        const inState = tasks.filter((task) => task.state === state);
        return [
          state,
          query.summary === "true" ? inState.length : inState.map((task) => taskOf(project, pipeline, task)),
        ];
      }),
    );
  });

  app.get(`${PATH}/timeline`, route("list-warehouse-pipeline-sync-dates", "query"), async (request) => {
    const { name } = read(TimelineQuery, request.query);
    const project = projectOf(request);
    const pipelines = name === undefined ? all.list(project) : [named(project, name)];
    return { day_syncs: daySyncs(pipelines, now()) };
  });
}

/**
 * The Data Pipelines API. Nothing is exported anywhere: the tasks that a pipeline would run are counted off on the sandbox's
 * clock, a minute each, backfill first. Bodies are forms only; another content type answers 415.
 */
export const pipelines: RouteFamily = (app, { clock }) => {
  const now = () => clock.now();
  registerWrites(app, now);
  registerReads(app, now);
};

/** The pipelines of a project. */
export function pipelinesIn(project: Project): readonly Pipeline[] {
  return all.list(project);
}

/** A daily export to a bucket, begun ten days ago, in a sample project. */
export function samplePipelines(project: Project, nowMs: number): void {
  const startMs = nowMs - 10 * DAY_MS;
  const from_date = new Date(startMs).toISOString().slice(0, 10);
  const form = { type: "gcs-raw", from_date, gcs_bucket: "sample-bucket", gcs_region: "us-east1" };
  all.put(project, pipelinesOf(form, new Set(), startMs));
}
