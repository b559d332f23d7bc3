import type { ActionLogger } from "@prismatic-io/spectral";
import type { MixpanelClient } from "../mixpanel/client";
import type { Endpoint } from "../mixpanel/endpoint";
import { takes } from "../mixpanel/http/parameters";
import type { MapRow } from "../mixpanel/ingest/engine/options";
import { type ProfileKind, USER_PROFILES } from "../mixpanel/ingest/profileKinds";
import { sendProfileUpdates } from "../mixpanel/ingest/profiles";
import { assertAllTaken } from "../mixpanel/ingest/result";
import type { RecordSource } from "../mixpanel/records/source";
import type { SyncWarning } from "../mixpanel/rows/types";
import { verboseAnswer } from "./outputs";
import { logProgress, logRowWarnings, warnIfStopped } from "./progress";

/** The inputs that actions on user and group profiles have in common. */
export interface ProfileParams {
  verbose?: "0" | "1";
  failOnRejected: boolean;
  validateOnly: boolean;
  skipInvalid: boolean;
  concurrency?: number;
  rateShare?: number;
  resumeFrom?: number;
}

/** The updates that an action sends. */
export interface ProfileUpdates {
  updates: RecordSource;
  /** Turns a record that is not an update, such as a bare ID or a row, into an update. */
  map?: MapRow;
  /** What may be wrong with the rows that the updates are made of. */
  warnings?: readonly SyncWarning[];
  /** The kind of profiles; by default, user profiles. */
  kind?: ProfileKind;
}

/**
 * Sends updates for actions on user and group profiles, and returns Mixpanel's verbose response with the counts. */
export async function runProfileUpdates(
  { client, logger }: { client: MixpanelClient; logger: ActionLogger },
  endpoint: Endpoint,
  params: ProfileParams,
  { updates, map, kind = USER_PROFILES, warnings = [] }: ProfileUpdates,
): Promise<object> {
  const { failOnRejected, validateOnly, skipInvalid, concurrency, rateShare, resumeFrom } = params;
  // Without ip=0, Mixpanel would set every user's location to that of the server that runs the integration.
  const ip = takes(endpoint, "ip") ? { ip: "0" } : {};
  const result = await sendProfileUpdates(client, endpoint, updates, {
    map,
    kind,
    parameters: { ...ip, strict: "1", verbose: params.verbose ?? "1" },
    validateOnly,
    check: validateOnly || skipInvalid ? (update) => kind.validate(update, kind) : undefined,
    concurrency,
    rateShare,
    resumeFrom,
    onProgress: logProgress(logger, kind.noun),
  });
  warnIfStopped(logger, kind.noun, result);
  logRowWarnings(logger, warnings);
  if (failOnRejected && !validateOnly) assertAllTaken(endpoint.operation, kind.noun, result);
  return { ...verboseAnswer(result), ...result };
}
