/**
 * Project webhooks, which alerts are sent to: `/api/app/projects/{project_id}/webhooks`. The reference does not document them;
 * paths and fields are those that Mixpanel's own Terraform provider uses.
 */
import { z } from "zod";
import type { RouteFamily } from "../../context";
import { randomUuid } from "../../state/random";
import { type Project, projectOf } from "../../types";
import { OK_BODY, ok, operationsOf, read, readPath } from "./appApi";
import { Collection, idOf } from "./collection";
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
const Webhook = WebhookFields.extend({ id: z.string(), is_enabled: z.boolean() });
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

/** A webhook as answers show it: without its password. */
function shown({ password: _password, ...webhook }: Webhook) {
  return webhook;
}

/** The webhook of a project by its id. Throws a 404 when there is none. */
export function webhookOf(project: Project, id: string): Webhook {
  return all.get(project, id);
}

/** Create, list, update and delete of a project's webhooks. */
export const webhooks: RouteFamily = (app, { random }) => {
  app.get(PATH, route("list-webhooks"), async (request) => ok(all.list(projectOf(request)).map(shown)));

  app.post(PATH, route("create-webhook"), async (request) => {
    const webhook = { is_enabled: true, ...read(NewWebhook, request.body), id: randomUuid(random) };
    return ok(shown(all.add(projectOf(request), webhook)));
  });

  app.patch(`${PATH}/:webhookId`, route("update-webhook"), async (request) => {
    const webhook = webhookOf(projectOf(request), readPath(WebhookPath, request.params).webhookId);
    const change = read(WebhookFields.partial(), request.body);
    Object.assign(webhook, read(NewWebhook, { ...webhook, ...change }), { id: webhook.id });
    return ok(shown(webhook));
  });

  app.delete(`${PATH}/:webhookId`, route("delete-webhook"), async (request) => {
    const project = projectOf(request);
    all.remove(project, webhookOf(project, readPath(WebhookPath, request.params).webhookId));
    return OK_BODY;
  });
};
