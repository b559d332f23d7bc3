/** Outcomes of records, as results and errors report them. */

/** One record that was rejected. */
export interface FailedRecord {
  /** Position in the input, from 0. */
  index: number;
  /** `$insert_id` of the event, if it has one. */
  insert_id?: string;
  /** Path of the invalid field, such as `properties.time`. */
  field?: string;
  /** The rule that it breaks, such as `time_missing`, if it was checked before sending. */
  rule?: string;
  message: string;
}

/** The rejected records, as a result lists them. */
export interface FailedRecords {
  /** Sorted by position in the input; if there are very many, only those that were known first. */
  failed_records: FailedRecord[];
  /** Whether more records were rejected than are listed. */
  failed_records_truncated: boolean;
}

/** Counts of the records that were sent, by outcome. */
export interface RecordCounts {
  /** Records that Mixpanel accepted. */
  imported: number;
  /** Records that Mixpanel rejected, that break its rules, that are too large to send, or that were not sent because the run ended early. */
  failed: number;
  /** Records that Mixpanel reported neither as stored nor as rejected. */
  unconfirmed: number;
}

/** Items that were collected up to a maximum number. */
export interface Collected {
  count: number;
  /** Whether there are or may be more. */
  truncated: boolean;
}

/** A request of which Mixpanel reports fewer records as stored than were sent, without naming the others. */
export interface UnconfirmedRequest {
  /** Positions of its first and last record in the input, from 0. */
  first: number;
  last: number;
  sent: number;
  /** Records that Mixpanel reported neither as stored nor as rejected. */
  unconfirmed: number;
  /** Mixpanel's message, if it rejected a part of the request. It may be the only hint at the cause. */
  message?: string;
}

/**
 * Counts of the records that one action processed. At the end of a run, `received` is the sum of `imported`, `failed`, `unknown` and
 * `unconfirmed`, whatever Mixpanel responds.
 */
export interface IngestResult extends RecordCounts, FailedRecords {
  /** Records that this run processed, starting at `resumeFrom`, without those it leaves to the next run. */
  received: number;
  /** Records in requests that got a response. */
  sent: number;
  /** Records of requests that failed midway: Mixpanel may or may not have stored them, so sending them again may create duplicates. */
  unknown: number;
  /** Number of requests, without retries. */
  batches: number;
  /** Number of retries after a failure. */
  retries: number;
  /** Bytes of all request bodies before compression. */
  bytes: number;
  duration_ms: number;
  /** The records of unknown fate, listed like the failed ones; failed_records_truncated is about both. */
  unknown_records: FailedRecord[];
  /** The requests with unconfirmed records; if there are very many, only those that got a response first. */
  unconfirmed_requests: UnconfirmedRequest[];
  /**
   * Position of the first record that was not sent, from 0: where the next run begins. Null if all were sent. Some later records may have
   * been sent too; the next run sends them again, which creates no duplicates.
   */
  resume_from: number | null;
  /** `time` if the time limit was reached before the last record, or the signal of the client was aborted. */
  stopped_by: "time" | null;
}
