import type { MixpanelClient } from "./client";
import { requireProjectToken } from "./credentials";
import { createAlias, createIdentity, mergeIdentities } from "./endpoints/identities";
import { InputError } from "./errors";
import { acceptedOne } from "./ingest/acceptedOne";
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

const LINK_CHECK = "both IDs, and that the project uses Original ID Merge";

function sourceOf({ options: { integrationId } }: MixpanelClient): JsonObject {
  return integrationId === undefined ? {} : { $source: integrationId };
}

async function link(
  client: MixpanelClient,
  endpoint: typeof createIdentity | typeof createAlias,
  event: string,
  ids: JsonObject,
  options: IdentityOptions,
) {
  const token = options.projectToken ?? requireProjectToken(client.options.credentials, endpoint.operation);
  const data = { event, properties: { ...ids, token, ...sourceOf(client) } };
  // Without ip=0 Mixpanel would locate the event where the integration runs.
  const answer = await client.call(endpoint, { data, ip: "0", strict: options.strict, verbose: options.verbose });
  return acceptedOne(endpoint.operation, answer, LINK_CHECK);
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

/**
 * Makes one user of two, for good. Projects with Original ID Merge only. Mixpanel's description requires a token in the event, its
 * reference shows the event without one: it is sent where the connection has it.
 *
 * @throws InputError when both IDs are the same, or one is a placeholder; MixpanelError
 * @see https://developer.mixpanel.com/reference/identity-merge
 */
export async function sendMerge(
  client: MixpanelClient,
  [first, second]: readonly [string, string],
  { projectId, useProjectToken = false }: { projectId?: string; useProjectToken?: boolean },
): Promise<JsonObject> {
  assertOwnId("First Distinct ID", first);
  assertOwnId("Second Distinct ID", second);
  if (first === second) {
    const expected = "the ID of another user";
    throw new InputError({ input: "Second Distinct ID", got: "the First Distinct ID itself", expected });
  }
  const { projectToken: token } = client.options.credentials;
  const properties = { $distinct_ids: [first, second], ...(token ? { token } : {}), ...sourceOf(client) };
  const parameters = { project_id: projectId, strict: "1", ip: "0", events: [{ event: "$merge", properties }] };
  const auth = useProjectToken ? "tokenAsUser" : mergeIdentities.auth;
  const answer = await client.call(mergeIdentities, parameters, { auth });
  acceptedOne(mergeIdentities.operation, answer, LINK_CHECK);
  return answer;
}
