import type { MixpanelClient } from "../client";
import { requireProjectToken } from "../credentials";
import type { Effect, Endpoint } from "../endpoint";
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
import { NO_VIOLATIONS, NOT_IDEMPOTENT, type Violation, validateEssentials, violationOf } from "./validate";

const NO_JSON = violationOf("invalid_json", "", "a line that is not JSON in UTF-8");

/** The IDs of an update's profile, as one key. */
function ownerOf(update: JsonObject, ids: readonly string[]): string {
  let owner = "";
  for (const field of ids) owner = owner === "" ? `${update[field]}` : `${owner}\n${update[field]}`;
  return owner;
}

const effectOf = (update: JsonObject): Effect =>
  NOT_IDEMPOTENT.some((operation) => Object.hasOwn(update, operation)) ? "write" : "idempotentWrite";

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
    const value = readUpdate(record, kind, map, index)?.value;
    return isRecord(value) && !value.$token;
  };
  const updates = await heldIf(!token, given);
  // A missing token is an error before anything is sent. A stream cannot be checked in advance.
  if (!token && Array.isArray(updates) && updates.some(lacksToken))
    requireProjectToken(client.options.credentials, operation);

  const encode = (record: unknown, index: number): Encoded => {
    const update = readUpdate(record, kind, map, index);
    if (update === undefined) return refusal(NO_JSON);
    const { value, exact } = update;
    if (value instanceof RefusedRecord) return value.reason;
    const violations = withOthers(update.effect ? NO_VIOLATIONS : validateEssentials(value, kind), check?.(value));
    if (violations.length > 0 || !isRecord(value)) return refusal(violations);
    const isWrite = (update.effect ?? effectOf(value)) === "write";
    const json = isRecord(exact) ? Buffer.from(stringifyExact(withToken(exact))) : undefined;
    return { value: json ?? withToken(value), effect: isWrite ? "write" : undefined, owner: ownerOf(value, kind.ids) };
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
