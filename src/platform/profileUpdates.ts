import type { MixpanelClient } from "../mixpanel/client";
import type { Endpoint } from "../mixpanel/endpoint";
import { sendProfileUpdates } from "../mixpanel/ingest/profiles";
import { assertNoneRefused } from "../mixpanel/ingest/result";
import type { JsonObject } from "../mixpanel/json";

/** How the profile actions send, and what they return: Mixpanel's verbose answer and the counts. */
export async function runProfileUpdates(
  client: MixpanelClient,
  endpoint: Endpoint,
  updates: readonly JsonObject[],
  params: { verbose?: "0" | "1"; failOnRejected: boolean },
): Promise<object> {
  // Without ip=0 Mixpanel would move every user to where the integration runs.
  const ip = endpoint.query && "ip" in endpoint.query ? { ip: "0" } : {};
  const result = await sendProfileUpdates(client, endpoint, updates, {
    ...ip,
    strict: "1",
    verbose: params.verbose ?? "1",
  });
  if (params.failOnRejected) assertNoneRefused(endpoint.operation, "profile updates", result);
  const first = result.failed_records[0];
  return { status: result.imported > 0 ? 1 : 0, error: first === undefined ? null : first.message, ...result };
}
