/** The GDPR and CCPA API: `/api/app/data-retrievals/v3.0` and `/api/app/data-deletions/v3.0`, after Mixpanel's description. */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { RouteContext, RouteFamily } from "../../../context";
import { randomUuid } from "../../../state/random";
import { type Project, projectOf } from "../../../types";
import { found, ok, operationsOf, read, readPath, refusal } from "../appApi";
import { retrievalZip } from "./archive";
import { carryOut, deletions, isCancellable, retrievals, statusOf, type Task } from "./tasks";

const MAX_RETRIEVAL_IDS = 2000;
const MAX_DELETION_IDS = 1999;
const RETRIEVALS = "/api/app/data-retrievals/v3.0";
const DELETIONS = "/api/app/data-deletions/v3.0";
const FILES = "/_sandbox/retrievals";
/** Whom the GDPR token belongs to; the sandbox has one for each project. */
const REQUESTING_USER = "privacy@example.com";

const NewTask = z.object({
  distinct_ids: z.array(z.string()).min(1),
  compliance_type: z.enum(["GDPR", "CCPA"]).default("GDPR"),
});
const NewRetrieval = NewTask.extend({ disclosure_type: z.enum(["Data", "Categories", "Sources"]).default("Data") });
const TaskPath = z.object({ tracking_id: z.string() });
const FilePath = z.object({ project_id: z.coerce.number(), tracking_id: z.string() });

const route = operationsOf({ family: "gdpr", credentials: "gdpr", projectIn: "none", limits: ["gdpr"] });

function newTask(sent: z.output<typeof NewTask>, maxIds: number, { clock, random }: RouteContext): Task {
  const { distinct_ids: distinctIds, compliance_type: compliance } = sent;
  if (distinctIds.length > maxIds) throw refusal(400, `distinct_ids: no more than ${maxIds} are allowed`);
  return { id: randomUuid(random), distinctIds, compliance, requestedMs: clock.now(), revoked: false, done: false };
}

/** Each data group that a project has needs room of its own in a deletion. */
function maxDeletionIds(project: Project): number {
  return Math.min(MAX_DELETION_IDS, Math.floor(2000 / (project.groups.size + 1)));
}

function registerRetrievals(app: FastifyInstance, context: RouteContext): void {
  app.post(RETRIEVALS, route("create-retrieval"), async (request, reply) => {
    const task = newTask(read(NewRetrieval, request.body), MAX_RETRIEVAL_IDS, context);
    retrievals.add(projectOf(request), task);
    reply.code(201);
    return ok({ task_id: task.id });
  });

  app.get(`${RETRIEVALS}/:tracking_id`, route("get-retrieval"), async (request) => {
    const project = projectOf(request);
    const task = retrievals.find(project, readPath(TaskPath, request.params).tracking_id);
    if (!task) return ok({ status: "NOT_FOUND", results: "", distinct_ids: [] });
    const status = statusOf(task, context.clock.now());
    const link = `${app.listeningOrigin}${FILES}/${project.id}/${task.id}`;
    return ok({ status, results: status === "SUCCESS" ? link : "", distinct_ids: task.distinctIds });
  });

  // No credentials: whoever has the link may fetch the file, as with Mixpanel's own.
  app.get(`${FILES}/:project_id/:tracking_id`, async (request, reply) => {
    const { project_id, tracking_id } = readPath(FilePath, request.params);
    const project = found(context.projects.get(project_id), "Retrieval");
    const task = retrievals.get(project, tracking_id);
    const isDone = statusOf(task, context.clock.now()) === "SUCCESS";
    const zip = retrievalZip(project, found(isDone ? task : undefined, "Retrieval"));
    return reply.type("application/zip").send(zip);
  });
}

function registerDeletions(app: FastifyInstance, context: RouteContext): void {
  app.post(DELETIONS, route("create-deletion"), async (request, reply) => {
    const project = projectOf(request);
    const task = newTask(read(NewTask, request.body), maxDeletionIds(project), context);
    deletions.add(project, task);
    reply.code(201);
    return ok({ task_id: task.id });
  });

  app.get(`${DELETIONS}/:tracking_id`, route("get-deletion"), async (request) => {
    const project = projectOf(request);
    const { tracking_id } = readPath(TaskPath, request.params);
    const task = deletions.find(project, tracking_id);
    const common = { tracking_id, requesting_user: REQUESTING_USER, project_id: project.id };
    if (!task) {
      return ok({ ...common, status: "NOT_FOUND", compliance_type: "", date_requested: "", distinct_ids: [] });
    }
    return ok({
      ...common,
      status: statusOf(task, context.clock.now()),
      compliance_type: task.compliance,
      date_requested: new Date(task.requestedMs).toISOString().slice(0, 19),
      distinct_ids: task.distinctIds,
    });
  });

  app.delete(`${DELETIONS}/:tracking_id`, route("delete-deletion"), async (request, reply) => {
    const task = deletions.get(projectOf(request), readPath(TaskPath, request.params).tracking_id);
    if (!isCancellable(task, context.clock.now())) {
      throw refusal(405, `A deletion that is ${statusOf(task, context.clock.now())} cannot be cancelled`);
    }
    task.revoked = true;
    return reply.code(204).send();
  });
}

/**
 * The GDPR API. A task is PENDING for a minute, STAGING for an hour and STARTED until a day has passed on the sandbox's clock; then
 * a deletion has removed its ids' events and profiles, and a retrieval links to a zip of them.
 */
export const gdpr: RouteFamily = (app, context) => {
  // Due deletions are carried out before any request is served, so that no answer shows data that is to be gone.
  app.addHook("onRequest", async () => {
    for (const project of context.projects.values()) carryOut(project, context.clock.now());
  });
  registerRetrievals(app, context);
  registerDeletions(app, context);
};
