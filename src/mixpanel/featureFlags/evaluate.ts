import type { MixpanelClient } from "../client";
import type { Auth } from "../credentials";
import { evaluateFeatureFlags, getFlagDefinitions } from "../endpoints/featureFlags";
import type { ResponseOf } from "../http/response";
import type { JsonObject } from "../records/json";

export interface FlagAccess {
  project_id?: string;
  /** Whether to authenticate with the project token instead of the service account. */
  useProjectToken?: boolean;
}

/** Who is evaluated. */
export interface Evaluated {
  distinct_id: string;
  device_id?: string;
  /** IDs by group key, for flags that assign groups. */
  groups?: JsonObject;
  /** What rules of the rollout are evaluated on. */
  custom_properties?: JsonObject;
}

function access(client: MixpanelClient, { project_id, useProjectToken }: FlagAccess) {
  const auth: Auth = useProjectToken ? "tokenAsUser" : "serviceAccount";
  return { parameters: { project_id, token: client.options.credentials.projectToken }, options: { auth } };
}

/**
 * Evaluates all enabled flags for one user. Mixpanel bills each call, and records no exposure.
 *
 * @returns the flags that the user is in, by key
 * @throws MixpanelError
 * @see https://developer.mixpanel.com/reference/get-variant-assignments
 */
export function evaluateFlags(
  client: MixpanelClient,
  given: FlagAccess,
  { groups, distinct_id, ...rest }: Evaluated,
): Promise<ResponseOf<typeof evaluateFeatureFlags>> {
  const { parameters, options } = access(client, given);
  const context = { ...groups, distinct_id, ...rest };
  return client.call(evaluateFeatureFlags, { ...parameters, context }, options);
}

/**
 * Reads the definitions of all enabled flags, from which variants can be assigned without further calls.
 *
 * @throws MixpanelError
 * @see https://developer.mixpanel.com/reference/get-flag-definitions
 */
export function flagDefinitions(
  client: MixpanelClient,
  given: FlagAccess,
): Promise<ResponseOf<typeof getFlagDefinitions>> {
  const { parameters, options } = access(client, given);
  return client.call(getFlagDefinitions, parameters, options);
}
