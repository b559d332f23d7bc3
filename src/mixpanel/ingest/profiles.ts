import type { MixpanelClient } from "../client";
import { requireProjectToken } from "../credentials";
import type { Effect, Endpoint } from "../endpoint";
import { InputError } from "../errors";
import { isRecord, type JsonObject } from "../json";
import { batchBody } from "./batches";
import { ingest } from "./ingest";
import { PROFILE_LIMITS } from "./limits";
import type { IngestResult } from "./result";

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

const hasOwn = (record: JsonObject, keys: readonly string[]) => keys.some((key) => Object.hasOwn(record, key));

/**
 * Checks that every element is a profile update at all, before the first is sent.
 *
 * @param operations those of which each element has at least one
 * @throws InputError naming the first element that is none
 */
export function assertProfileUpdates(
  input: string,
  records: readonly unknown[],
  operations: readonly string[] = PROFILE_OPERATIONS,
): JsonObject[] {
  const expected = `an object with $distinct_id and ${operations.length === 1 ? operations[0] : `one of ${operations.join(", ")}`}`;
  return records.map((record, index) => {
    const got = (what: string) => new InputError({ input, got: `${what} at index ${index}`, expected });
    if (!isRecord(record))
      throw got(Array.isArray(record) ? "an array" : record === null ? "null" : `a ${typeof record}`);
    const { $distinct_id: id } = record;
    if ((typeof id !== "string" && typeof id !== "number") || id === "") throw got("no $distinct_id");
    if (!hasOwn(record, operations)) throw got("no operation");
    return record;
  });
}

/** What a batch of updates does: repeating it is safe unless an operation counts up. */
export function effectOf(updates: readonly JsonObject[]): Effect {
  return updates.some((update) => hasOwn(update, NOT_IDEMPOTENT)) ? "write" : "idempotentWrite";
}

/**
 * Sends profile updates. The token is filled in where an update has none. One request is on its way at a time: updates of one
 * profile take effect in the order they came in.
 *
 * @param parameters of the query: `ip`, `strict`, `verbose`
 * @throws MixpanelError
 */
export async function sendProfileUpdates(
  client: MixpanelClient,
  endpoint: Endpoint,
  updates: readonly JsonObject[],
  parameters: Record<string, string | undefined>,
): Promise<IngestResult> {
  const { operation } = endpoint;
  const bearsToken = (update: JsonObject) => typeof update.$token === "string" && update.$token !== "";
  const token = updates.every(bearsToken) ? undefined : requireProjectToken(client.options.credentials, operation);
  const effect = effectOf(updates);
  const records = updates.map((update) => JSON.stringify(bearsToken(update) ? update : { ...update, $token: token }));
  return ingest({
    operation,
    noun: "profile updates",
    records,
    limits: PROFILE_LIMITS,
    concurrency: 1,
    send: async (batch) => {
      await client.call(endpoint, parameters, { body: batchBody(batch), effect });
    },
  });
}
