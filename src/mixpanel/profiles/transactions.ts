import { isRecord, type JsonObject } from "../records/json";

/** The property in which profiles hold what their users paid, as `track_charge` of Mixpanel's SDKs appends it. */
export const TRANSACTIONS = "$transactions";

export interface TransactionRow {
  distinct_id: string;
  /** As the profile has it; null where it has none. */
  date: string | null;
  /** Null where the profile has no number. */
  value: number | null;
}

/** A number, also one that was stored as text. */
function amountOf(value: unknown): number | null {
  const amount = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof amount === "number" && Number.isFinite(amount) ? amount : null;
}

/** The entries `{$amount, $time}` of the profiles' transactions, in the order in which they are stored; anything else is left out. */
export function transactionRows(profiles: readonly JsonObject[]): TransactionRow[] {
  return profiles.flatMap(({ $distinct_id, $properties }) => {
    const list = isRecord($properties) ? $properties[TRANSACTIONS] : undefined;
    return (Array.isArray(list) ? list : []).filter(isRecord).map(
      ({ $amount, $time }): TransactionRow => ({
        distinct_id: String($distinct_id),
        date: $time === undefined || $time === null ? null : String($time),
        value: amountOf($amount),
      }),
    );
  });
}
