import { isRecord, type JsonObject } from "../records/json";
import { USER_PROFILES } from "./profileKinds";

const hasOperation = (record: JsonObject) =>
  USER_PROFILES.operations.some((operation) => record[operation] !== undefined);

/**
 * The update that a user's profile in another shape stands for: as a query returns it, `{$distinct_id, $properties}`, or as a flat row,
 * `{distinct_id, …}`, whose other columns are properties. Anything else stays as it is, to be sent or refused.
 *
 * To store a profile that was read elsewhere is nothing that its user did: `$ignore_time` leaves their last activity as it is.
 */
export function asProfileUpdate(record: unknown): unknown {
  if (!isRecord(record) || hasOperation(record)) return record;
  if (isRecord(record.$properties)) {
    const { $properties, ...rest } = record;
    return { $ignore_time: true, ...rest, $set: $properties };
  }
  if (record.distinct_id === undefined || record.$distinct_id !== undefined) return record;
  const { distinct_id: $distinct_id, $token, ...$set } = record;
  return { $distinct_id, ...($token === undefined ? {} : { $token }), $set };
}
