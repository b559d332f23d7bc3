import type { MixpanelClient } from "./client";
import { requireProjectToken } from "./credentials";
import { createAlias, createIdentity } from "./endpoints/identities";
import { InputError, MixpanelValidationError } from "./errors";
import { countedIn } from "./http/responseRecords";
import { isAnonymousId, isPlaceholder } from "./ingest/validate";
import type { JsonObject } from "./records/json";

/** How the two identity calls may be sent. */
export interface IdentityOptions {
  /** In place of the client's own. */
  projectToken?: string;
  strict: "0" | "1";
  verbose: "0" | "1";
}

/** @throws InputError where an ID is one that many users share: to link it would make one user of them, for good */
function assertOwnId(input: string, id: string): void {
  if (!isPlaceholder(id)) return;
  throw new InputError({
    input,
    got: `the placeholder "${id.slice(0, 60)}"`,
    expected: "an ID that one user alone has",
    fix: "Check where it comes from: a link cannot be undone.",
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
    message: `${operation}: Mixpanel answered that it stored nothing. Check both IDs, and that the project uses Original ID Merge.`,
  });
}

/**
 * Tells Mixpanel that an anonymous user and a known user are one. Projects with Original ID Merge only.
 *
 * @throws InputError when the anonymous ID is none that Mixpanel's SDKs make, or one of the IDs is a placeholder; MixpanelError
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
      expected: "a UUID of version 4 such as 2a3b4c5d-1234-4abc-9def-0123456789ab, or $device: and a UUID",
      fix: "Mixpanel links only IDs that its SDKs made; use Create Alias for others.",
    });
  }
  return link(client, createIdentity, "$identify", { $identified_id: identifiedId, $anon_id: anonId }, options);
}

/**
 * Gives a user a second ID. Projects with Original ID Merge only.
 *
 * @throws InputError when both IDs are the same, or one is a placeholder; MixpanelError
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
