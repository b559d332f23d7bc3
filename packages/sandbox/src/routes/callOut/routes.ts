/** Control routes that make the sandbox call a receiver, as Mixpanel's cohort syncs and alerts do. */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { RouteContext, RouteFamily } from "../../context";
import { randomUuid } from "../../state/random";
import type { Project } from "../../types";
import { found, read, readPath, refusal } from "../manage/appApi";
import { webhookOf } from "../manage/webhooks";
import { checkNoBody, purpose, strictly } from "../strict";
import { Disorder, inDisorder } from "./callOrder";
import {
  type CohortSync,
  cohortSyncSlice,
  Member,
  runSync,
  SYNC_INTERVAL_MS,
  type SyncEnvironment,
} from "./cohortSync";
import { fireAlert } from "./fireAlert";
import { loopbackUrl } from "./loopback";
import type { CohortMember } from "./pushCohort";

const receiver = { username: z.string().optional(), password: z.string().optional() };
/** Who is in the cohort: members as they are sent, or ids of profiles; without either, all profiles of the project. */
const membership = { members: z.array(Member).optional(), distinct_ids: z.array(z.string()).optional() };
/** One run of a sync: who is in the cohort by then, and what goes wrong on the way. */
const Run = strictly({ ...membership, disorder: Disorder.optional() });
const NewSync = strictly({
  ...Run.shape,
  project_id: z.number().int(),
  url: z.string(),
  ...receiver,
  cohort: strictly({ id: z.string().default("1"), name: z.string(), description: z.string().default("") }),
  page_size: z.number().int().min(1).optional(),
});
const SyncPath = z.object({ id: z.coerce.number().int() });
const Alert = strictly({
  project_id: z.number().int(),
  /** The project's webhook to call, in place of a URL. */
  webhook_id: z.string().optional(),
  url: z.string().optional(),
  ...receiver,
  alert: strictly({
    id: z.number().default(1),
    name: z.string(),
    creator: z.string().default("User, Sandbox"),
    creator_email: z.string().default("sandbox.user@example.com"),
  }),
  condition: strictly({
    type: z.string().default("absolute"),
    operator: z.string().default(">"),
    threshold: z.number(),
    current_value: z.number(),
  }),
  report: strictly({ name: z.string(), type: z.string().default("insights"), url: z.string().optional() }),
  test: z.boolean().default(false),
});

