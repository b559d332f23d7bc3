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

/** Mixpanel may write a URL in another way than it was sent, such as with a slash at its end. */
const normal = (url: string) => (URL.canParse(url) ? new URL(url).href : url);

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
    .map(({ id, is_enabled }) => ({ id: String(id), isDisabled: is_enabled === false }));
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
  const own = await webhooksAt(client, { projectId: project_id, url: settings.url });
  const fields = { project_id, ...settings, auth_type: "basic" };
  const [first] = own;
  if (first === undefined) {
    const { results } = await client.call(createWebhook, fields);
    return { id: String(results.id), isNew: true, count: 1 };
  }
  // Of Mixpanel's clients, only one sends is_enabled, so it is left out where it changes nothing.
  for (const { id: webhookId, isDisabled } of own)
    await client.call(updateWebhook, { ...fields, webhookId, ...(isDisabled ? { is_enabled: true } : {}) });
  return { id: first.id, isNew: false, count: own.length };
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
    try {
      await client.call(deleteWebhook, { project_id: place.projectId, webhookId });
    } catch (error) {
      if (!(error instanceof MixpanelError && error.status === 404)) throw error;
    }
  }
  return found.length;
}
