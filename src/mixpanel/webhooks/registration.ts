import type { MixpanelClient } from "../client";
import { createWebhook, deleteWebhook, listWebhooks, updateWebhook } from "../endpoints/webhooks";
import { MixpanelError } from "../errors";
import { isRecord } from "../records/json";
import type { BasicCredentials } from "./basicCredentials";

/** Where a webhook is. */
export interface WebhookPlace {
  /** Without it, the client's own project. */
  projectId?: string | undefined;
  url: string;
}

/** A project webhook as it should be. */
export interface WebhookSettings extends WebhookPlace, BasicCredentials {
  name: string;
}

export interface RegisteredWebhook {
  id: string;
  /** False if the project had the webhook already, which was then updated. */
  isNew: boolean;
  /** Number of webhooks with this URL. */
  count: number;
}

/** Mixpanel may write a URL in another way than it was sent, and a person may have added a slash at its end. */
function normal(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname.replace(/\/$/, "")}${search}`;
}

interface FoundWebhook {
  id: string;
  isDisabled: boolean;
}

/** The project's webhooks with this URL. */
async function webhooksAt(client: MixpanelClient, { projectId, url }: WebhookPlace): Promise<FoundWebhook[]> {
  const { results } = await client.call(listWebhooks, { project_id: projectId });
  return results
    .filter(isRecord)
    .filter((webhook) => typeof webhook.url === "string" && normal(webhook.url) === normal(url))
    .filter(({ id }) => typeof id === "string" || typeof id === "number")
    .map(({ id, is_enabled }) => ({ id: String(id), isDisabled: is_enabled === false }));
}

/** Whether the webhook that a request concerns was still there. Somebody may have removed it since the list was read. */
async function isThere(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof MixpanelError && error.status === 404) return false;
    throw error;
  }
}

/**
 * Makes sure that the project has a webhook with this URL and these settings. Its URL tells it from other webhooks, so a registration whose
 * response was lost is found again. All settings are sent each time, because Mixpanel does not show a webhook's password.
 *
 * If there are several with this URL, all of them are updated and none is removed: any of them may be the one that an alert is sent to.
 *
 * @throws MixpanelError
 */
export async function registerWebhook(
  client: MixpanelClient,
  { projectId: project_id, ...settings }: WebhookSettings,
): Promise<RegisteredWebhook> {
  const fields = { project_id, ...settings, auth_type: "basic" };
  const updated: string[] = [];
  for (const { id: webhookId, isDisabled } of await webhooksAt(client, { projectId: project_id, url: settings.url })) {
    // Of Mixpanel's clients, only one sends is_enabled, so it is left out where it changes nothing.
    const enabling = isDisabled ? { is_enabled: true } : {};
    if (await isThere(client.call(updateWebhook, { ...fields, webhookId, ...enabling }))) updated.push(webhookId);
  }
  const [id] = updated;
  if (id !== undefined) return { id, isNew: false, count: updated.length };
  const { results } = await client.call(createWebhook, fields);
  return { id: String(results.id), isNew: true, count: 1 };
}

/**
 * Removes all webhooks with this URL from the project. One that is gone already is no error.
 *
 * @returns how many were removed
 * @throws MixpanelError
 */
export async function removeWebhooks(client: MixpanelClient, place: WebhookPlace): Promise<number> {
  const found = await webhooksAt(client, place);
  for (const { id: webhookId } of found) {
    await isThere(client.call(deleteWebhook, { project_id: place.projectId, webhookId }));
  }
  return found.length;
}
