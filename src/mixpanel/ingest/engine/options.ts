import type { Effect } from "../../endpoint";
import type { FailedRecord } from "../../errors";
import type { Clock, Limiter } from "../../limits/limiter";
import type { RecordEnd, TextBlock } from "../../records/recordRun";
import type { IngestResult } from "../result";
import type { Violation } from "../validate";
import type { Batch, Note } from "./batch";
import type { BatchLimits } from "./limits";

/** A record that is already written as JSON. */
export class JsonText {
  constructor(readonly text: string) {}

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** A record that is ready to be sent. */
export interface Ready extends Note {
  /** The profile that it changes. */
  owner?: string;
  /** The value to serialize; a Buffer or a JsonText is already JSON. */
  value: unknown;
  /** Whether it is an identity event: these are sent separately, one request at a time. */
  identity?: boolean;
}

/** Why a record cannot be sent. */
export type Refused = Omit<FailedRecord, "index">;

/** A record ready to be sent, or why it cannot be sent. */
export type Encoded = Ready | Refused;

/** What a `map` returns in place of a record that cannot be sent. */
export class RefusedRecord {
  constructor(readonly reason: Refused) {}
}

/**
 * Turns a row into a record, or says why it cannot be sent.
 *
 * @param index position in the input
 * @returns the record, an object of its own that no later call changes; or a RefusedRecord
 */
export type MapRow = (row: unknown, index: number) => unknown;

/** Called with every record that is not stored, where the lists of a result end at a maximum. */
export interface RecordWatch {
  /** A record was read; nothing has been said about it yet. */
  received?(record: unknown, index: number): void;
  /** Records that Mixpanel rejected, or that cannot be sent. */
  rejected(records: readonly FailedRecord[]): void;
  /**
   * Sound records that were not stored because the run ended early.
   *
   * @param outcome `unknown` if Mixpanel may have stored them
   */
  held(records: readonly FailedRecord[], outcome: "not_sent" | "unknown"): void;
  /** The outcome of these records is known: nothing will be said about them any more. */
  settled(indexes: readonly number[]): void;
  /**
   * The run ended with an error: a request failed after all retries, or the records could not be read on.
   *
   * @param isRepeatable whether all records can be sent again without duplicates
   */
  stopped(result: IngestResult, isRepeatable: boolean): void;
}

/** The reason for a record that cannot be serialized: it contains a BigInt, or an object that contains itself. */
export const notJson = (error: unknown): Refused => ({
  rule: "not_json",
  message: `the record cannot be written as JSON: ${error instanceof Error ? error.message.split("\n", 1)[0] : "its toJSON function throws"}`,
});

/** Merges violations of the rules that are always checked with those of other rules, without duplicates. */
export function withOthers(found: readonly Violation[], others: readonly Violation[] = []): readonly Violation[] {
  const isNew = (other: Violation) => !found.some(({ rule, field }) => rule === other.rule && field === other.field);
  return found.length === 0 ? others : [...found, ...others.filter(isNew)];
}

/** The reason for a record that breaks rules. */
export function refusal(violations: readonly Violation[], insertId?: unknown): Refused {
  const [first] = violations;
  return {
    ...(typeof insertId === "string" ? { insert_id: insertId } : {}),
    // The record as a whole has no field.
    ...(first?.field ? { field: first.field } : {}),
    rule: first?.rule,
    message: violations.map(({ message }) => message).join("; "),
  };
}

/** Options of a run. */
export interface IngestTuning {
  /** Requests in flight at once. */
  concurrency?: number;
  /** Reads and checks every record, and sends none. */
  validateOnly?: boolean;
  /** Share of Mixpanel's documented rate limit that the run may use; Infinity for no limit. */
  rateShare?: number;
  /** Position of the first record to send, from 0. Earlier records are skipped; positions in the result still count from the input's start. */
  resumeFrom?: number;
  /** Told of records that are not stored. */
  watch?: RecordWatch;
  /** Called with the progress of the run, at most once within `progressMs`. */
  onProgress?(result: Readonly<IngestResult>): void;
  /** Minimum time between two calls of `onProgress`, in milliseconds; 5 seconds by default. */
  progressMs?: number;
}

/** Records that are sent as they stand in a text: for each of them, `encode` would return its bytes, and this note. */
export interface Verbatim {
  endOf: RecordEnd;
  note: Note;
}

export interface IngestOptions<T> extends IngestTuning {
  operation: string;
  /** What the records are, in the plural: `events`. */
  noun: string;
  /** What a second run would do to records already stored, if it changes them: `would count up a second time`. */
  doubles?: string;
  records: Iterable<T> | AsyncIterable<T>;
  /** Prepares a record for sending. */
  encode(record: T, index: number): Encoded;
  /** What need not be encoded of a text; nothing if it is missing. */
  verbatim?(block: TextBlock): Verbatim | undefined;
  /** Whether each value that `encode` returns stays as it is. By default, only if the records are a list. */
  isFresh?: boolean;
  limits: BatchLimits;
  clock: Clock;
  /** Shared by all runs that send to the same project; by default a run has its own. */
  limiter?: Limiter;
  /** Time until the deadline, in milliseconds; no deadline if it is missing. */
  leftMs?(): number;
  /** Ends the run early, as the time limit does; but what was read by then is still sent, and a slow source is not waited for. */
  signal?: AbortSignal;
  /** When true, Mixpanel drops invalid records without naming them: records it does not confirm count as failed, not as unconfirmed. */
  dropsInvalid?: boolean;
  /**
   * Sends one batch; throws MixpanelValidationError if Mixpanel rejects some or all of its records.
   *
   * @param told `retried` is called for each retry, `stored` with the number of records that Mixpanel says it stored
   */
  send(batch: Batch, effect: Effect, told: { retried(): void; stored(records: number): void }): Promise<void>;
  /** Whether bodies are sent compressed. A batch is compressed while it waits for its turn. */
  gzip?: boolean;
}
