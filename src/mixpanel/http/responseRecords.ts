/** What a response says about the records of its request. */
import type { FailedRecord } from "../errors";
import { isRecord } from "../records/json";

/** A whole number that is not negative: records are counted from 0. */
const isPosition = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const failuresOf = (json: unknown): unknown[] =>
  isRecord(json) && Array.isArray(json.failed_records) ? json.failed_records : [];

/**
 * The records that `failed_records` of a response lists with their index. The index counts within the request, and may be beyond its end.
 * The insert ID is in `insert_id` or `$insert_id`. Entries without an index are returned by failureReasons.
 */
export function failedRecords(json: unknown): FailedRecord[] {
  return failuresOf(json).flatMap((record) => {
    if (!isRecord(record) || !isPosition(record.index)) return [];
    const insertId = record.insert_id ?? record.$insert_id;
    return {
      index: record.index,
      ...(typeof insertId === "string" && insertId !== "" ? { insert_id: insertId } : {}),
      ...(typeof record.field === "string" ? { field: record.field } : {}),
      message: typeof record.message === "string" ? record.message : "rejected without a reason",
    };
  });
}

/** Messages in `failed_records` that name no record: with Simplified ID Merge, entries are plain texts. Each text is listed once. */
export function failureReasons(json: unknown): string[] {
  const texts = failuresOf(json).map((entry) => {
    if (!isRecord(entry)) return entry;
    return isPosition(entry.index) ? undefined : entry.message;
  });
  return [...new Set(texts.filter((text) => typeof text === "string" && text.trim() !== ""))].map(String);
}

/** A count in a response, if it is a whole number that is not negative. */
export const countOf = (value: unknown): number | undefined => (isPosition(value) ? value : undefined);

/** How many records Mixpanel says it accepted, if it says so; /import and /engage use different names for it. */
export function countedIn(json: unknown): number | undefined {
  return isRecord(json) ? (countOf(json.num_records_imported) ?? countOf(json.num_good_events)) : undefined;
}

/** `status` of a response, if it is a text such as `Bad Request`. */
export function statusTextOf(json: unknown): string | undefined {
  return isRecord(json) && typeof json.status === "string" ? json.status : undefined;
}
