import type { MixpanelClient } from "../client";
import { requireProjectToken } from "../credentials";
import type { Endpoint } from "../endpoint";
import { InputError } from "../errors";
import { hasLongNumber, parseExact, stringifyExact } from "../exactNumbers";
import { isRecord, type JsonObject } from "../json";
import { ingest } from "./ingest";
import { type BatchLimits, PROFILE_LIMITS } from "./limits";
import type { Encoded, IngestTuning } from "./options";
import type { IngestResult } from "./result";
import type { RecordSource } from "./source";
import { NO_VIOLATIONS, type Violation } from "./validate";

/** Profile operations: https://developer.mixpanel.com/reference/profile-batch-update */
export const PROFILE_OPERATIONS = [
  "$set",
  "$set_once",
  "$add",
  "$append",
  "$remove",
  "$union",
  "$unset",
  "$delete",
] as const;

/** Carried out twice, these change the profile twice. */
const NOT_IDEMPOTENT = ["$add", "$append"];

function hasOwn(record: JsonObject, keys: readonly string[]): boolean {
  for (const key of keys) if (Object.hasOwn(record, key)) return true;
  return false;
}

/** Why a value is no profile update at all, or undefined. */
function updateFault(value: unknown, operations: readonly string[]): string | undefined {
  if (!isRecord(value)) return Array.isArray(value) ? "an array" : value === null ? "null" : `a ${typeof value}`;
  const { $distinct_id: id } = value;
  if ((typeof id !== "string" && typeof id !== "number") || id === "") return "no $distinct_id";
  return hasOwn(value, operations) ? undefined : "no operation";
}

const expectedUpdate = (operations: readonly string[]) =>
  `an object with $distinct_id and ${operations.length === 1 ? operations[0] : `one of ${operations.join(", ")}`}`;

/**
 * Checks that every element of a list is a profile update at all, before the first is sent. A stream is not read ahead.
 *
 * @param operations those of which each element has at least one
 * @throws InputError naming the first element that is none
 */
export function assertProfileUpdates(
  input: string,
  records: RecordSource,
  operations: readonly string[] = PROFILE_OPERATIONS,
): void {
  if (!Array.isArray(records)) return;
  for (const [index, record] of records.entries()) {
    const fault = updateFault(record, operations);
    if (fault !== undefined)
      throw new InputError({ input, got: `${fault} at index ${index}`, expected: expectedUpdate(operations) });
  }
}

export interface ProfileOptions extends IngestTuning {
  /** Of the query: `ip`, `strict`, `verbose`. */
  parameters: Record<string, string | undefined>;
  /** The rules to hold each update against before it is sent. */
  check?(update: unknown): readonly Violation[];
  /** Changes a parsed record before it is looked at. */
  map?(record: unknown): unknown;
  operations?: readonly string[];
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
 * Sends profile updates. The token is filled in where an update has none. Updates of one profile are never in two requests at once: they
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
  const { parameters, check, map, operations = PROFILE_OPERATIONS, limits = PROFILE_LIMITS, ...tuning } = options;
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
    const fault = updateFault(value, operations);
    if (fault !== undefined || !isRecord(value)) return { message: `${fault}; expected ${expectedUpdate(operations)}` };
    const complete = withToken(value);
    const violations = check?.(complete) ?? NO_VIOLATIONS;
    const [first] = violations;
    if (first !== undefined)
      return { field: first.field, rule: first.rule, message: violations.map(({ message }) => message).join("; ") };
    const effect = hasOwn(value, NOT_IDEMPOTENT) ? "write" : "idempotentWrite";
    const exact = Buffer.isBuffer(record) ? exactUpdate(record) : undefined;
    return { value: exact ?? complete, effect, owner: String(value.$distinct_id) };
  };

  return ingest({
    ...tuning,
    operation,
    noun: "profile updates",
    records: updates,
    encode,
    limits,
    clock: client.transport.clock,
    send: async ({ body }, effect, { retried: onRetry }) => {
      await client.call(endpoint, parameters, { body, effect, onRetry });
    },
  });
}
