import type { MixpanelClient } from "../client";
import { requireProjectToken } from "../credentials";
import type { Endpoint } from "../endpoint";
import { countedIn } from "../http/responseRecords";
import { stringifyExact } from "../records/exactNumbers";
import { sending } from "../records/given";
import { isRecord, type JsonObject } from "../records/json";
import { heldIf, type RecordInput, type RecordSource } from "../records/source";
import type { BatchLimits } from "./engine/limits";
import { type Encoded, type IngestTuning, type MapRow, RefusedRecord, refusal, withOthers } from "./engine/options";
import { ingest } from "./engine/run";
import { type ProfileKind, USER_PROFILES } from "./profileKinds";
import { asItIs, readUpdate } from "./readUpdate";
import type { IngestResult } from "./result";
import { type Violation, validateEssentials, violationOf } from "./validate";

/** Operations that change a profile again if they are repeated. */
const NOT_IDEMPOTENT = ["$add", "$append"];

function hasOwn(record: JsonObject, keys: readonly string[]): boolean {
  for (const key of keys) if (Object.hasOwn(record, key)) return true;
  return false;
}

const NO_JSON = violationOf("invalid_json", "", "a line that is not JSON in UTF-8");

/** The IDs of an update's profile, as one key. */
function ownerOf(update: JsonObject, [first = "", ...others]: readonly string[]): string {
  let owner = String(update[first]);
  for (const field of others) owner += `\n${update[field]}`;
  return owner;
}

export interface ProfileOptions extends IngestTuning {
  /** Query parameters: `ip`, `strict`, `verbose`. */
  parameters: Record<string, string | undefined>;
  /** Further rules that each update must satisfy before it is sent. */
  check?(update: unknown): readonly Violation[];
  /** Changes a parsed record before it is checked. */
  map?: MapRow;
  /** The kind of profiles; by default, user profiles. */
  kind?: ProfileKind;
  /** Overrides the limits of the kind. */
  limits?: BatchLimits;
}

/**
 * Sends updates of user or group profiles. The token is filled in if an update has none. Updates of one profile are never in two concurrent
 * requests, so they take effect in the order of the input. A request with $add or $append is not retried if Mixpanel may have processed it.
 *
 * @param updates in any form of `RecordInput`, read as they are needed; a stream is closed in the end
 * @throws InputError before anything is sent, for a value that holds no updates; MixpanelError
 */
export function sendProfileUpdates(
  client: MixpanelClient,
  endpoint: Endpoint,
  updates: RecordInput,
  options: ProfileOptions,
): Promise<IngestResult> {
  return sending("Updates", updates, options.map, (records) => updateProfiles(client, endpoint, records, options));
}

async function updateProfiles(
  client: MixpanelClient,
  endpoint: Endpoint,
  given: RecordSource,
  options: ProfileOptions,
): Promise<IngestResult> {
  const { parameters, check, map = asItIs, kind = USER_PROFILES, limits = kind.limits, ...tuning } = options;
  const { operation } = endpoint;
  let token = client.options.credentials.projectToken;
  const withToken = (update: JsonObject): JsonObject => {
    if (update.$token) return update;
    token ||= requireProjectToken(client.options.credentials, operation);
    return { ...update, $token: token };
  };
  const lacksToken = (record: unknown, index: number) => {
    const value = readUpdate(record, kind, (parsed) => map(parsed, index))?.value;
    return isRecord(value) && !value.$token;
  };
  const updates = await heldIf(!token, given);
  // A missing token is an error before anything is sent. A stream cannot be checked in advance.
  if (!token && Array.isArray(updates) && updates.some(lacksToken))
    requireProjectToken(client.options.credentials, operation);

  const encode = (record: unknown, index: number): Encoded => {
    const update = readUpdate(record, kind, (parsed) => map(parsed, index));
    if (update === undefined) return refusal(NO_JSON);
    const { value, exact } = update;
    if (value instanceof RefusedRecord) return value.reason;
    const violations = withOthers(validateEssentials(value, kind), check?.(value));
    if (violations.length > 0 || !isRecord(value)) return refusal(violations);
    const effect = hasOwn(value, NOT_IDEMPOTENT) ? "write" : "idempotentWrite";
    const json = isRecord(exact) ? Buffer.from(stringifyExact(withToken(exact))) : undefined;
    return { value: json ?? withToken(value), effect, owner: ownerOf(value, kind.ids) };
  };

  return ingest({
    ...tuning,
    operation,
    noun: kind.noun,
    doubles: "would add or append stored values a second time",
    records: updates,
    encode,
    isFresh: options.map !== undefined,
    limits,
    ...client.ingestion(undefined, tuning.rateShare),
    clock: client.transport.clock,
    leftMs: () => client.transport.leftMs(),
    signal: client.transport.signal,
    send: async ({ body }, effect, { retried: onRetry, stored }) => {
      const answer = await client.call(endpoint, parameters, { body, effect, onRetry });
      // In strict mode, the response may contain the number of accepted updates.
      const count = countedIn(answer);
      if (count !== undefined) stored(count);
    },
  });
}
