import type { MixpanelClient } from "../client";
import { requireProjectToken } from "../credentials";
import type { Endpoint } from "../endpoint";
import { InputError } from "../errors";
import { hasLongNumber, parseExact, stringifyExact } from "../exactNumbers";
import { isRecord, type JsonObject } from "../json";
import { ingest } from "./ingest";
import { type BatchLimits, PROFILE_LIMITS } from "./limits";
import type { Encoded, IngestTuning } from "./options";
import { type ProfileKind, USER_PROFILES } from "./profileKinds";
import type { IngestResult } from "./result";
import type { RecordSource } from "./source";
import { NO_VIOLATIONS, type Violation } from "./validate";

/** Carried out twice, these change the profile twice. */
const NOT_IDEMPOTENT = ["$add", "$append"];

function hasOwn(record: JsonObject, keys: readonly string[]): boolean {
  for (const key of keys) if (Object.hasOwn(record, key)) return true;
  return false;
}

/** Why a value is no update of such a profile at all, or undefined. */
function updateFault(value: unknown, { ids, operations }: ProfileKind): string | undefined {
  if (!isRecord(value)) return Array.isArray(value) ? "an array" : value === null ? "null" : `a ${typeof value}`;
  for (const field of ids) {
    const id = value[field];
    if ((typeof id !== "string" && typeof id !== "number") || id === "") return `no ${field}`;
  }
  return hasOwn(value, operations) ? undefined : "no operation";
}

const expectedUpdate = ({ ids, operations }: ProfileKind) =>
  `an object with ${ids.join(", ")} and ${operations.length === 1 ? operations[0] : `one of ${operations.join(", ")}`}`;

/** Names the profile of an update. */
const ownerOf = (update: JsonObject, { ids }: ProfileKind) => ids.map((field) => String(update[field])).join("\n");

/**
 * Checks that every element of a list is a profile update at all, before the first is sent. A stream is not read ahead.
 *
 * @param kind whose profiles they are, and the operations of which each element has at least one
 * @throws InputError naming the first element that is none
 */
export function assertProfileUpdates(input: string, records: RecordSource, kind = USER_PROFILES): void {
  if (!Array.isArray(records)) return;
  for (const [index, record] of records.entries()) {
    const fault = updateFault(record, kind);
    if (fault !== undefined)
      throw new InputError({ input, got: `${fault} at index ${index}`, expected: expectedUpdate(kind) });
  }
}

export interface ProfileOptions extends IngestTuning {
  /** Of the query: `ip`, `strict`, `verbose`. */
  parameters: Record<string, string | undefined>;
  /** The rules to hold each update against before it is sent. */
  check?(update: unknown): readonly Violation[];
  /** Changes a parsed record before it is looked at. */
  map?(record: unknown): unknown;
  /** Whose profiles are updated; users' where it is not given. */
  kind?: ProfileKind;
  limits?: BatchLimits;
}

/** A record as it is, or what a line of NDJSON holds; undefined for a line that is no JSON. */
function parsed(record: unknown): unknown {
  if (!Buffer.isBuffer(record)) return record;
  try {
    return JSON.parse(record.toString("utf8"));
  } catch {
    return undefined;
  }
}

const lacksToken = (update: unknown) => !isRecord(update) || !update.$token;

/**
 * Sends updates of user or group profiles. The token is filled in where an update has none. Updates of one profile are never in two requests at once: they
 * take effect in the order they came in. A request that counts up or appends is not repeated where it may have landed.
 *
 * @throws MixpanelError
 */
export async function sendProfileUpdates(
  client: MixpanelClient,
  endpoint: Endpoint,
  updates: RecordSource,
  options: ProfileOptions,
): Promise<IngestResult> {
  const { parameters, check, map, kind = USER_PROFILES, limits = PROFILE_LIMITS, ...tuning } = options;
  const { operation } = endpoint;
  const needsToken = Array.isArray(updates) ? updates.some((update) => lacksToken(map ? map(update) : update)) : true;
  const token = needsToken ? requireProjectToken(client.options.credentials, operation) : undefined;

  const prepared = (update: unknown) => (map ? map(update) : update);
  const withToken = (update: JsonObject) => (lacksToken(update) ? { ...update, $token: token } : update);
  /** The update of a line whose long numbers would be rounded as it is parsed. */
  const exactUpdate = (line: Buffer): Buffer | undefined => {
    const text = line.toString("utf8");
    const update = hasLongNumber(text) ? prepared(parseExact(text)) : undefined;
    return isRecord(update) ? Buffer.from(stringifyExact(withToken(update))) : undefined;
  };

  const encode = (record: unknown): Encoded => {
    const value = prepared(parsed(record));
    const fault = updateFault(value, kind);
    if (fault !== undefined || !isRecord(value)) return { message: `${fault}; expected ${expectedUpdate(kind)}` };
    const complete = withToken(value);
    const violations = check?.(complete) ?? NO_VIOLATIONS;
    const [first] = violations;
    if (first !== undefined)
      return { field: first.field, rule: first.rule, message: violations.map(({ message }) => message).join("; ") };
    const effect = hasOwn(value, NOT_IDEMPOTENT) ? "write" : "idempotentWrite";
    const exact = Buffer.isBuffer(record) ? exactUpdate(record) : undefined;
    return { value: exact ?? complete, effect, owner: ownerOf(value, kind) };
  };

  return ingest({
    ...tuning,
    operation,
    noun: kind.noun,
    records: updates,
    encode,
    limits,
    clock: client.transport.clock,
    send: async ({ body }, effect, { retried: onRetry }) => {
      await client.call(endpoint, parameters, { body, effect, onRetry });
    },
  });
}
