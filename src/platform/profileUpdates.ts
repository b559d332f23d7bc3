import type { ActionLogger } from "@prismatic-io/spectral";
import type { MixpanelClient } from "../mixpanel/client";
import type { Endpoint } from "../mixpanel/endpoint";
import { type ProfileOptions, sendProfileUpdates } from "../mixpanel/ingest/profiles";
import { assertAllTaken } from "../mixpanel/ingest/result";
import type { RecordSource } from "../mixpanel/ingest/source";
import { validateProfileUpdate } from "../mixpanel/ingest/validate";
import { logProgress } from "./progress";

/** What the profile actions have in common in their forms. */
export interface ProfileParams {
  verbose?: "0" | "1";
  failOnRejected: boolean;
  validateOnly: boolean;
  skipInvalid: boolean;
  concurrency?: number;
  rateShare: number;
}

/** How the profile actions send, and what they return: Mixpanel's verbose answer and the counts. */
export async function runProfileUpdates(
  { client, logger }: { client: MixpanelClient; logger: ActionLogger },
  endpoint: Endpoint,
  updates: RecordSource,
  params: ProfileParams,
  options: Pick<ProfileOptions, "map" | "operations"> = {},
): Promise<object> {
  const { validateOnly, skipInvalid, concurrency, rateShare } = params;
  const noun = "profile updates";
  // Without ip=0 Mixpanel would move every user to where the integration runs.
  const ip = endpoint.query && "ip" in endpoint.query ? { ip: "0" } : {};
  const result = await sendProfileUpdates(client, endpoint, updates, {
    ...options,
    parameters: { ...ip, strict: "1", verbose: params.verbose ?? "1" },
    validateOnly,
    check: validateOnly || skipInvalid ? validateProfileUpdate : undefined,
    concurrency,
    rateShare,
    onProgress: logProgress(logger, noun),
  });
  if (params.failOnRejected) assertAllTaken(endpoint.operation, noun, result);
  const first = result.failed_records[0];
  return {
    status: result.failed < result.received ? 1 : 0,
    error: first === undefined ? null : first.message,
    ...result,
  };
}
