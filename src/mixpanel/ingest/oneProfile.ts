import type { MixpanelClient } from "../client";
import { requireProjectToken } from "../credentials";
import type { Endpoint } from "../endpoint";
import { InputError } from "../errors";
import { parametersOf } from "../http/parameters";
import type { JsonObject } from "../records/json";
import { type AcceptedOne, acceptedOne } from "./acceptedOne";
import type { ProfileKind } from "./profileKinds";
import { gotOf, RULES } from "./validate";

const LABELS = new Map([
  ["$distinct_id", "Distinct ID"],
  ["$group_key", "Group Key"],
  ["$group_id", "Group ID"],
]);

export interface OneProfileOptions {
  /** Whose profile it is, with the rules that its updates keep. */
  kind: ProfileKind;
  /** Whether Mixpanel locates the profile by the address that the request comes from. */
  geolocate?: boolean;
}

/** @throws InputError where the update breaks a rule that Mixpanel documents */
function assertValid(update: JsonObject, kind: ProfileKind): void {
  const [violation] = kind.validate(update, kind);
  if (violation === undefined) return;
  const { expected, fix } = RULES[violation.rule];
  throw new InputError({ input: LABELS.get(violation.field) ?? "Properties", got: gotOf(violation), expected, fix });
}

/**
 * Updates one profile, in a request of its own. It is repeated only as the effect of its row allows: to count up or to append twice would
 * change the profile twice.
 *
 * @param update as Mixpanel takes it, without a token
 * @throws InputError where the update breaks a rule that Mixpanel documents; MixpanelError
 */
export async function updateOneProfile(
  client: MixpanelClient,
  endpoint: Endpoint,
  update: JsonObject,
  { kind, geolocate = false }: OneProfileOptions,
): Promise<AcceptedOne> {
  assertValid(update, kind);
  const { operation } = endpoint;
  const $token = requireProjectToken(client.options.credentials, operation);
  // Without ip=0 Mixpanel would move the profile to where the integration runs. A deletion takes none.
  const query = { ip: geolocate ? "1" : "0", strict: "1", verbose: "1" };
  const updates = [{ ...update, $token }];
  const answer = await client.call(endpoint, parametersOf(endpoint, { ...query, updates }));
  return acceptedOne(operation, answer, "the Project Token and the data residency of the connection");
}
