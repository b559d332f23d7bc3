/** What a response says of the records of its request. */
import type { FailedRecord } from "../errors";
import { isRecord } from "../records/json";

/** Whole and not negative: records are counted from 0. */
const isPosition = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

const failuresOf = (json: unknown): unknown[] =>
  isRecord(json) && Array.isArray(json.failed_records) ? json.failed_records : [];

/**
 * The records that `failed_records` of a response names. A record's id comes as `insert_id` or `$insert_id`; its index is relative to the
 * request, and not proven to lie in it. What names no record is left to failureReasons.
 */
export function failedRecords(json: unknown): FailedRecord[] {
  return failuresOf(json).flatMap((record) => {
    if (!isRecord(record) || !isPosition(record.index)) return [];
    const insertId = record.insert_id ?? record.$insert_id;
    return {
      index: record.index,
      ...(typeof insertId === "string" && insertId !== "" ? { insert_id: insertId } : {}),
      ...(typeof record.field === "string" ? { field: record.field } : {}),
      message: typeof record.message === "string" ? record.message : "refused",
    };
  });
}

/** What `failed_records` of a response says without naming a record: Simplified ID Merge answers with plain texts. Each text once. */
export function failureReasons(json: unknown): string[] {
  const texts = failuresOf(json).map((entry) => {
    if (!isRecord(entry)) return entry;
    return isPosition(entry.index) ? undefined : entry.message;
  });
  return [...new Set(texts.filter((text) => typeof text === "string" && text.trim() !== ""))].map(String);
}

/** A count of Mixpanel's: a whole number, not negative. */
export const countOf = (value: unknown): number | undefined => (isPosition(value) ? value : undefined);

/** How many records Mixpanel says that it took, where it does; /import and /engage have a name each for it. */
export function countedIn(json: unknown): number | undefined {
  return isRecord(json) ? (countOf(json.num_records_imported) ?? countOf(json.num_good_events)) : undefined;
}

/** `status` of a response, where it is a text: `Bad Request`. */
export function statusTextOf(json: unknown): string | undefined {
  return isRecord(json) && typeof json.status === "string" ? json.status : undefined;
}
