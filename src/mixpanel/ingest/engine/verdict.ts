import type { FailedRecord, MixpanelValidationError } from "../../errors";

/** What a response says of the records of one request. The three add up to the records sent, whatever the response holds. */
export interface Verdict {
  imported: number;
  /** By their position in the input, each once. */
  refused: FailedRecord[];
  /** Records that Mixpanel does not claim to have stored, and does not name either. */
  unconfirmed: number;
}

/** A count of Mixpanel's, never more than was sent and never less than nothing; undefined where it is no count. */
export function countWithin(value: unknown, sent: number): number | undefined {
  return Number.isFinite(value) ? Math.min(Math.max(Math.floor(Number(value)), 0), sent) : undefined;
}

/** The records that Mixpanel names, by their position in the request. A position that was not sent names none. */
function namedRecords(sent: number, { failedRecords }: MixpanelValidationError): Map<number, FailedRecord> {
  const named = new Map<number, FailedRecord>();
  for (const record of failedRecords) {
    const { index, message } = record;
    if (!Number.isInteger(index) || index < 0 || index >= sent) continue;
    const known = named.get(index);
    // A record with two faults is one record.
    named.set(index, known ? { ...known, message: `${known.message}; ${message}` } : record);
  }
  return named;
}

/** Whether Mixpanel refused a whole request without saying what is wrong with each of its records. */
export function isRefusedWhole(sent: number, error: MixpanelValidationError): boolean {
  const named = namedRecords(sent, error).size;
  const imported = countWithin(error.imported, sent);
  // Without a count, the records that are not named were stored, as the reference says of strict mode.
  return named === 0 ? (imported ?? 0) === 0 : imported === 0 && named < sent;
}

/**
 * Reads what Mixpanel says of a request that it refused in part or whole.
 *
 * @param indexes positions of the request's records in the input
 * @see https://developer.mixpanel.com/reference/import-events for `failed_records` and `num_records_imported`
 */
export function verdictOf(indexes: readonly number[], error: MixpanelValidationError): Verdict {
  const sent = indexes.length;
  const named = namedRecords(sent, error);
  if (isRefusedWhole(sent, error)) {
    const refused = indexes.map((index, at) => ({ ...(named.get(at) ?? { message: error.message }), index }));
    return { imported: 0, refused, unconfirmed: 0 };
  }
  const refused = [...named].map(([at, record]) => ({ ...record, index: indexes[at] ?? at }));
  const rest = sent - refused.length;
  const imported = Math.min(countWithin(error.imported, sent) ?? rest, rest);
  return { imported, refused, unconfirmed: rest - imported };
}
