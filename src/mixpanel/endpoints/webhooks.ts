import type { Endpoint } from "../endpoint";

/**
 * Project webhooks, to which people send alerts: https://docs.mixpanel.com/docs/features/alerts#webhook-alerts. No reference describes
 * them. Mixpanel's own clients call them: the Terraform provider (internal/provider/webhook_resource.go) and mixpanel-headless, by whose
 * account creating and updating respond with the ID and the name alone. There is no operation for a single webhook.
 */
const webhooks = {
  host: "query",
  path: "/api/app/projects/{projectId}/webhooks",
  auth: "serviceAccount",
  response: "app",
  docs: "https://github.com/mixpanel/terraform-provider-mixpanel/blob/main/docs/resources/webhook.md",
} as const;

const webhook = { ...webhooks, path: `${webhooks.path}/{webhookId}` } as const;

export const listWebhooks = {
  ...webhooks,
  operation: "listWebhooks",
  method: "GET",
  effect: "read",
  holds: "list",
} as const satisfies Endpoint;

export const createWebhook = {
  ...webhooks,
  operation: "createWebhook",
  method: "POST",
  json: ["name", "url", "auth_type", "username", "password"],
  secrets: ["password"],
  effect: "write",
  holds: ["id"],
} as const satisfies Endpoint;

export const updateWebhook = {
  ...webhook,
  operation: "updateWebhook",
  method: "PATCH",
  json: ["name", "url", "auth_type", "username", "password", "is_enabled"],
  secrets: ["password"],
  effect: "idempotentWrite",
} as const satisfies Endpoint;

export const deleteWebhook = {
  ...webhook,
  operation: "deleteWebhook",
  method: "DELETE",
  effect: "idempotentWrite",
} as const satisfies Endpoint;
