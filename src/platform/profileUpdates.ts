import type { ActionLogger } from "@prismatic-io/spectral";
import type { MixpanelClient } from "../mixpanel/client";
import type { Endpoint } from "../mixpanel/endpoint";
import { type ProfileOptions, sendProfileUpdates } from "../mixpanel/ingest/profiles";
import { assertAllTaken } from "../mixpanel/ingest/result";
import type { RecordSource } from "../mixpanel/ingest/source";
import { validateProfileUpdate } from "../mixpanel/ingest/validate";
import { verboseAnswer } from "./outputs";
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

/** Whether a list is looked through before its first record is sent: where a record that is none fails the step, nothing is sent. */
export const assertsFirst = ({ failOnRejected, validateOnly, skipInvalid }: ProfileParams): boolean =>
  failOnRejected && !validateOnly && !skipInvalid;

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
  if (params.failOnRejected && !validateOnly) assertAllTaken(endpoint.operation, noun, result);
  return { ...verboseAnswer(result), ...result };
}
