/**
 * Project webhooks, which alerts are sent to: `/api/app/projects/{project_id}/webhooks`. The reference does not document them; paths
 * and fields are those of Mixpanel's own clients: terraform-provider-mixpanel (resource_webhook) and mixpanel-headless.
 */
import { z } from "zod";
import type { RouteFamily } from "../../context";
import { randomUuid } from "../../state/random";
import { type Project, projectOf } from "../../types";
import { OK_BODY, ok, operationsOf, read, readPath } from "./appApi";
import { callerOf } from "./caller";
import { Collection, idOf } from "./collection";
import { shownTime } from "./shown";
import { Slice } from "./slice";

const Url = z
  .string()
  .max(2083)
  .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), "must be an http or https URL");
const WebhookFields = z.object({
  name: z.string().min(1).max(100),
  url: Url,
  auth_type: z.literal("basic").nullable().optional(),
  username: z.string().nullable().optional(),
  password: z.string().nullable().optional(),
  is_enabled: z.boolean().optional(),
});
const Webhook = WebhookFields.extend({
  id: z.string(),
  is_enabled: z.boolean(),
  createdMs: z.number().default(0),
  modifiedMs: z.number().default(0),
  creator: z.object({ id: z.number(), name: z.string() }).default({ id: 0, name: "" }),
});
type Webhook = z.infer<typeof Webhook>;

const NewWebhook = WebhookFields.refine(
  ({ auth_type, username, password }) => auth_type !== "basic" || Boolean(username && password),
  { path: ["auth_type"], message: "basic needs a username and a password" },
);
const WebhookPath = z.object({ webhookId: z.string() });
const slice = new Slice("webhooks", z.object({ webhooks: z.array(Webhook).default([]) }));
const all = new Collection({ name: "Webhook", records: (project) => slice.of(project).webhooks }, idOf);
const PATH = "/api/app/projects/:project_id/webhooks";

const route = operationsOf({ family: "webhooks" });

/** A webhook as the list shows it: without its password. There is no route for a single one. */
function shown(project: Project, { id, name, url, auth_type, username, is_enabled, ...webhook }: Webhook) {
  return {
    id,
    name,
    url,
    auth_type: auth_type ?? null,
    username: username ?? "",
    is_enabled,
    project_id: project.id,
    creator_id: webhook.creator.id,
    creator_name: webhook.creator.name,
    created: shownTime(webhook.createdMs),
    modified: shownTime(webhook.modifiedMs),
  };
}

/** What creating and changing respond with. */
const changed = ({ id, name }: Webhook) => ok({ id, name });

/** The webhook of a project by its id. Throws a 404 when there is none. */
export function webhookOf(project: Project, id: string): Webhook {
  return all.get(project, id);
}

/** Create, list, update and delete of a project's webhooks. */
export const webhooks: RouteFamily = (app, { random, clock }) => {
  app.get(PATH, route("list-webhooks"), async (request) => {
    const project = projectOf(request);
    return ok(all.list(project).map((webhook) => shown(project, webhook)));
  });

  app.post(PATH, route("create-webhook"), async (request) => {
    const { id, name } = callerOf(request);
    const fields = { is_enabled: true, ...read(NewWebhook, request.body) };
    const history = { createdMs: clock.now(), modifiedMs: clock.now(), creator: { id, name } };
    return changed(all.add(projectOf(request), { ...fields, ...history, id: randomUuid(random) }));
  });

  app.patch(`${PATH}/:webhookId`, route("update-webhook"), async (request) => {
    const webhook = webhookOf(projectOf(request), readPath(WebhookPath, request.params).webhookId);
    const change = read(WebhookFields.partial(), request.body);
    Object.assign(webhook, read(NewWebhook, { ...webhook, ...change }), { modifiedMs: clock.now() });
    return changed(webhook);
  });

  app.delete(`${PATH}/:webhookId`, route("delete-webhook"), async (request) => {
    const project = projectOf(request);
    all.remove(project, webhookOf(project, readPath(WebhookPath, request.params).webhookId));
    return OK_BODY;
  });
};
