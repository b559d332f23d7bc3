import type { MixpanelClient } from "../client";
import { readMe } from "../connection/me";
import { testConnection } from "../endpoints/account";
import { listServiceAccounts } from "../endpoints/serviceAccounts";
import { InputError } from "../errors";
import type { Parameter } from "../http/parameters";
import { isRecord } from "../records/json";

/** What a step is about to do to service accounts. */
export interface Removal {
  /** The label of the input that names the accounts. */
  input: string;
  ids: readonly (string | number)[];
  organization_id?: Parameter;
  /** What happens if one of them is the connection's own. */
  effect: string;
}

/**
 * Refuses to remove the service account that the client itself uses. Mixpanel's `/me` says which user that is, and the list of service
 * accounts which user each account stands for; the account that logs in also has the user name of the credentials. Both are reads that
 * count toward no limit.
 *
 * @throws InputError naming the account
 */
export async function refuseOwnAccount(
  client: MixpanelClient,
  { input, ids, organization_id, effect }: Removal,
): Promise<void> {
  const [me, { results }] = await Promise.all([
    client.call(testConnection, {}).then(readMe),
    client.call(listServiceAccounts, { organization_id }),
  ]);
  const named = new Set(ids.map(String));
  const own = results
    .filter(isRecord)
    .filter(({ id }) => named.has(String(id)))
    .find(
      ({ user, username }) =>
        username === client.options.credentials.username ||
        (me.user.id !== undefined && String(user) === String(me.user.id)),
    );
  if (own === undefined) return;
  throw new InputError({
    input,
    got: `${String(own.id)}, the service account of this connection`,
    expected: "other service accounts",
    fix: `${effect} Set Allow Own Account to true to do it nevertheless.`,
  });
}
