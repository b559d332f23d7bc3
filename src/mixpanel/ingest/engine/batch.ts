import type { Effect } from "../../endpoint";
import { CLOSING_BRACKET, COMMA, OPENING_BRACKET, SPACE } from "../../records/bytes";
import type { RecordRun } from "../../records/recordRun";
import type { BatchLimits } from "./limits";

/** What is known about a record besides its JSON. */
export interface Note {
  /** The effect of sending it, if it is not an idempotent write. */
  effect?: Effect;
  /** Whether a second run would create a duplicate of it, as for an event whose time is filled in. */
  renewed?: boolean;
}

/**
 * The records of one request: its body, and the position of each record in it. Example: the body `[{"a":1},{"b":2}]` has the starts 1, 9
 * and 17.
 */
export interface Batch {
  /** A JSON array in UTF-8. */
  body: Buffer;
  /**
   * Offset of each record in the body, followed by the offset after the last one's comma or bracket. Undefined if several records were
   * serialized together; the offsets are then determined only when they are needed.
   */
  starts?: number[];
  /** Position of each record in the input, from 0. */
  indexes: number[];
  /** A note for each record; undefined if no record has one. */
  notes?: readonly Note[];
  /**
   * The profile that each record changes: its records are never in two concurrent requests, so that they take effect in order. Undefined if
   * no record has one.
   */
  owners?: readonly (string | undefined)[];
  /** Whether all its records are identity events. */
  identity?: boolean;
  /** The compressed body, if it is sent compressed. */
  compressed?: Promise<Buffer>;
}

/** Receives the batches of a batcher. */
export interface BatchSink {
  batch(batch: Batch): void;
  /** Called for a record that is larger than the byte limit; it is not in any batch. */
  oversized(index: number, bytes: number): void;
}

/** Size of the first body buffer; it doubles when it is full. More would cost a run of one record a garbage collection now and then. */
const FIRST_BYTES = 16 * 1024;
/** No UTF-16 code unit takes more bytes than this in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * Packs serialized records, in order, into batches within both limits. Each record is written once, directly into the body that is sent,
 * and its bytes are counted at the same time. After the records `{"a":1}` and `{"b":2}`, the body is `[{"a":1},{"b":2},`; flush replaces the
 * last comma by `]`.
 */
export class Batcher {
  private body: Buffer | undefined;
  /** Size of the next buffer: as large as the last one had to be. */
  private nextBytes = FIRST_BYTES;
  private end = 1;
  private starts: number[] | undefined = [];
  private indexes: number[] = [];
  /** The byte limit at the start. If `limits` is lowered later, batches get smaller, but a single record may still be this large. */
  private readonly largestBytes: number;

  /** @param spare buffers of finished batches, to be reused */
  constructor(
    private readonly limits: BatchLimits,
    private readonly sink: BatchSink,
    private readonly spare: Buffer[] = [],
  ) {
    this.largestBytes = limits.maxBytes;
  }

  /**
   * @param record JSON, as text or as UTF-8
   * @returns whether it was added to the current batch; false if it is oversized
   */
  add(index: number, record: string | Buffer): boolean {
    // A text has at least as many bytes as characters, so a huge one need not be encoded. A body has two brackets besides.
    if (record.length + 2 > this.largestBytes) {
      this.sink.oversized(index, Buffer.byteLength(record));
      return false;
    }
    if (this.indexes.length === this.limits.maxRecords) this.flush();
    const bytes = this.write(record);
    // The extra byte is the comma after the record, or the list's closing bracket.
    const alone = this.indexes.length === 0;
    if (this.end + bytes + 1 > (alone ? this.largestBytes : this.limits.maxBytes)) {
      // The record does not fit: copy its bytes and put them first in the next batch, unless they are too large for any.
      const encoded = Buffer.from(this.room(0).subarray(this.end, this.end + bytes));
      if (bytes + 2 <= this.largestBytes) this.flush();
      return this.add(index, encoded);
    }
    this.starts?.push(this.end);
    this.indexes.push(index);
    this.end += bytes;
    this.room(1)[this.end++] = COMMA;
    return true;
  }

