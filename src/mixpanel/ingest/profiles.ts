import type { MixpanelClient } from "../client";
import { requireProjectToken } from "../credentials";
import type { Endpoint } from "../endpoint";
import { InputError } from "../errors";
import { stringifyExact } from "../exactNumbers";
import { isRecord, type JsonObject } from "../json";
import { countedIn } from "../responseRecords";
import { ingest } from "./ingest";
import type { BatchLimits } from "./limits";
import type { Encoded, IngestTuning } from "./options";
import { type ProfileKind, USER_PROFILES } from "./profileKinds";
import { asItIs, type MapRecord, readUpdate } from "./readUpdate";
import type { IngestResult } from "./result";
import type { RecordSource } from "./source";
import { NO_VIOLATIONS, type Violation } from "./validate";

/** Carried out twice, these change the profile twice. */
const NOT_IDEMPOTENT = ["$add", "$append"];

function hasOwn(record: JsonObject, keys: readonly string[]): boolean {
  for (const key of keys) if (Object.hasOwn(record, key)) return true;
  return false;
}

/** Why a value is no update of such a profile at all. */
interface Fault {
  got: string;
  fix?: string;
}

function updateFault(value: unknown, { ids, operations }: ProfileKind): Fault | undefined {
  if (!isRecord(value))
    return { got: Array.isArray(value) ? "an array" : value === null ? "null" : `a ${typeof value}` };
  for (const field of ids) {
    const id = value[field];
    if (typeof id === "number") {
      if (Number.isSafeInteger(id)) continue;
      const got = `a number of more than 15 digits, or with a fraction, as ${field}`;
      return { got, fix: "Write it as text: such a number may have been rounded, and be the ID of another." };
    }
    if (typeof id !== "string" || id === "") return { got: `no ${field}` };
  }
  return hasOwn(value, operations) ? undefined : { got: "no operation" };
}

const expectedUpdate = ({ ids, operations }: ProfileKind) =>
  `an object with ${ids.join(", ")} and ${operations.length === 1 ? operations[0] : `one of ${operations.join(", ")}`}`;

/** Names the profile of an update. */
const ownerOf = (update: JsonObject, { ids }: ProfileKind) => ids.map((field) => String(update[field])).join("\n");

/**
 * Checks that every element of a list is a profile update at all, before the first is sent. A stream is not read ahead.
 *
 * @param kind whose profiles they are, and the operations of which each element has at least one
 * @param map changes each element before it is looked at
 * @throws InputError naming the first element that is none
 */
export function assertProfileUpdates(
  input: string,
  records: RecordSource,
  kind = USER_PROFILES,
  map: MapRecord = asItIs,
): void {
  if (!Array.isArray(records)) return;
  for (const [index, record] of records.entries()) {
    const fault = updateFault(readUpdate(record, kind, map).value, kind);
    if (fault === undefined) continue;
    const { got, fix } = fault;
    throw new InputError({ input, got: `${got} at index ${index}`, expected: expectedUpdate(kind), fix });
  }
}

export interface ProfileOptions extends IngestTuning {
  /** Of the query: `ip`, `strict`, `verbose`. */
  parameters: Record<string, string | undefined>;
  /** The rules to hold each update against before it is sent. */
  check?(update: unknown): readonly Violation[];
  /** Changes a parsed record before it is looked at. */
  map?: MapRecord;
  /** Whose profiles are updated; users' where it is not given. */
  kind?: ProfileKind;
  /** In place of the kind's own. */
  limits?: BatchLimits;
}

/**
 * Sends updates of user or group profiles. The token is filled in where an update has none. Updates of one profile are never in two
 * requests at once: they take effect in the order they came in. A request that counts up or appends is not repeated where it may have
 * landed.
 *
 * @throws MixpanelError
 */
export async function sendProfileUpdates(
  client: MixpanelClient,
  endpoint: Endpoint,
  updates: RecordSource,
  options: ProfileOptions,
): Promise<IngestResult> {
  const { parameters, check, map = asItIs, kind = USER_PROFILES, limits = kind.limits, ...tuning } = options;
  const { operation } = endpoint;
  let token: string | undefined;
  const withToken = (update: JsonObject): JsonObject => {
    if (update.$token) return update;
    token ??= requireProjectToken(client.options.credentials, operation);
    return { ...update, $token: token };
  };
  const lacksToken = (record: unknown) => {
    const { value } = readUpdate(record, kind, map);
    return isRecord(value) && !value.$token;
  };
  // Before anything is sent; a stream is not read ahead.
  if (Array.isArray(updates) && updates.some(lacksToken))
    token = requireProjectToken(client.options.credentials, operation);

  const encode = (record: unknown): Encoded => {
    const { value, exact } = readUpdate(record, kind, map);
    const fault = updateFault(value, kind);
    if (fault !== undefined || !isRecord(value)) {
      const fix = fault?.fix === undefined ? "" : `. ${fault.fix}`;
      return { message: `${fault?.got}; expected ${expectedUpdate(kind)}${fix}` };
    }
    const complete = withToken(value);
    const violations = check?.(complete) ?? NO_VIOLATIONS;
    const [first] = violations;
    if (first !== undefined)
      return { field: first.field, rule: first.rule, message: violations.map(({ message }) => message).join("; ") };
    const effect = hasOwn(value, NOT_IDEMPOTENT) ? "write" : "idempotentWrite";
    const json = isRecord(exact) ? Buffer.from(stringifyExact(withToken(exact))) : undefined;
    return { value: json ?? complete, effect, owner: ownerOf(value, kind) };
  };

  return ingest({
    ...tuning,
    operation,
    noun: kind.noun,
    doubles: "would count up or append a second time what was stored",
    records: updates,
    encode,
    limits,
    clock: client.transport.clock,
    leftMs: () => client.transport.leftMs(),
    send: async ({ body }, effect, { retried: onRetry, stored }) => {
      const answer = await client.call(endpoint, parameters, { body, effect, onRetry });
      // Strict mode may count the updates that it took.
      const count = countedIn(answer);
      if (count !== undefined) stored(count);
    },
  });
}
