import type { ActionContext } from "@prismatic-io/spectral";
import type { MixpanelClient } from "../mixpanel/client";
import { isRecord } from "../mixpanel/records/json";
import type { Residency } from "../mixpanel/residency";
import { secretsOfBasic } from "../mixpanel/webhooks/basicCredentials";
import { registerWebhook, removeWebhooks } from "../mixpanel/webhooks/registration";
import { asConnection, connect, deadlineOf } from "./connect";
import { asConnectionError } from "./connectionError";
import { credentialsOf, requiredCredentials } from "./webhookReply";

/** The trigger's inputs that concern its webhook. */
interface WebhookParams {
  connection: unknown;
  webhookCredentials: unknown;
  webhookName: string | undefined;
  project_id: string | undefined;
  regionAndDomain: Residency | undefined;
}

type Context = Pick<ActionContext, "logger" | "debug" | "webhookUrls" | "flow" | "instance" | "crossFlowState">;

/** Mixpanel accepts no longer names. */
export const MAX_NAME_CHARACTERS = 100;

/**
 * The key of this flow's webhook in the state that all flows of the instance share, since hooks have no state of the flow alone. Each flow
 * assigns a key of its own, so that none overwrites another's. The ID and the project are kept: nothing secret, nor anything made from a
 * secret.
 */
const keyOf = ({ flow }: Context) => `mixpanelAlertWebhook:${flow.stableId}`;

/** The project that the webhook was registered in, which may be another one than the form names by now. */
function keptProject(context: Context): string | undefined {
  const kept = context.crossFlowState[keyOf(context)];
  return isRecord(kept) && typeof kept.projectId === "string" ? kept.projectId : undefined;
}

function urlOf({ webhookUrls, flow }: Context): string {
  const url = webhookUrls[flow.name];
  if (url === undefined) throw new Error(`The platform passed no webhook URL for the flow ${flow.name}.`);
  return url;
}

function clientOf(
  context: Context,
  { connection, regionAndDomain, webhookCredentials }: WebhookParams,
): MixpanelClient {
  const used = asConnection(connection);
  const deadline = deadlineOf("webhookHandler", used);
  const execution = { logger: context.logger, debug: context.debug.enabled, deadline };
  const credentials = credentialsOf(webhookCredentials);
  return connect(used, execution)
    .inResidency(regionAndDomain)
    .hiding(credentials === undefined ? [] : secretsOfBasic(credentials));
}

const defaultName = ({ instance, flow }: Context) =>
  [...`${instance.name}: ${flow.name}`].slice(0, MAX_NAME_CHARACTERS).join("");

async function removeFrom(context: Context, client: MixpanelClient, projectId: string | undefined): Promise<void> {
  const count = await removeWebhooks(client, { projectId, url: urlOf(context) });
  context.logger.info(`Mixpanel webhooks removed from project ${projectId}: ${count}`);
}

const BY_HAND = "Delete it in Mixpanel under Gear Icon > Integrations > Notification Webhook.";

/** Removes webhooks. A failure is only logged, because the platform goes on without them anyway. @returns whether it succeeded */
async function removeOrWarn({ logger }: Context, remove: () => Promise<void>): Promise<boolean> {
  try {
    await remove();
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : "Unknown error.";
    logger.warn(`The flow's webhook may still be in the Mixpanel project. ${BY_HAND} ${why}`);
    return false;
  }
}

/**
 * Registers the flow's URL as a webhook of the Mixpanel project, or updates the webhook that has it. The platform calls this at each
 * deployment, and when a builder starts listening for a test.
 *
 * @throws what stops the deployment
 */
export async function createAlertWebhook(context: Context, params: WebhookParams): Promise<void> {
  try {
    const url = urlOf(context);
    const client = clientOf(context, params);
    const projectId = params.project_id ?? client.options.projectId;
    const before = keptProject(context);
    const name = params.webhookName ?? defaultName(context);
    const settings = { projectId, url, name, ...requiredCredentials(params.webhookCredentials) };
    const { id, isNew, count } = await registerWebhook(client, settings);
    context.crossFlowState[keyOf(context)] = { id, projectId };
    context.logger.info(
      `Mixpanel webhook ${isNew ? "created" : "updated"} in project ${projectId}: ${name} (ID ${id}). Choose it in Mixpanel in each alert that should run this flow.`,
    );
    if (count > 1)
      context.logger.warn(
        `The Mixpanel project has ${count} webhooks with this flow's URL. All were updated. An alert that is sent to several of them runs the flow several times.`,
      );
    if (before !== undefined && before !== projectId)
      await removeOrWarn(context, () => removeFrom(context, client, before));
  } catch (error) {
    throw asConnectionError(error, asConnection(params.connection));
  }
}

/** Removes the flow's webhook from the Mixpanel project, even if its ID is not known any more. It never throws. */
export async function deleteAlertWebhook(context: Context, params: WebhookParams): Promise<void> {
  const removals: boolean[] = [];
  const isReached = await removeOrWarn(context, async () => {
    const client = clientOf(context, params);
    const projectId = params.project_id ?? client.options.projectId;
    // A project that refuses must not keep the webhook in the other one.
    for (const project of new Set([projectId, keptProject(context) ?? projectId]))
      removals.push(await removeOrWarn(context, () => removeFrom(context, client, project)));
  });
  if (isReached && removals.every(Boolean)) delete context.crossFlowState[keyOf(context)];
}
