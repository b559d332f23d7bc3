import type { MixpanelClient } from "./client";
import { requireProjectToken } from "./credentials";
import { createAlias, createIdentity } from "./endpoints/identities";
import { InputError, MixpanelValidationError } from "./errors";
import { countedIn } from "./http/responseRecords";
import { isAnonymousId, isPlaceholder } from "./ingest/validate";
import type { JsonObject } from "./records/json";

/** Options of both identity operations. */
export interface IdentityOptions {
  /** Replaces the client's own token. */
  projectToken?: string;
  strict: "0" | "1";
  verbose: "0" | "1";
}

/** @throws InputError if an ID is a placeholder that many users share: linking it would permanently merge them into one user */
function assertOwnId(input: string, id: string): void {
  if (!isPlaceholder(id)) return;
  throw new InputError({
    input,
    got: `the placeholder "${id.slice(0, 60)}"`,
    expected: "an ID that belongs to only one user",
    fix: "Check where it comes from, because a link cannot be undone.",
  });
}

async function link(
  client: MixpanelClient,
  endpoint: typeof createIdentity | typeof createAlias,
  event: string,
  ids: JsonObject,
  options: IdentityOptions,
) {
  const { credentials, integrationId } = client.options;
  const token = options.projectToken ?? requireProjectToken(credentials, endpoint.operation);
  const source = integrationId === undefined ? {} : { $source: integrationId };
  const data = { event, properties: { ...ids, token, ...source } };
  // Without ip=0 Mixpanel would locate the event where the integration runs.
  const answer = await client.call(endpoint, { data, ip: "0", strict: options.strict, verbose: options.verbose });
  const count = countedIn(answer);
  if (count === undefined) return answer;
  if (count > 0) return { status: 1, error: null };
  const { operation } = endpoint;
  throw new MixpanelValidationError({
    operation,
    message: `${operation}: Mixpanel responded that it stored nothing. Check both IDs, and that the project uses Original ID Merge.`,
  });
}

/**
 * Tells Mixpanel that an anonymous user and a known user are the same person. Only for projects with Original ID Merge.
 *
 * @throws InputError if the anonymous ID does not have the form that Mixpanel's SDKs create, or an ID is a placeholder; MixpanelError
 * @see https://developer.mixpanel.com/reference/create-identity
 */
export async function sendIdentity(
  client: MixpanelClient,
  { identifiedId, anonId }: { identifiedId: string; anonId: string },
  options: IdentityOptions,
): Promise<unknown> {
  assertOwnId("Identified ID", identifiedId);
  assertOwnId("Anon ID", anonId);
  if (!isAnonymousId(anonId)) {
    throw new InputError({
      input: "Anon ID",
      got: `"${anonId.slice(0, 40)}"`,
      expected: "a version 4 UUID such as 2a3b4c5d-1234-4abc-9def-0123456789ab, or $device: followed by a UUID",
      fix: "Mixpanel links only IDs that its SDKs created; use Create Alias for other IDs.",
    });
  }
  return link(client, createIdentity, "$identify", { $identified_id: identifiedId, $anon_id: anonId }, options);
}

/**
 * Adds a second ID to a user. Only for projects with Original ID Merge.
 *
 * @throws InputError if both IDs are the same, or one is a placeholder; MixpanelError
 * @see https://developer.mixpanel.com/reference/identity-create-alias
 */
export async function sendAlias(
  client: MixpanelClient,
  { distinctId, alias }: { distinctId: string; alias: string },
  options: IdentityOptions,
): Promise<unknown> {
  assertOwnId("Distinct ID", distinctId);
  assertOwnId("Alias", alias);
  if (distinctId === alias) {
    throw new InputError({ input: "Alias", got: "the Distinct ID itself", expected: "another ID for the same user" });
  }
  return link(client, createAlias, "$create_alias", { distinct_id: distinctId, alias }, options);
}