  /** How many more records the current batch may have; a full batch is followed by an empty one. */
  get recordsLeft(): number {
    const { maxRecords } = this.limits;
    return maxRecords - (this.indexes.length % maxRecords);
  }

  /**
   * Adds records that were serialized together.
   *
   * @param list a JSON array of them, as `JSON.stringify` writes it; all others of this batcher must be its work, too
   * @returns whether they fit into the batch that is being filled, or an empty one; where they do not, none was added
   */
  addAll(indexes: readonly number[], list: string): boolean {
    if (this.indexes.length === this.limits.maxRecords) this.flush();
    if (this.indexes.length + indexes.length > this.limits.maxRecords) return false;
    // A text has at least as many bytes as characters: if it cannot fit, it need not be encoded.
    if (this.end - 1 + list.length > this.limits.maxBytes) return false;
    // A comma overwrites each of its brackets: `[{"a":1},` and `[{"b":2},{"c":3}]` give `[{"a":1},{"b":2},{"c":3},`. The first
    // byte of the body becomes a bracket again in `room`.
    const body = this.room(list.length * MAX_BYTES_PER_UNIT);
    const start = this.end - 1;
    const end = start + body.write(list, start);
    body[start] = COMMA;
    if (end > this.limits.maxBytes) return false;
    body[end - 1] = COMMA;
    this.end = end;
    this.starts = undefined;
    for (const index of indexes) this.indexes.push(index);
    return true;
  }

  /** Whether the next record begins another batch. */
  get isFull(): boolean {
    return this.indexes.length === this.limits.maxRecords;
  }

  /**
   * Adds records as they stand in a text, from the first of a run on. What stands between two of them becomes spaces and a comma.
   *
   * @param index position of the first in the input
   * @returns how many fit into the current batch; the next one is to be added by itself
   */
  addRun(index: number, { bytes, starts, ends, count }: RecordRun): number {
    const from = starts[0] ?? 0;
    const most = Math.min(count, this.limits.maxRecords - this.indexes.length);
    let taken = 0;
    while (taken < most && this.end + (ends[taken] ?? 0) - from < this.limits.maxBytes) taken++;
    if (taken === 0) return 0;
    const run = bytes.subarray(from, ends[taken - 1]);
    const body = this.room(run.length + 1);
    body.set(run, this.end);
    const shift = this.end - from;
    for (let at = 0; at < taken; at++) {
      const start = (starts[at] ?? 0) + shift;
      this.starts?.push(start);
      this.indexes.push(index + at);
      if (at === 0) continue;
      for (let blank = (ends[at - 1] ?? 0) + shift; blank < start - 1; blank++) body[blank] = SPACE;
      body[start - 1] = COMMA;
    }
    this.end += run.length;
    body[this.end++] = COMMA;
    return taken;
  }

  /** Passes the current batch to the sink, unless it is empty. */
  flush(): void {
    if (this.indexes.length === 0) return;
    const buffer = this.room(0);
    this.nextBytes = buffer.length;
    const body = buffer.subarray(0, this.end);
    body[this.end - 1] = CLOSING_BRACKET;
    this.sink.batch({ body, starts: this.starts && [...this.starts, this.end], indexes: this.indexes });
    this.body = undefined;
    this.end = 1;
    this.starts = [];
    this.indexes = [];
  }

  /** Writes a record after the last one, without adding it to the batch yet. */
  private write(record: string | Buffer): number {
    if (typeof record !== "string") return record.copy(this.room(record.length), this.end);
    return this.room(record.length * MAX_BYTES_PER_UNIT).write(record, this.end);
  }

  /** Returns the body, enlarged if needed so that so many bytes fit after the current end. */
  private room(bytes: number): Buffer {
    this.body ??= this.spare.pop() ?? Buffer.allocUnsafeSlow(this.nextBytes);
    if (this.end + bytes > this.body.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.body.length * 2, this.end + bytes));
      this.body.copy(larger, 0, 0, this.end);
      this.body = larger;
    }
    this.body[0] = OPENING_BRACKET;
    return this.body;
  }
}
