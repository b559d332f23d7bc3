import type { MixpanelClient } from "../client";
import { cancelDeletion as endpoint, getDeletion } from "../endpoints/privacy";
import { MixpanelError, MixpanelValidationError } from "../errors";
import type { ParametersOf } from "../http/parameters";
import { type Deletion, deletionOf } from "./tasks";

/** Where a deletion stands that Mixpanel did not cancel. Undefined if Mixpanel does not say. */
async function standing(
  client: MixpanelClient,
  parameters: ParametersOf<typeof endpoint>,
): Promise<Deletion | undefined> {
  try {
    return deletionOf(await client.call(getDeletion, parameters), String(parameters.tracking_id));
  } catch (error) {
    if (error instanceof MixpanelError) return undefined;
    throw error;
  }
}

/**
 * Cancels a deletion, as long as it is PENDING or STAGING. Mixpanel answers 405 if it has started, and also if it is already cancelled,
 * such as by a request whose response was lost: its status tells them apart.
 *
 * @throws MixpanelValidationError with the status of a deletion that can no longer be cancelled
 */
export async function cancelDeletion(client: MixpanelClient, parameters: ParametersOf<typeof endpoint>): Promise<void> {
  try {
    await client.call(endpoint, parameters);
  } catch (error) {
    if (!(error instanceof MixpanelError) || error.status !== 405 || error.byFrontEnd) throw error;
    const { operation, status } = error;
    const task_status = (await standing(client, parameters))?.task_status;
    if (task_status === "REVOKED") return;
    const known = task_status ? `, its status is ${task_status}` : "";
    const message = `${operation}: it is too late to cancel the deletion ${parameters.tracking_id} (405)${known}. A deletion can be cancelled only before it starts, while it is PENDING or STAGING. The data is deleted, or about to be, and this cannot be undone.`;
    throw new MixpanelValidationError({ operation, status, message, cause: error });
  }
}
