/** The GDPR and CCPA API: `/api/app/data-retrievals/v3.0` and `/api/app/data-deletions/v3.0`, after Mixpanel's description. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { RouteContext, RouteFamily } from "../../../context";
import { randomUuid } from "../../../state/random";
import { type Project, projectOf } from "../../../types";
import { ok, operationsOf, read, readPath, refusal } from "../appApi";
import { registerControlRoutes } from "./control";
import { linkTo, registerDownload } from "./links";
import { refuseOnDemand, refuseTooManyScans } from "./refusals";
import { createdResults, deletionResults, retrievalResults } from "./responses";
import { carryOut, deletions, isCancellable, retrievals, slice, statusOf, type Task } from "./tasks";

const MAX_RETRIEVAL_IDS = 2000;
const MAX_DELETION_IDS = 1999;
const RETRIEVALS = "/api/app/data-retrievals/v3.0";
const DELETIONS = "/api/app/data-deletions/v3.0";

const NewDeletion = z.object({
  distinct_ids: z.array(z.string()).min(1),
  compliance_type: z.enum(["GDPR", "CCPA"]).default("GDPR"),
});
const NewRetrieval = NewDeletion.extend({ disclosure_type: z.enum(["Data", "Categories", "Sources"]).default("Data") });
const TaskPath = z.object({ tracking_id: z.string() });

const route = operationsOf({ family: "gdpr", credentials: "gdpr", projectIn: "none", limits: ["gdpr"] });

/** UUIDs as in Mixpanel's newer examples; in the prose shape 19 digits, which are more than a JSON number can hold. */
function newId(project: Project, { clock, random }: RouteContext): string {
  if (slice.of(project).settings.shape === "openapi") return randomUuid(random);
  const digits = Array.from({ length: 6 }, () => Math.floor(random() * 10)).join("");
  return `${clock.now()}${digits}`.padStart(19, "1");
}

function newTask(
  project: Project,
  sent: z.output<typeof NewDeletion> & Partial<z.output<typeof NewRetrieval>>,
  maxIds: number,
  context: RouteContext,
): Task {
  const { distinct_ids: distinctIds, compliance_type: compliance, disclosure_type: disclosure = "Data" } = sent;
  if (distinctIds.length > maxIds) throw refusal(400, `distinct_ids: no more than ${maxIds} are allowed`);
  const { outcome, durationMs } = slice.of(project).settings;
  const requested = { id: newId(project, context), distinctIds, compliance, disclosure, outcome, durationMs };
  return { ...requested, requestedMs: context.clock.now(), forced: null, revoked: false, done: false, files: {} };
}

/** Each data group that a project has needs room of its own in a deletion. */
function maxDeletionIds(project: Project): number {
  return Math.min(MAX_DELETION_IDS, Math.floor(2000 / (project.groups.size + 1)));
}

/** The project of a request, unless requests are to be refused with 429. */
function servedProject(request: FastifyRequest, { clock }: RouteContext, creates = false): Project {
  const project = projectOf(request);
  refuseOnDemand(project, clock.now(), creates);
  return project;
}

function registerRetrievals(app: FastifyInstance, context: RouteContext): void {
  const { clock } = context;
  app.post(RETRIEVALS, route("create-retrieval"), async (request, reply) => {
    const project = servedProject(request, context, true);
    const task = newTask(project, read(NewRetrieval, request.body), MAX_RETRIEVAL_IDS, context);
    refuseTooManyScans(project, context);
    retrievals.add(project, task);
    reply.code(201);
    return ok(createdResults(project, { task, status: statusOf(task, clock.now()) }));
  });

  app.get(`${RETRIEVALS}/:tracking_id`, route("get-retrieval"), async (request) => {
    const project = servedProject(request, context);
    const task = retrievals.find(project, readPath(TaskPath, request.params).tracking_id);
    if (!task) return ok(retrievalResults(project, undefined));
    const status = statusOf(task, clock.now());
    const link = status === "SUCCESS" ? linkTo(project, task, app.listeningOrigin, clock.now()) : "";
    return ok(retrievalResults(project, { task, status, link }));
  });
}

function registerDeletions(app: FastifyInstance, context: RouteContext): void {
  const { clock } = context;
  app.post(DELETIONS, route("create-deletion"), async (request, reply) => {
    const project = servedProject(request, context, true);
    const task = newTask(project, read(NewDeletion, request.body), maxDeletionIds(project), context);
    deletions.add(project, task);
    reply.code(201);
    return ok(createdResults(project, { task, status: statusOf(task, clock.now()) }));
  });

  app.get(`${DELETIONS}/:tracking_id`, route("get-deletion"), async (request) => {
    const project = servedProject(request, context);
    const { tracking_id } = readPath(TaskPath, request.params);
    const task = deletions.find(project, tracking_id);
    return ok(deletionResults(project, tracking_id, task && { task, status: statusOf(task, clock.now()) }));
  });

  app.delete(`${DELETIONS}/:tracking_id`, route("delete-deletion"), async (request, reply) => {
    const task = deletions.get(servedProject(request, context), readPath(TaskPath, request.params).tracking_id);
    if (!isCancellable(task, clock.now())) {
      throw refusal(405, `A deletion that is ${statusOf(task, clock.now())} cannot be cancelled`);
    }
    task.revoked = true;
    return reply.code(204).send();
  });
}

/**
 * The GDPR API. A task is PENDING for a minute, STAGING for an hour and STARTED until a day has passed on the sandbox's clock; then
 * a deletion has removed its ids' events and profiles, and a retrieval links to a zip of them. `PUT /_sandbox/gdpr` changes that.
 */
export const gdpr: RouteFamily = (app, context) => {
  // Due tasks are carried out before any request is served, so that no response shows data that is to be gone.
  app.addHook("onRequest", async () => {
    for (const project of context.projects.values()) carryOut(project, context.clock.now());
  });
  registerRetrievals(app, context);
  registerDeletions(app, context);
  registerDownload(app, context);
  registerControlRoutes(app, context);
};
