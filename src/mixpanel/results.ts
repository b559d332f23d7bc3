/** What became of records, as results and errors tell it. */

/** One record that Mixpanel refused. */
export interface FailedRecord {
  /** Position in what was handed in, from 0. */
  index: number;
  /** `$insert_id` of the event, where it has one. */
  insert_id?: string;
  /** Path of the offending field, such as `properties.time`. */
  field?: string;
  /** The rule that it breaks, where it was checked before it was sent: `time_missing`. */
  rule?: string;
  message: string;
}

/** The records that were refused, as a result lists them. */
export interface FailedRecords {
  /** By their position in the input; where there are very many, those of them that were known first. */
  failed_records: FailedRecord[];
  /** Whether there are more than are listed. */
  failed_records_truncated: boolean;
}

/** What became of records that were sent, in numbers. */
export interface RecordCounts {
  /** Records that Mixpanel took. */
  imported: number;
  /** Records that Mixpanel refused, that break its rules, that are too large to send, or that a run which ended early held back. */
  failed: number;
  /** Records that were sent, and that Mixpanel neither counts as stored nor names. */
  unconfirmed: number;
}

/** What was collected up to a bound. */
export interface Collected {
  count: number;
  /** Whether there are more, or may be. */
  truncated: boolean;
}

/** A request of which Mixpanel counts fewer records than were sent, and does not name the others. */
export interface UnconfirmedRequest {
  /** Positions of its first and last record in the input, from 0. */
  first: number;
  last: number;
  sent: number;
  /** Records that Mixpanel neither stored by its own count nor named. */
  unconfirmed: number;
  /** What was wrong with it, where Mixpanel refused it in part: that may be all that tells why. */
  message?: string;
}

/**
 * What became of the records handed to one action. `received` is the sum of `imported`, `failed`, `unknown` and `unconfirmed` once all
 * are done, whatever Mixpanel responds.
 */
export interface IngestResult extends RecordCounts, FailedRecords {
  /** Records from `resumeFrom` on that were dealt with; where the run was stopped, those that it leaves to the next one are none. */
  received: number;
  /** Records that went out in a request that Mixpanel answered. */
  sent: number;
  /** Records of requests that broke off: Mixpanel may or may not have taken them, and sending them again could count them twice. */
  unknown: number;
  /** Requests that carried the records, repetitions not counted. */
  batches: number;
  /** Requests that were repeated after a failure. */
  retries: number;
  /** Bytes of the requests' bodies before compression. */
  bytes: number;
  duration_ms: number;
  /** The records of unknown fate, listed like the failed ones; failed_records_truncated is about both. */
  unknown_records: FailedRecord[];
  /** The requests with unconfirmed records; where there are very many, those that were answered first. */
  unconfirmed_requests: UnconfirmedRequest[];
  /**
   * Position of the first record that was not sent, from 0: what the next run begins with. Null where all were sent. Later ones may have
   * been sent as well: the next run repeats them, which stores nothing twice.
   */
  resume_from: number | null;
  /** `time` where the deadline came before the last record. */
  stopped_by: "time" | null;
}
