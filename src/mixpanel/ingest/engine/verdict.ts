import type { FailedRecord, MixpanelValidationError } from "../../errors";

/** The outcome of one request's records. The three counts always add up to the number of records sent, whatever the response contains. */
export interface Verdict {
  imported: number;
  /** The rejected records, each once, with their position in the input. */
  refused: FailedRecord[];
  /** Number of records that Mixpanel reports neither as stored nor as rejected. */
  unconfirmed: number;
}

/** Limits a count from Mixpanel to the range from 0 to `sent`; undefined if the value is not a number. */
export function countWithin(value: unknown, sent: number): number | undefined {
  return Number.isFinite(value) ? Math.min(Math.max(Math.floor(Number(value)), 0), sent) : undefined;
}

/** The records that Mixpanel rejects, by their position in the request. Positions outside of the request are ignored. */
function namedRecords(sent: number, { failedRecords }: MixpanelValidationError): Map<number, FailedRecord> {
  const named = new Map<number, FailedRecord>();
  for (const record of failedRecords) {
    const { index, message } = record;
    if (!Number.isInteger(index) || index < 0 || index >= sent) continue;
    const known = named.get(index);
    // A record can be listed twice, with different errors.
    named.set(index, known ? { ...known, message: `${known.message}; ${message}` } : record);
  }
  return named;
}

/** Whether Mixpanel rejected a whole request without naming each of its records. */
export function isRefusedWhole(sent: number, error: MixpanelValidationError): boolean {
  const named = namedRecords(sent, error).size;
  const imported = countWithin(error.imported, sent);
  // If there is no count, the records that are not named were stored: the reference says so for strict mode.
  return named === 0 ? (imported ?? 0) === 0 : imported === 0 && named < sent;
}

/**
 * Reads the response to a request that Mixpanel rejected in part or as a whole.
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
