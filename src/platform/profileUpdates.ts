import type { ActionLogger } from "@prismatic-io/spectral";
import type { MixpanelClient } from "../mixpanel/client";
import type { Endpoint } from "../mixpanel/endpoint";
import { type ProfileKind, USER_PROFILES } from "../mixpanel/ingest/profileKinds";
import { assertProfileUpdates, sendProfileUpdates } from "../mixpanel/ingest/profiles";
import { assertAllTaken } from "../mixpanel/ingest/result";
import type { RecordSource } from "../mixpanel/ingest/source";
import { verboseAnswer } from "./outputs";
import { logProgress, warnIfStopped } from "./progress";

/** What the actions of user and group profiles have in common in their forms. */
export interface ProfileParams {
  verbose?: "0" | "1";
  failOnRejected: boolean;
  validateOnly: boolean;
  skipInvalid: boolean;
  concurrency?: number;
  rateShare: number;
  resumeFrom?: number;
}

/** What an action sends. */
export interface ProfileUpdates {
  /** The input's name, for what is wrong with it. */
  input: string;
  updates: RecordSource;
  /** Makes an update of what the input takes beside updates. */
  map?(record: unknown): unknown;
  /** Whose profiles are updated; users' where it is not given. */
  kind?: ProfileKind;
}

/**
 * How the actions of user and group profiles send, and what they return: Mixpanel's verbose answer and the counts. A list is looked
 * through before its first record is sent: where a record that is no update fails the step, nothing is sent.
 */
export async function runProfileUpdates(
  { client, logger }: { client: MixpanelClient; logger: ActionLogger },
  endpoint: Endpoint,
  params: ProfileParams,
  { input, updates, map, kind = USER_PROFILES }: ProfileUpdates,
): Promise<object> {
  const { failOnRejected, validateOnly, skipInvalid, concurrency, rateShare, resumeFrom } = params;
  if (failOnRejected && !validateOnly && !skipInvalid) assertProfileUpdates(input, updates, kind, map);
  // Without ip=0 Mixpanel would move every user to where the integration runs.
  const ip = endpoint.query && "ip" in endpoint.query ? { ip: "0" } : {};
  const result = await sendProfileUpdates(client, endpoint, updates, {
    map,
    kind,
    parameters: { ...ip, strict: "1", verbose: params.verbose ?? "1" },
    validateOnly,
    check: validateOnly || skipInvalid ? kind.validate : undefined,
    concurrency,
    rateShare,
    resumeFrom,
    onProgress: logProgress(logger, kind.noun),
  });
  warnIfStopped(logger, kind.noun, result);
  if (failOnRejected && !validateOnly) assertAllTaken(endpoint.operation, kind.noun, result);
  return { ...verboseAnswer(result), ...result };
}