/** A sync as the control routes show it: without the receiver's password. */
function shown(project: Project, { password: _password, delivered, pushes, ...sync }: CohortSync) {
  const last = pushes.at(-1);
  return {
    ...sync,
    project_id: project.id,
    delivered: delivered?.length ?? null,
    next_sync_at: last && sync.status === "active" ? new Date(last.atMs + SYNC_INTERVAL_MS).toISOString() : null,
    pushes: pushes.map(({ atMs, ...push }) => ({ at: new Date(atMs).toISOString(), ...push })),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function membersOf(project: Project, sent: Pick<z.output<typeof Run>, keyof typeof membership>): CohortMember[] {
  if (sent.members) return sent.members;
  const ids = sent.distinct_ids ?? [...project.profiles.keys()];
  return ids.map((id) => {
    const properties = project.profiles.get(id)?.properties ?? {};
    return {
      mixpanel_distinct_id: id,
      email: textOf(properties.$email),
      first_name: textOf(properties.$first_name),
      last_name: textOf(properties.$last_name),
    };
  });
}

function registerSyncs(app: FastifyInstance, { clock, random, projects }: RouteContext): void {
  const environment: SyncEnvironment = {
    nowMs: () => clock.now(),
    newSessionId: () => randomUuid(random),
    // Between retries the sandbox's clock moves on, so that nobody has to wait for them.
    wait: async (ms) => clock.advance(ms),
  };
  const environmentOf = ({ disorder }: z.output<typeof Run>): SyncEnvironment =>
    disorder ? { ...environment, order: inDisorder(disorder, random) } : environment;
  const syncAt = (params: unknown): { project: Project; sync: CohortSync } => {
    const { id } = readPath(SyncPath, params);
    for (const project of projects.values()) {
      const sync = cohortSyncSlice.of(project).syncs.find((each) => each.id === id);
      if (sync) return { project, sync };
    }
    throw refusal(404, "Cohort sync not found");
  };

  app.post(
    "/_sandbox/cohort-syncs",
    purpose("Makes a cohort sync to a webhook of this machine, and runs it once"),
    async (request, reply) => {
      const {
        project_id,
        page_size: pageSize,
        url,
        username,
        password,
        cohort,
        ...first
      } = read(NewSync, request.body);
      loopbackUrl(url);
      const project = found(projects.get(project_id), `Project ${project_id}`);
      const ids = [...projects.values()].map((each) => cohortSyncSlice.of(each).lastId);
      const id = Math.max(...ids) + 1;
      const state = cohortSyncSlice.of(project);
      state.lastId = id;
      const sync: CohortSync = {
        id,
        url,
        username,
        password,
        cohort,
        pageSize,
        status: "active",
        delivered: null,
        pushes: [],
      };
      state.syncs.push(sync);
      await runSync(project, sync, membersOf(project, first), environmentOf(first));
      reply.code(201);
      return shown(project, sync);
    },
  );

  app.get("/_sandbox/cohort-syncs", purpose("Lists the cohort syncs"), async () =>
    [...projects.values()].flatMap((project) => cohortSyncSlice.of(project).syncs.map((sync) => shown(project, sync))),
  );

  app.get("/_sandbox/cohort-syncs/:id", purpose("Returns a cohort sync"), async (request) => {
    const { project, sync } = syncAt(request.params);
    return shown(project, sync);
  });

  app.post("/_sandbox/cohort-syncs/:id/run", purpose("Runs a cohort sync again"), async (request) => {
    const { project, sync } = syncAt(request.params);
    const run = read(Run, request.body);
    if (sync.status === "paused") throw refusal(409, "The sync is paused; resume it first");
    await runSync(project, sync, membersOf(project, run), environmentOf(run));
    return shown(project, sync);
  });

  app.post("/_sandbox/cohort-syncs/:id/resume", purpose("Resumes a paused cohort sync"), async (request) => {
    checkNoBody(request);
    const { project, sync } = syncAt(request.params);
    sync.status = "active";
    return shown(project, sync);
  });
}

/**
 * `POST /_sandbox/cohort-syncs` makes a cohort sync and runs it once, `…/{id}/run` runs it again with the members it has by then,
 * `…/{id}/resume` resumes a paused one; GET shows their state. `POST /_sandbox/alerts` sends an alert, to a URL or to a webhook of
 * the project, unless that is disabled. Receivers are on this machine only. With `disorder`, a run's pages are shuffled, duplicated, sent
 * again or dropped.
 */
export const callOut: RouteFamily = (app, context) => {
  registerSyncs(app, context);

  app.post("/_sandbox/alerts", purpose("Sends an alert to a webhook of this machine"), async (request) => {
    const { project_id, webhook_id, url, username, password, ...content } = read(Alert, request.body);
    const project = found(context.projects.get(project_id), `Project ${project_id}`);
    if ((webhook_id === undefined) === (url === undefined)) throw refusal(400, "either webhook_id or url is required");
    const webhook = webhook_id === undefined ? undefined : webhookOf(project, webhook_id);
    if (webhook?.is_enabled === false) return { delivered: false, status: null, sent: null };
    const receiver = webhook
      ? { url: webhook.url, username: webhook.username ?? undefined, password: webhook.password ?? undefined }
      : { url: url ?? "", username, password };
    const { received, body } = await fireAlert(receiver, project, content, context.clock.now());
    return { delivered: received.status !== null && received.status < 300, status: received.status, sent: body };
  });
};
